/** Test support without a test framework: time that moves when told, a task runner on it, and a scripted provider. */
@NullMarked
package dev.calsync.testing;

import org.jspecify.annotations.NullMarked;
