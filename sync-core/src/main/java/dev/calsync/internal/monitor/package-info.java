/** Metrics, alerts and the audit log. Not API: may change in any release. */
@NullMarked
package dev.calsync.internal.monitor;

import org.jspecify.annotations.NullMarked;
