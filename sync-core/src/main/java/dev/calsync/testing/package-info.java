/** Test support without a test framework: manual time, scripted providers and the parts of the simulator. */
@NullMarked
package dev.calsync.testing;

import org.jspecify.annotations.NullMarked;
