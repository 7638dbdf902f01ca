/** A bounded expander of RFC 5545 recurrence rules, dates and exceptions. Every expansion ends by a stated bound. */
@NullMarked
package dev.calsync.recurrence;

import org.jspecify.annotations.NullMarked;
