/** The in-memory store: complete, bounded by the heap, gone with the process. */
@NullMarked
package dev.calsync.memory;

import org.jspecify.annotations.NullMarked;
