/**
 * Failures, grouped by what the engine does next: wait, retry, resync, ask the user, set one series aside, or give up.
 */
@NullMarked
package dev.calsync.error;

import org.jspecify.annotations.NullMarked;
