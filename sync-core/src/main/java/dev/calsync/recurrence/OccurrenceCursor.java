package dev.calsync.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Gives the occurrences of a series one by one, ordered by start, no start twice. Nothing is computed ahead of the next
 * occurrence. Ends at the end of the series, of the window that was asked for, or at a bound, which {@link #stoppedBy}
 * tells. Not thread-safe.
 */
public final class OccurrenceCursor implements Iterator<Occurrence> {
    private final RecurrenceSet set;
    private final Instant from;
    private final Instant upper;
    private final boolean upperIsHorizon;
    private final StepBudget budget;
    private final Queue<Instant> dates;
    private final List<Head> included;
    private final List<Head> excluded;

    /** Rules start after this, so that the series' start is told even when no budget finds what follows it. */
    private final Instant rulesAfter;

    private int toGive;
    private boolean ended;
    private @Nullable Instant next;
    private @Nullable Instant previous;
    private Optional<ExpansionBound> stoppedBy = Optional.empty();

    /** Both ends are instants of the set's clock; {@code to} is exclusive. */
    OccurrenceCursor(RecurrenceSet set, Instant from, Instant to, RecurrenceLimits limits) {
        this.set = set;
        this.from = from;
        Instant horizon = Times.plus(Times.later(from, set.startKey()), limits.horizon());
        Instant asked = Times.earlier(to.minusNanos(1), Times.LATEST);
        this.upperIsHorizon = horizon.isBefore(asked);
        this.upper = upperIsHorizon ? horizon : asked;
        this.budget = new StepBudget(limits.maxSteps());
        this.toGive = limits.maxOccurrences();
        Instant firstStart = Times.minus(from, set.longestDuration());
        this.rulesAfter = set.clock().isInGap(set.clock().start().toLocal()) ? Instant.MIN : set.startKey();
        this.dates = new ArrayDeque<>(set.dates().tailSet(firstStart));
        this.included = set.rules().stream()
                .map(rule -> head(rule, RuleStarts.including(rule, set.clock(), upper, budget), firstStart))
                .toList();
        this.excluded = set.exceptRules().stream()
                .map(rule -> head(rule, RuleStarts.excluding(rule, set.clock(), upper, budget), firstStart))
                .toList();
    }

    private static Head head(RecurrenceRule rule, RuleStarts starts, Instant firstStart) {
        if (rule.count().isEmpty()) {
            starts.seek(firstStart);
        }
        return new Head(starts);
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = find();
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public Occurrence next() {
        return set.occurrence(takeStart());
    }

    /** The next start as an instant of the set's clock. */
    Instant takeStart() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("no further occurrence");
        }
        Instant start = next;
        next = null;
        toGive--;
        return start;
    }

    /**
     * The bound that ended this cursor. Empty as long as {@link #hasNext} is true, and afterwards when the series or
     * the window came to its end.
     */
    public Optional<ExpansionBound> stoppedBy() {
        return stoppedBy;
    }

    private @Nullable Instant find() {
        while (true) {
            Instant start = takeEarliest();
            if (budget.isSpent()) {
                return stop(ExpansionBound.STEPS);
            }
            if (start == null || start.isAfter(upper)) {
                boolean more = start != null || included.stream().anyMatch(head -> head.starts.reachedUpper());
                return upperIsHorizon && more ? stop(ExpansionBound.HORIZON) : null;
            }
            boolean wanted = !start.equals(previous)
                    && overlaps(start)
                    && !set.isExcluded(start)
                    && excluded.stream().noneMatch(head -> head.has(start));
            previous = start;
            if (budget.isSpent()) {
                return stop(ExpansionBound.STEPS);
            }
            if (wanted) {
                return toGive > 0 ? start : stop(ExpansionBound.OCCURRENCES);
            }
        }
    }

    private @Nullable Instant stop(ExpansionBound bound) {
        stoppedBy = Optional.of(bound);
        return null;
    }

    /** RFC 4791 section 9.9: ends after the window's start; what has no length may start there. */
    private boolean overlaps(Instant start) {
        Duration duration = set.durationOf(start);
        return duration.isZero() ? !start.isBefore(from) : start.plus(duration).isAfter(from);
    }

    /** The earliest start of all sources, taken from each that has it. */
    private @Nullable Instant takeEarliest() {
        Instant earliest = dates.peek();
        if (earliest != null && !earliest.isAfter(rulesAfter)) {
            return dates.remove();
        }
        for (Head head : included) {
            Instant start = head.peek();
            if (start != null && (earliest == null || start.isBefore(earliest))) {
                earliest = start;
            }
        }
        if (earliest != null) {
            if (earliest.equals(dates.peek())) {
                dates.remove();
            }
            for (Head head : included) {
                head.passBy(earliest);
            }
        }
        return earliest;
    }

    /** One rule's starts with its next one in sight. */
    private static final class Head {
        private final RuleStarts starts;
        private @Nullable Instant peeked;
        private boolean atEnd;

        Head(RuleStarts starts) {
            this.starts = starts;
        }

        @Nullable
        Instant peek() {
            if (peeked == null && !atEnd) {
                peeked = starts.next();
                atEnd = peeked == null;
            }
            return peeked;
        }

        void passBy(Instant start) {
            if (start.equals(peeked)) {
                peeked = null;
            }
        }

        boolean has(Instant start) {
            for (Instant at = peek(); at != null && at.isBefore(start); at = peek()) {
                peeked = null;
            }
            return start.equals(peeked);
        }
    }
}
