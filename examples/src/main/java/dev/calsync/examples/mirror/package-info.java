/** One calendar across three services. */
@NullMarked
package dev.calsync.examples.mirror;

import org.jspecify.annotations.NullMarked;
