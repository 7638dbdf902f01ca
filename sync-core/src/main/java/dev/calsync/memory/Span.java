package dev.calsync.memory;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * The time that a series may take up, computed once when the series is written.
 *
 * @param first when it may begin
 * @param last when it may end
 */
record Span(Instant first, Instant last) {

    static Span of(EventSeries series) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (CalendarEvent event : series.events()) {
            Instant start = event.isRecurring() ? Instant.MIN : earliest(event.start());
            Instant end = event.isRecurring() ? Instant.MAX : latest(event.effectiveEnd());
            first = start.isBefore(first) ? start : first;
            last = end.isAfter(last) ? end : last;
        }
        return new Span(first, last.isBefore(first) ? first : last);
    }

    boolean overlaps(Instant from, Instant until) {
        return first.isBefore(until) && !last.isBefore(from);
    }

    /** What has no zone takes place wherever its reader is: as early as in the easternmost place. */
    private static Instant earliest(EventTime time) {
        return time.toInstant(ZoneOffset.MAX);
    }

    private static Instant latest(EventTime time) {
        return time.toInstant(ZoneOffset.MIN);
    }
}
