/** Runnable demos and benchmarks, each a main that ends by itself. */
@NullMarked
package dev.calsync.examples;

import org.jspecify.annotations.NullMarked;
