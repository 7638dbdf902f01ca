/** Keeping two calendars equal: what a mirror is, and the pure rules of what becomes of one event on its two sides. */
@NullMarked
package dev.calsync.mirror;

import org.jspecify.annotations.NullMarked;
