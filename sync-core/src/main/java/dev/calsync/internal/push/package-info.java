/** Push channels: asked for, kept alive, given up; and what comes in through them. */
@NullMarked
package dev.calsync.internal.push;

import org.jspecify.annotations.NullMarked;
