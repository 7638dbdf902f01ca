/** Edits on both sides of a bad network, and an engine that is killed again and again: {@code examples/run kills}. */
@NullMarked
package dev.calsync.examples.kills;

import org.jspecify.annotations.NullMarked;
