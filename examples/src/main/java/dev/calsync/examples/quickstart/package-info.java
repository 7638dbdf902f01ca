/** The main job, told on a terminal. */
@NullMarked
package dev.calsync.examples.quickstart;

import org.jspecify.annotations.NullMarked;
