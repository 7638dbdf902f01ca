package dev.calsync.internal.engine;

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

/** Whether a series lies before a time. In doubt it does: what is not known to be gone is not deleted. */
final class PastSeries {
    private static final RecurrenceLimits LIMITS = new RecurrenceLimits(1, 20_000, Duration.ofDays(36_525));

    private PastSeries() {}

    /** Whether all of a series may have ended at {@code time} or before. */
    static boolean mayHaveEndedBy(EventSeries series, Instant time) {
        return series.events().stream().allMatch(event -> mayHaveEndedBy(event, time));
    }

    private static boolean mayHaveEndedBy(CalendarEvent event, Instant time) {
        if (!event.isRecurring()) {
            return !earliest(event.effectiveEnd()).isAfter(time);
        }
        try {
            RecurrenceSet set = RecurrenceSet.of(event, ZoneOffset.UTC);
            Optional<Instant> end = set.span(LIMITS).flatMap(SeriesSpan::end);
            // A day's margin for times without a place: the question is asked years away from now.
            return end.map(last -> !last.minus(Duration.ofDays(1)).isAfter(time))
                    .orElse(!set.isEndless());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
            return true;
        }
    }

    /** What has no zone ends first in the easternmost place. */
    private static Instant earliest(EventTime end) {
        return end.toInstant(ZoneOffset.MAX);
    }
}
