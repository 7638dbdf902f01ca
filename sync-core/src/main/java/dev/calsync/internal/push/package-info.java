/** The place of the keeper of push channels. Empty so far. Not API. */
@NullMarked
package dev.calsync.internal.push;

import org.jspecify.annotations.NullMarked;
