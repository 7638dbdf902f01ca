/** A fleet of processes on one PostgreSQL, and everything that can happen to it: {@code examples/run cluster}. */
@NullMarked
package dev.calsync.examples.cluster;

import org.jspecify.annotations.NullMarked;
