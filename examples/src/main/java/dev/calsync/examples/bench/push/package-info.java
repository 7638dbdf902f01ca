/** How soon an edit at the provider is here, and what a flood of forged calls costs. */
@NullMarked
package dev.calsync.examples.bench.push;

import org.jspecify.annotations.NullMarked;
