package dev.calsync.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the first start and the last end of a series without walking through it where that can be avoided. */
final class SpanSearch {
    private static final Duration FIRST_LOOK_BACK = Duration.ofHours(1);

    private final RecurrenceSet set;
    private final RecurrenceLimits limits;

    private SpanSearch(RecurrenceSet set, RecurrenceLimits limits) {
        this.set = set;
        this.limits = new RecurrenceLimits(Integer.MAX_VALUE, limits.maxSteps(), limits.horizon());
    }

    static Optional<SeriesSpan> in(RecurrenceSet set, RecurrenceLimits limits) {
        return new SpanSearch(set, limits).find();
    }

    private Optional<SeriesSpan> find() {
        WallClock clock = set.clock();
        OccurrenceCursor cursor = set.iterator(limits);
        if (!cursor.hasNext()) {
            return Optional.empty();
        }
        Instant start = clock.toReal(cursor.takeStart());
        Optional<Instant> end = Optional.empty();
        if (!set.isEndless()) {
            boolean counted = set.rules().stream().anyMatch(rule -> rule.count().isPresent());
            end = Optional.ofNullable(counted ? endFrom(set.iterator(limits)) : endNearUntil())
                    .map(clock::toReal);
        }
        return Optional.of(new SeriesSpan(start, end));
    }

    /** Looks at ever longer times before the last possible start, until one holds an occurrence. */
    private @Nullable Instant endNearUntil() {
        Instant first = set.dates().first();
        Instant last = set.dates().last();
        for (RecurrenceRule rule : set.rules()) {
            Instant until = rule.until().map(set.clock()::until).orElse(last);
            last = Times.later(last, until);
        }
        Instant to = Times.plus(last, Duration.ofNanos(1));
        Duration back = FIRST_LOOK_BACK.plus(set.longestDuration());
        while (true) {
            Instant from = Times.minus(to, back);
            OccurrenceCursor cursor = set.cursorByClock(from, to, limits);
            Instant end = endFrom(cursor);
            if (end != null || cursor.stoppedBy().isPresent() || !from.isAfter(first)) {
                return end;
            }
            back = back.multipliedBy(4);
        }
    }

    /** The latest end of what the cursor gives; null when it gives nothing or hits a bound. */
    private @Nullable Instant endFrom(OccurrenceCursor cursor) {
        Instant end = null;
        while (cursor.hasNext()) {
            Instant start = cursor.takeStart();
            Instant candidate = start.plus(set.durationOf(start));
            end = end == null ? candidate : Times.later(end, candidate);
        }
        return cursor.stoppedBy().isPresent() ? null : end;
    }
}
