/**
 * CalDAV (RFC 4791) as a calendar provider. {@link dev.calsync.provider.caldav.CalDavProvider} is the door; the text of
 * events is the business of {@link dev.calsync.provider.caldav.icalendar}.
 */
@NullMarked
package dev.calsync.provider.caldav;

import org.jspecify.annotations.NullMarked;
