package dev.calsync.provider.graph;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a series repeats, as Graph says it: a {@code patternedRecurrence} without what has no meaning for its type, so that
 * two that mean the same are equal.
 *
 * <p>It differs from RFC 5545 in this: a day that a month does not have is the month's last day (EWS reference,
 * {@code DayOfMonth}), where a rule with {@code BYMONTHDAY} leaves the month out; and of several days of the week in a
 * relative pattern, the index picks one day of the month's days of all these kinds, where {@code BYDAY} takes each.
 *
 * @param daysOfWeek for {@code WEEKLY} and the relative types
 * @param firstDayOfWeek for {@code WEEKLY}; Sunday for every other type
 * @param index for the relative types: 1 to 4, or {@link #LAST}; else 0
 * @param dayOfMonth for the absolute types, else 0
 * @param month for the yearly types, else 0
 * @param endDate the last day on which one may start; null for none
 * @param count how many there are; 0 for no such end
 * @param zone the zone's name as Graph wrote it; null when it gave none. Not compared
 */
record RecurrencePattern(
        Type type,
        int interval,
        Set<DayOfWeek> daysOfWeek,
        DayOfWeek firstDayOfWeek,
        int index,
        int dayOfMonth,
        int month,
        LocalDate startDate,
        @Nullable LocalDate endDate,
        int count,
        @Nullable String zone) {

    static final int LAST = -1;

    enum Type {
        DAILY,
        WEEKLY,
        ABSOLUTE_MONTHLY,
        RELATIVE_MONTHLY,
        ABSOLUTE_YEARLY,
        RELATIVE_YEARLY;

        boolean relative() {
            return this == RELATIVE_MONTHLY || this == RELATIVE_YEARLY;
        }

        boolean absolute() {
            return this == ABSOLUTE_MONTHLY || this == ABSOLUTE_YEARLY;
        }

        boolean yearly() {
            return this == ABSOLUTE_YEARLY || this == RELATIVE_YEARLY;
        }
    }

    RecurrencePattern {
        daysOfWeek = Set.copyOf(daysOfWeek);
    }

    /** Whether both give the same days. */
    boolean sameAs(RecurrencePattern other) {
        return withZone(null).equals(other.withZone(null));
    }

    RecurrencePattern withZone(@Nullable String name) {
        return new RecurrencePattern(
                type, interval, daysOfWeek, firstDayOfWeek, index, dayOfMonth, month, startDate, endDate, count, name);
    }

    /** Whether an occurrence falls on that day. How many there are is not looked at. */
    boolean falls(LocalDate day) {
        if (day.isBefore(startDate) || (endDate != null && day.isAfter(endDate))) {
            return false;
        }
        return switch (type) {
            case DAILY -> ChronoUnit.DAYS.between(startDate, day) % interval == 0;
            case WEEKLY -> daysOfWeek.contains(day.getDayOfWeek()) && weeks(day) % interval == 0;
            case ABSOLUTE_MONTHLY -> months(day) % interval == 0 && day.equals(absolute(YearMonth.from(day)));
            case RELATIVE_MONTHLY -> months(day) % interval == 0 && day.equals(relative(YearMonth.from(day)));
            case ABSOLUTE_YEARLY -> inYear(day) && day.equals(absolute(YearMonth.from(day)));
            case RELATIVE_YEARLY -> inYear(day) && day.equals(relative(YearMonth.from(day)));
        };
    }

    private long weeks(LocalDate day) {
        return ChronoUnit.WEEKS.between(weekOf(startDate), weekOf(day));
    }

    private LocalDate weekOf(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(firstDayOfWeek));
    }

    private long months(LocalDate day) {
        return ChronoUnit.MONTHS.between(YearMonth.from(startDate), YearMonth.from(day));
    }

    private boolean inYear(LocalDate day) {
        return day.getMonthValue() == month && (day.getYear() - startDate.getYear()) % interval == 0;
    }

    private LocalDate absolute(YearMonth in) {
        return in.atDay(Math.min(dayOfMonth, in.lengthOfMonth()));
    }

    private @Nullable LocalDate relative(YearMonth in) {
        int step = index == LAST ? -1 : 1;
        int left = index == LAST ? 1 : index;
        for (int day = index == LAST ? in.lengthOfMonth() : 1; day >= 1 && day <= in.lengthOfMonth(); day += step) {
            LocalDate candidate = in.atDay(day);
            if (daysOfWeek.contains(candidate.getDayOfWeek()) && --left == 0) {
                return candidate;
            }
        }
        return null;
    }
}
