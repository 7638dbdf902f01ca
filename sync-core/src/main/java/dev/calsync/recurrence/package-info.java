/**
 * Recurrence after RFC 5545: rules, the sets of occurrences they make with extra and excluded dates, and the bounds
 * under which they are expanded. Pure functions of their input.
 */
@NullMarked
package dev.calsync.recurrence;

import org.jspecify.annotations.NullMarked;
