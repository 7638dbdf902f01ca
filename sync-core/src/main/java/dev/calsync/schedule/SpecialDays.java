package dev.calsync.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** Quartz's days that depend on the month. Days of the week are ISO numbers: 1 is Monday. */
final class SpecialDays {
    private SpecialDays() {}

    /** {@code L} and {@code L-3}: so many days before the month's last. */
    static CronDays.SpecialDay beforeLast(int days) {
        if (days > 30) {
            throw new IllegalArgumentException("no month has a day " + days + " days before its last");
        }
        return date -> date.getDayOfMonth() == date.lengthOfMonth() - days;
    }

    /** {@code LW}: the month's last day from Monday to Friday. */
    static CronDays.SpecialDay lastWorkday() {
        return date -> date.getDayOfMonth() == workdayNear(date, date.lengthOfMonth());
    }

    /** {@code 15W}: the day from Monday to Friday nearest to a day, within its month. Months without that day have none. */
    static CronDays.SpecialDay nearestWorkday(int dayOfMonth) {
        return date -> dayOfMonth <= date.lengthOfMonth() && date.getDayOfMonth() == workdayNear(date, dayOfMonth);
    }

    /** {@code 6L}: the month's last such day of the week. */
    static CronDays.SpecialDay last(int dayOfWeek) {
        DayOfWeek day = DayOfWeek.of(dayOfWeek);
        return date -> date.equals(date.with(TemporalAdjusters.lastInMonth(day)));
    }

    /** {@code 6#3}: the month's third such day of the week. */
    static CronDays.SpecialDay nth(int dayOfWeek, int nth) {
        if (nth < 1 || nth > 5) {
            throw new IllegalArgumentException("a month has a first to a fifth of each weekday, not #" + nth);
        }
        return date -> date.getDayOfWeek().getValue() == dayOfWeek && (date.getDayOfMonth() - 1) / 7 == nth - 1;
    }

    /** {@code L} as day of the week: Saturday, the last of Quartz's week. */
    static CronDays.SpecialDay saturday() {
        return date -> date.getDayOfWeek() == DayOfWeek.SATURDAY;
    }

    private static int workdayNear(LocalDate month, int dayOfMonth) {
        return switch (month.withDayOfMonth(dayOfMonth).getDayOfWeek()) {
            case SATURDAY -> dayOfMonth == 1 ? 3 : dayOfMonth - 1;
            case SUNDAY -> dayOfMonth == month.lengthOfMonth() ? dayOfMonth - 2 : dayOfMonth + 1;
            default -> dayOfMonth;
        };
    }
}
