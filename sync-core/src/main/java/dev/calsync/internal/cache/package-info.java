/** What the engine's caches say of themselves. */
@NullMarked
package dev.calsync.internal.cache;

import org.jspecify.annotations.NullMarked;
