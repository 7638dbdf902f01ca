/** The place of metrics, alerts and the audit log. Empty so far. Not API. */
@NullMarked
package dev.calsync.internal.monitor;

import org.jspecify.annotations.NullMarked;
