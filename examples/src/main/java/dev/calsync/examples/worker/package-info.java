/** Workers of the host's own. */
@NullMarked
package dev.calsync.examples.worker;

import org.jspecify.annotations.NullMarked;
