/**
 * CalDAV (RFC 4791) as a calendar provider, over an iCalendar (RFC 5545) layer of its own that keeps what it does not
 * know.
 */
@NullMarked
package dev.calsync.provider.caldav;

import org.jspecify.annotations.NullMarked;
