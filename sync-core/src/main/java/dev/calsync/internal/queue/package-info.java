/** The ready queue: priority, due time and a limit for each user. Not API: may change in any release. */
@NullMarked
package dev.calsync.internal.queue;

import org.jspecify.annotations.NullMarked;
