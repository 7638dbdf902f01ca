package dev.calsync.recurrence;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The time that a series may take up, for stores that look series up by time: computed once, when the series is written.
 * Rather too long than too short: where the end of a rule would be dear to find, or the rule cannot be read, it has none.
 *
 * @param first when it may begin; {@link Instant#MIN} for any time
 * @param last when it may end; {@link Instant#MAX} for any time
 */
public record SeriesExtent(Instant first, Instant last) {
    private static final SeriesExtent ALWAYS = new SeriesExtent(Instant.MIN, Instant.MAX);

    /** Writes wait for one another, so a rule that counts far is not worth following to its end. */
    private static final RecurrenceLimits LIMITS = new RecurrenceLimits(1, 2_000, Duration.ofDays(36_525));

    /** What has no zone takes place wherever its reader is: from the easternmost place to the westernmost. */
    private static final Duration ANYWHERE = Duration.ofSeconds(ZoneOffset.MAX.getTotalSeconds());

    /** The time that all parts of a series may take up. */
    public static SeriesExtent of(EventSeries series) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (CalendarEvent event : series.events()) {
            SeriesExtent span = event.isRecurring() ? recurring(event) : once(event);
            first = span.first.isBefore(first) ? span.first : first;
            last = span.last.isAfter(last) ? span.last : last;
        }
        Duration reach = series.overrides().stream()
                .flatMap(override -> FutureOverride.of(override, ZoneOffset.UTC).stream())
                .map(FutureOverride::reach)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return reach.isZero()
                ? new SeriesExtent(first, last)
                : new SeriesExtent(minus(first, reach), plus(last, reach));
    }

    /** Whether it may have an instance that starts before {@code until} and does not end before {@code from}. */
    public boolean overlaps(Instant from, Instant until) {
        return first.isBefore(until) && !last.isBefore(from);
    }

    private static Instant minus(Instant first, Duration reach) {
        return first.equals(Instant.MIN) ? first : Times.minus(Times.clamp(first), reach);
    }

    private static Instant plus(Instant last, Duration reach) {
        return last.equals(Instant.MAX) ? last : Times.plus(Times.clamp(last), reach);
    }

    private static SeriesExtent once(CalendarEvent event) {
        Instant start = event.start().toInstant(ZoneOffset.MAX);
        Instant end = event.effectiveEnd().toInstant(ZoneOffset.MIN);
        return new SeriesExtent(start, end.isBefore(start) ? start : end);
    }

    private static SeriesExtent recurring(CalendarEvent event) {
        Duration margin = hasPlace(event.start()) ? Duration.ZERO : ANYWHERE;
        try {
            Optional<SeriesSpan> span = RecurrenceSet.of(event, ZoneOffset.UTC).span(LIMITS);
            return span.map(known -> new SeriesExtent(
                            known.start().minus(margin),
                            known.end().map(end -> end.plus(margin)).orElse(Instant.MAX)))
                    .orElse(ALWAYS);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
            return ALWAYS;
        }
    }

    private static boolean hasPlace(EventTime time) {
        return time instanceof EventTime.Utc
                || (time instanceof EventTime.Zoned zoned && zoned.rules().isPresent());
    }
}
