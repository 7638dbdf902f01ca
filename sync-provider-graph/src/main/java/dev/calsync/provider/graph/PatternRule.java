package dev.calsync.provider.graph;

import dev.calsync.provider.graph.RecurrencePattern.Type;
import java.time.DayOfWeek;
import java.time.Month;
import java.util.EnumSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The recurrence rule (RFC 5545) that gives exactly the days of a pattern of Graph's. There always is one. */
final class PatternRule {
    private static final int SHORTEST_MONTH = 28;
    private static final int LONGEST_MONTH = 31;

    private PatternRule() {}

    /**
     * The {@code RRULE} line.
     *
     * @param until the value of {@code UNTIL} for a pattern with an end date; not used for others
     */
    static String line(RecurrencePattern pattern, String until) {
        StringBuilder rule = new StringBuilder(64).append("RRULE:FREQ=").append(frequency(pattern.type()));
        if (pattern.endDate() != null) {
            rule.append(";UNTIL=").append(until);
        } else if (pattern.count() > 0) {
            rule.append(";COUNT=").append(pattern.count());
        }
        if (pattern.interval() != 1) {
            rule.append(";INTERVAL=").append(pattern.interval());
        }
        switch (pattern.type()) {
            case DAILY -> {
                // Every so many days is all it says.
            }
            case WEEKLY -> weekly(rule, pattern);
            case ABSOLUTE_MONTHLY -> dayOfMonth(rule, pattern.dayOfMonth());
            case ABSOLUTE_YEARLY -> dayOfYear(rule, pattern);
            case RELATIVE_MONTHLY, RELATIVE_YEARLY -> relative(rule, pattern);
        }
        return rule.toString();
    }

    private static String frequency(Type type) {
        return switch (type) {
            case DAILY -> "DAILY";
            case WEEKLY -> "WEEKLY";
            case ABSOLUTE_MONTHLY, RELATIVE_MONTHLY -> "MONTHLY";
            case ABSOLUTE_YEARLY, RELATIVE_YEARLY -> "YEARLY";
        };
    }

    private static void weekly(StringBuilder rule, RecurrencePattern pattern) {
        rule.append(";BYDAY=").append(days(pattern));
        if (pattern.firstDayOfWeek() != DayOfWeek.MONDAY) {
            rule.append(";WKST=").append(code(pattern.firstDayOfWeek()));
        }
    }

    /** The 30th, or the last day of a month that has none: the last of those days that the month has. */
    private static void dayOfMonth(StringBuilder rule, int day) {
        if (day <= SHORTEST_MONTH) {
            rule.append(";BYMONTHDAY=").append(day);
        } else if (day == LONGEST_MONTH) {
            rule.append(";BYMONTHDAY=-1");
        } else {
            String candidates = IntStream.rangeClosed(SHORTEST_MONTH, day)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(","));
            rule.append(";BYMONTHDAY=").append(candidates).append(";BYSETPOS=-1");
        }
    }

    private static void dayOfYear(StringBuilder rule, RecurrencePattern pattern) {
        Month month = Month.of(pattern.month());
        boolean lastOfFebruary = month == Month.FEBRUARY && pattern.dayOfMonth() > SHORTEST_MONTH;
        int day = lastOfFebruary ? -1 : Math.min(pattern.dayOfMonth(), month.maxLength());
        rule.append(";BYMONTHDAY=").append(day).append(";BYMONTH=").append(month.getValue());
    }

    private static void relative(StringBuilder rule, RecurrencePattern pattern) {
        boolean oneDay = pattern.daysOfWeek().size() == 1;
        rule.append(";BYDAY=")
                .append(oneDay ? Integer.toString(pattern.index()) : "")
                .append(days(pattern));
        if (pattern.type() == Type.RELATIVE_YEARLY) {
            rule.append(";BYMONTH=").append(pattern.month());
        }
        if (!oneDay) {
            rule.append(";BYSETPOS=").append(pattern.index());
        }
    }

    private static String days(RecurrencePattern pattern) {
        return EnumSet.copyOf(pattern.daysOfWeek()).stream()
                .map(PatternRule::code)
                .collect(Collectors.joining(","));
    }

    private static String code(DayOfWeek day) {
        return day.name().substring(0, 2);
    }
}
