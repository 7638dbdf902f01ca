/** What accounts prove themselves with. Secrets never appear in a {@code toString}. */
@NullMarked
package dev.calsync.auth;

import org.jspecify.annotations.NullMarked;
