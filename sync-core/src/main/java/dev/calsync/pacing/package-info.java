/** When failed work is tried again: backoff and jitter, without a clock or dice of its own. */
@NullMarked
package dev.calsync.pacing;

import org.jspecify.annotations.NullMarked;
