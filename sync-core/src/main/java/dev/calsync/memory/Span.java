package dev.calsync.memory;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.recurrence.RecurrenceLimits;
import dev.calsync.recurrence.RecurrenceSet;
import dev.calsync.recurrence.SeriesSpan;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The time that a series may take up, computed once when the series is written. Rather too long than too short: where
 * the end of a rule would be dear to find, or the rule cannot be read, it has none.
 *
 * @param first when it may begin
 * @param last when it may end
 */
record Span(Instant first, Instant last) {
    private static final Span ALWAYS = new Span(Instant.MIN, Instant.MAX);

    /** Writes wait for one another, so a rule that counts far is not worth following to its end. */
    private static final RecurrenceLimits LIMITS = new RecurrenceLimits(1, 2_000, Duration.ofDays(36_525));

    /** What has no zone takes place wherever its reader is: from the easternmost place to the westernmost. */
    private static final Duration ANYWHERE = Duration.ofSeconds(ZoneOffset.MAX.getTotalSeconds());

    static Span of(EventSeries series) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (CalendarEvent event : series.events()) {
            Span span = event.isRecurring() ? recurring(event) : once(event);
            first = span.first.isBefore(first) ? span.first : first;
            last = span.last.isAfter(last) ? span.last : last;
        }
        return new Span(first, last);
    }

    boolean overlaps(Instant from, Instant until) {
        return first.isBefore(until) && !last.isBefore(from);
    }

    private static Span once(CalendarEvent event) {
        Instant start = event.start().toInstant(ZoneOffset.MAX);
        Instant end = event.effectiveEnd().toInstant(ZoneOffset.MIN);
        return new Span(start, end.isBefore(start) ? start : end);
    }

    private static Span recurring(CalendarEvent event) {
        Duration margin = hasPlace(event.start()) ? Duration.ZERO : ANYWHERE;
        try {
            Optional<SeriesSpan> span = RecurrenceSet.of(event, ZoneOffset.UTC).span(LIMITS);
            return span.map(known -> new Span(
                            known.start().minus(margin),
                            known.end().map(end -> end.plus(margin)).orElse(Instant.MAX)))
                    .orElse(ALWAYS);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
            return ALWAYS;
        }
    }

    private static boolean hasPlace(EventTime time) {
        return time instanceof EventTime.Utc
                || (time instanceof EventTime.Zoned zoned && zoned.zone().isPresent());
    }
}
