package dev.calsync.recurrence;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Walks the local times that one rule generates, in order, from its start on. Local times are seconds of a wall clock
 * that knows no zone.
 *
 * <p>A rule's periods are numbered, and the walk goes from period to period in steps of the interval. Each period holds
 * a set of times: its days times the times of a day. The set is addressed by position and never laid out, so that a
 * year of 31 million named seconds costs no memory, and so that {@code BYSETPOS} and a jump into the middle are
 * look-ups. Rules finer than a day test their hour, minute or second and leap over what cannot match: to the next day,
 * hour or minute, in whole intervals. Every period and every time costs a step of the budget, found or not.
 *
 * <p>Not thread-safe.
 */
final class RuleWalk {
    /** What {@link #next} gives when there is no more. */
    static final long END = Long.MAX_VALUE;

    private static final long DAY_SECONDS = 86_400;

    private final Frequency frequency;
    private final long interval;
    private final RuleDays days;
    private final RuleTimes times;
    private final BitSet hours = new BitSet();
    private final BitSet minutes = new BitSet();
    private final BitSet seconds = new BitSet();
    private final int[] setPositions;
    private final StepBudget budget;
    private final long startSecond;
    private final long startPeriod;
    private final long lastSecond;
    private final long lastPeriod;

    private long period;
    private long loaded;
    private long firstSecond;
    private long[] picked = new long[0];
    private long position;
    private long size;

    /**
     * @param wholeDays whether the start is a date
     * @param lastSecond the last local second of interest, inclusive
     */
    RuleWalk(RecurrenceRule rule, LocalDateTime start, boolean wholeDays, long lastSecond, StepBudget budget) {
        this.frequency = rule.frequency();
        this.interval = rule.interval();
        this.days = new RuleDays(rule, start.toLocalDate());
        this.times = new RuleTimes(rule, start.toLocalTime(), wholeDays);
        rule.byHour().forEach(hours::set);
        rule.byMinute().forEach(minutes::set);
        RuleTimes.withoutLeapSecond(rule.bySecond()).forEach(seconds::set);
        this.setPositions = rule.bySetPos().stream().mapToInt(Integer::intValue).toArray();
        this.budget = budget;
        this.startSecond = start.toEpochSecond(ZoneOffset.UTC);
        this.startPeriod = periodOf(startSecond);
        this.lastSecond = lastSecond;
        this.lastPeriod = periodOf(lastSecond);
        this.firstSecond = startSecond;
        this.period = startPeriod;
    }

    /** Leaps to the first time at or after {@code second}. Only before the first {@link #next}. */
    void seek(long second) {
        firstSecond = Math.max(startSecond, second);
        long periods = periodOf(firstSecond) - startPeriod;
        period = startPeriod + Math.floorDiv(periods, interval) * interval;
    }

    /** The next local second, or {@link #END}: after the last, or because the budget is spent. */
    long next() {
        while (position >= size) {
            if (!loadNextPeriod()) {
                return END;
            }
        }
        if (!budget.take(1)) {
            return END;
        }
        long second = secondAt(position++);
        return second <= lastSecond ? second : END;
    }

    private boolean loadNextPeriod() {
        while (period <= lastPeriod && budget.take(1 + setPositions.length)) {
            long skipTo = frequency.isSubDaily() ? nextAllowed(period * unitSeconds()) : END;
            if (skipTo != END) {
                // Up to the first period of the rule's rhythm that starts there or later.
                long target = Math.floorDiv(skipTo, unitSeconds());
                period += Math.floorDiv(target - period + interval - 1, interval) * interval;
                continue;
            }
            loaded = period;
            long dayCount = frequency.isSubDaily() ? 1 : days.load(period);
            size = dayCount * times.size();
            pickPositions();
            position = firstPosition();
            period += interval;
            if (position < size) {
                return true;
            }
        }
        return false;
    }

    /** {@link #END} when a period that starts at this second may be used, else the earliest second that may. */
    private long nextAllowed(long second) {
        long day = Math.floorDiv(second, DAY_SECONDS);
        if (!days.matches(LocalDate.ofEpochDay(day))) {
            return (day + 1) * DAY_SECONDS;
        }
        int ofDay = (int) Math.floorMod(second, DAY_SECONDS);
        if (isBarred(hours, ofDay / 3600)) {
            return day * DAY_SECONDS + following(hours, ofDay / 3600, 24) * 3600L;
        }
        if (frequency != Frequency.HOURLY && isBarred(minutes, ofDay / 60 % 60)) {
            return second - ofDay % 3600 + following(minutes, ofDay / 60 % 60, 60) * 60L;
        }
        if (frequency == Frequency.SECONDLY && isBarred(seconds, ofDay % 60)) {
            return second - ofDay % 60 + following(seconds, ofDay % 60, 60);
        }
        return END;
    }

    private static boolean isBarred(BitSet allowed, int value) {
        return !allowed.isEmpty() && !allowed.get(value);
    }

    /** The next allowed value; past the last one, the end of the enclosing unit. */
    private static int following(BitSet allowed, int value, int end) {
        int next = allowed.nextSetBit(value);
        return next < 0 ? end : next;
    }

    /** BYSETPOS: which positions of the whole set remain, in order. */
    private void pickPositions() {
        if (setPositions.length == 0) {
            return;
        }
        long whole = size;
        picked = Arrays.stream(setPositions)
                .mapToLong(nth -> nth > 0 ? nth - 1 : whole + nth)
                .filter(at -> at >= 0 && at < whole)
                .sorted()
                .distinct()
                .toArray();
        size = picked.length;
    }

    /** The first position at or after the first second wanted. */
    private long firstPosition() {
        long low = 0;
        long high = size;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (secondAt(middle) < firstSecond) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long secondAt(long at) {
        long inSet = setPositions.length == 0 ? at : picked[(int) at];
        long base =
                frequency.isSubDaily() ? loaded * unitSeconds() : days.day((int) (inSet / times.size())) * DAY_SECONDS;
        return base + times.secondsAt((int) (inSet % times.size()));
    }

    private long periodOf(long second) {
        return frequency.isSubDaily()
                ? Math.floorDiv(second, unitSeconds())
                : days.periodOf(Math.floorDiv(second, DAY_SECONDS));
    }

    private long unitSeconds() {
        return switch (frequency) {
            case SECONDLY -> 1;
            case MINUTELY -> 60;
            case HOURLY -> 3600;
            default -> DAY_SECONDS;
        };
    }
}
