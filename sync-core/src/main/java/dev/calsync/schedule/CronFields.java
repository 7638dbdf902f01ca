package dev.calsync.schedule;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;

/**
 * A cron expression as bit sets: the times it names on an unbroken local time line, without zones. Immutable, a few
 * dozen bytes, and quick enough to be evaluated for every run.
 */
final class CronFields {
    private static final long SECONDS_PER_DAY = 86_400;

    /** The Gregorian calendar repeats itself after so many years: what did not fire by then never does. */
    private static final int YEARS_AHEAD = 400;

    private static final int LAST_YEAR = 9999;

    private final long seconds;
    private final long minutes;
    private final long hours;
    private final CronDays days;

    CronFields(long seconds, long minutes, long hours, CronDays days) {
        this.seconds = seconds;
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
    }

    /** The first time named that is later than {@code after}, or empty if there is none. */
    Optional<LocalDateTime> nextAfter(LocalDateTime after) {
        LocalDate date = after.toLocalDate();
        if (days.contains(date)) {
            int second = nextSecondOfDay(after.toLocalTime().toSecondOfDay() + 1);
            if (second >= 0) {
                return Optional.of(date.atTime(LocalTime.ofSecondOfDay(second)));
            }
        }
        int lastYear = Math.min(date.getYear() + YEARS_AHEAD, LAST_YEAR);
        return days.nextAfter(date, lastYear).map(next -> next.atTime(LocalTime.ofSecondOfDay(nextSecondOfDay(0))));
    }

    /** Whether every hour of the day is allowed, so that the expression asks for a rhythm and not for an hour. */
    boolean everyHour() {
        return Long.bitCount(hours) == 24;
    }

    /** The shortest time between two fires, over midnight too, clock changes aside. */
    Duration shortestSpacing() {
        int first = nextSecondOfDay(0);
        long shortest = SECONDS_PER_DAY;
        int previous = first;
        int next = nextSecondOfDay(first + 1);
        while (next >= 0 && shortest > 1) {
            shortest = Math.min(shortest, next - previous);
            previous = next;
            next = nextSecondOfDay(next + 1);
        }
        return Duration.ofSeconds(Math.min(shortest, first + SECONDS_PER_DAY - previous));
    }

    long seconds() {
        return seconds;
    }

    long minutes() {
        return minutes;
    }

    long hours() {
        return hours;
    }

    CronDays days() {
        return days;
    }

    /** The first second of the day that is named, at or after {@code from}; -1 if there is none. */
    private int nextSecondOfDay(int from) {
        if (from >= SECONDS_PER_DAY) {
            return -1;
        }
        int hour = from / 3600;
        int minute = from / 60 % 60;
        int second = from % 60;
        if (bit(hours, hour)) {
            if (bit(minutes, minute)) {
                int nextSecond = nextBit(seconds, second);
                if (nextSecond >= 0) {
                    return hour * 3600 + minute * 60 + nextSecond;
                }
            }
            int nextMinute = nextBit(minutes, minute + 1);
            if (nextMinute >= 0) {
                return hour * 3600 + nextMinute * 60 + nextBit(seconds, 0);
            }
        }
        int nextHour = nextBit(hours, hour + 1);
        return nextHour < 0 ? -1 : nextHour * 3600 + nextBit(minutes, 0) * 60 + nextBit(seconds, 0);
    }

    static boolean bit(long set, int index) {
        return (set >>> index & 1) != 0;
    }

    private static int nextBit(long set, int from) {
        long rest = from > 63 ? 0 : set & -1L << from;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
