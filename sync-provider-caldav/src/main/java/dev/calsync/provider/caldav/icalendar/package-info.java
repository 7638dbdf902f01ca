/**
 * Events as iCalendar text (RFC 5545), by a line layer of our own that keeps what it does not know. Knows nothing of
 * CalDAV, does no I/O. {@link dev.calsync.provider.caldav.icalendar.ICalendar} is the door.
 */
@NullMarked
package dev.calsync.provider.caldav.icalendar;

import org.jspecify.annotations.NullMarked;
