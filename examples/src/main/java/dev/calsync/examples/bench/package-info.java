/** Benchmarks. Each says what its bars are, whether they are held, and ends with a line that begins with RESULT. */
@NullMarked
package dev.calsync.examples.bench;

import org.jspecify.annotations.NullMarked;
