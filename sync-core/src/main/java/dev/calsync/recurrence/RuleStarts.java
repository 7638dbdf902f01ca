package dev.calsync.recurrence;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The starts that one rule generates, as instants of the series' clock, ascending.
 *
 * <p>The walk goes by local time, and so does the count. Only then do times become instants. In a gap of daylight
 * saving time they move on and may overtake later ones, so they wait in a small heap until the walk has left the gap.
 *
 * <p>Not thread-safe.
 */
final class RuleStarts {
    private final WallClock clock;
    private final StepBudget budget;
    private final RuleWalk walk;
    private final boolean withStart;
    private final long startSecond;
    private final int nanos;
    private final Instant last;
    private final boolean endsBefore;
    private final PriorityQueue<Instant> waiting = new PriorityQueue<>();

    private long toCome;
    private boolean walked;
    private boolean reachedUpper;
    private Instant settled = Instant.MIN;

    private RuleStarts(RecurrenceRule rule, WallClock clock, boolean withStart, Instant upper, StepBudget budget) {
        this.clock = clock;
        this.budget = budget;
        this.withStart = withStart;
        LocalDateTime start = clock.start().toLocal();
        this.startSecond = start.toEpochSecond(ZoneOffset.UTC);
        this.nanos = start.get(ChronoField.NANO_OF_SECOND);
        Instant until = rule.until().map(clock::until).orElse(Instant.MAX);
        this.endsBefore = until.isBefore(upper);
        this.last = endsBefore ? until : upper;
        // Two days cover every overlap, where a later instant has an earlier local time.
        long lastSecond = clock.toLocal(last).plusDays(2).toEpochSecond(ZoneOffset.UTC);
        this.walk = new RuleWalk(rule, start, clock.isWholeDays(), lastSecond, budget);
        long count = rule.count().isPresent() ? rule.count().getAsInt() : Long.MAX_VALUE;
        this.toCome = withStart ? count : count - 1;
    }

    /**
     * The starts after the series' own, which counts as the first whether it matches the rule or not.
     *
     * @param upper the last instant of interest, inclusive
     */
    static RuleStarts including(RecurrenceRule rule, WallClock clock, Instant upper, StepBudget budget) {
        return new RuleStarts(rule, clock, false, upper, budget);
    }

    /** The starts that an {@code EXRULE} takes away (RFC 2445 section 4.8.5.2): the series' own too if it matches. */
    static RuleStarts excluding(RecurrenceRule rule, WallClock clock, Instant upper, StepBudget budget) {
        return new RuleStarts(rule, clock, true, upper, budget);
    }

    /** Leaves out what starts before {@code from}. Only before the first {@link #next}, never with a count. */
    void seek(Instant from) {
        walk.seek(clock.earliestLocal(from).toEpochSecond(ZoneOffset.UTC));
    }

    /** The next start, or null: there is none up to the upper bound, or the budget is spent. */
    @Nullable
    Instant next() {
        while (!walked && (waiting.isEmpty() || waiting.peek().isAfter(settled))) {
            step();
        }
        return waiting.poll();
    }

    /** After the end: whether the rule would have gone on after the upper bound. */
    boolean reachedUpper() {
        return reachedUpper;
    }

    private void step() {
        long second = toCome > 0 ? walk.next() : RuleWalk.END;
        if (second == RuleWalk.END) {
            if (budget.isSpent()) {
                waiting.clear();
            }
            finish(toCome > 0 && !endsBefore);
            return;
        }
        if (second == startSecond && !withStart) {
            return;
        }
        toCome--;
        LocalDateTime local = LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC);
        Instant instant = clock.toInstant(local);
        boolean gap = clock.isInGap(local);
        if (!instant.isAfter(last)) {
            waiting.add(instant);
        } else if (!gap) {
            finish(!endsBefore);
        }
        if (!gap) {
            settled = instant;
        }
    }

    private void finish(boolean goesOn) {
        walked = true;
        reachedUpper = goesOn;
    }
}
