/** Authorizations: sealed before a store sees them, opened for who needs them, refreshed once over the whole fleet. */
@NullMarked
package dev.calsync.internal.grants;

import org.jspecify.annotations.NullMarked;
