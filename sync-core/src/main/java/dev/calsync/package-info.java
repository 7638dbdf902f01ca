/**
 * The face of Calsync for hosts: build and start an engine, then work with it through the view of one user. Nothing
 * inside Calsync depends on this package.
 */
@NullMarked
package dev.calsync;

import org.jspecify.annotations.NullMarked;
