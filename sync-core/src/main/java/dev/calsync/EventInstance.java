package dev.calsync;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import java.time.Instant;

/**
 * One time that an event takes place.
 *
 * @param event the event: a single one, the master of a series, or the override of this instance
 * @param start when it begins this time
 * @param end when it ends this time, exclusive
 * @param startsAt {@code start} as a point in time, seen from the viewer's zone
 */
public record EventInstance(CalendarEvent event, EventTime start, EventTime end, Instant startsAt) {}
