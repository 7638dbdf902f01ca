/** The dispatcher, the workers, the lease keeper and the sync run. Not API: may change in any release. */
@NullMarked
package dev.calsync.internal.engine;

import org.jspecify.annotations.NullMarked;
