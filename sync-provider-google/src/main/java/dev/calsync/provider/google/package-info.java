/**
 * Google Calendar (Calendar API v3) as a calendar provider. {@link dev.calsync.provider.google.GoogleCalendarProvider} is
 * the door.
 */
@NullMarked
package dev.calsync.provider.google;

import org.jspecify.annotations.NullMarked;
