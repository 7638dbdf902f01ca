package dev.calsync.recurrence;

import java.time.LocalTime;
import java.util.List;

/**
 * The times that a rule names within one of its periods' bases: a day, or, for rules finer than a day, an hour, minute
 * or second. They are the product of three short lists and are computed by position, never laid out: a day may hold
 * 86,400 of them.
 */
final class RuleTimes {
    private static final int[] ZERO = {0};

    private final int[] hours;
    private final int[] minutes;
    private final int[] seconds;

    RuleTimes(RecurrenceRule rule, LocalTime start, boolean wholeDays) {
        Frequency frequency = rule.frequency();
        // RFC 5545 section 3.3.10: these parts are ignored where the start is a DATE.
        hours = wholeDays || frequency.isSubDaily() ? ZERO : named(rule.byHour(), start.getHour());
        minutes = wholeDays || frequency.compareTo(Frequency.MINUTELY) <= 0
                ? ZERO
                : named(rule.byMinute(), start.getMinute());
        seconds = wholeDays || frequency == Frequency.SECONDLY
                ? ZERO
                : named(withoutLeapSecond(rule.bySecond()), start.getSecond());
    }

    private static int[] named(List<Integer> values, int startValue) {
        return values.isEmpty()
                ? new int[] {startValue}
                : values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** RFC 5545 section 3.3.12: who knows no leap seconds takes second 60 as 59. */
    static List<Integer> withoutLeapSecond(List<Integer> seconds) {
        return seconds.stream().map(second -> Math.min(second, 59)).distinct().toList();
    }

    int size() {
        return hours.length * minutes.length * seconds.length;
    }

    /** Seconds from the base to the time at this position; ascending in the position. */
    int secondsAt(int position) {
        int second = seconds[position % seconds.length];
        int rest = position / seconds.length;
        int minute = minutes[rest % minutes.length];
        return hours[rest / minutes.length] * 3600 + minute * 60 + second;
    }
}
