/** What the fakes of services have in common that speak HTTP: what was asked of them, what shall go wrong, what shall wait. */
@NullMarked
package dev.calsync.testing.wire;

import org.jspecify.annotations.NullMarked;
