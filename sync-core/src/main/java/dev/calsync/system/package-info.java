/**
 * The only doors to time, identifiers, randomness and threads. Everything else takes them from here, so the whole
 * engine can run on virtual time on one thread.
 */
@NullMarked
package dev.calsync.system;

import org.jspecify.annotations.NullMarked;
