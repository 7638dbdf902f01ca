package dev.calsync.recurrence;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;

/**
 * One time that a part of a series takes place.
 *
 * @param event the part: a single event, the master, or the override that stands for this instance
 * @param start when it begins this time
 * @param end when it ends this time, exclusive; not before {@code start}
 * @param startsAt {@code start} as a point in time, seen from the viewer's zone
 */
public record SeriesInstance(CalendarEvent event, EventTime start, EventTime end, Instant startsAt) {
    static final Comparator<SeriesInstance> BY_START = Comparator.comparing(SeriesInstance::startsAt);

    /** The time that an event states itself. */
    static SeriesInstance once(CalendarEvent event, ZoneId viewer) {
        Instant startsAt = event.start().toInstant(viewer);
        EventTime end = event.effectiveEnd();
        return new SeriesInstance(
                event, event.start(), end.toInstant(viewer).isBefore(startsAt) ? event.start() : end, startsAt);
    }
}
