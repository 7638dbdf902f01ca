package dev.calsync.schedule;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Which days a cron expression names.
 *
 * @param years the years, or empty for every year
 * @param months bits 1 to 12
 * @param ofMonth the day-of-month field
 * @param ofWeek the day-of-week field
 */
record CronDays(BitSet years, long months, Field ofMonth, Field ofWeek) {

    /**
     * One of the two fields that name days.
     *
     * @param restricted false for {@code *} and {@code ?}: then the field has no say
     * @param plain bits 1 to 31 for days of a month, 1 (Monday) to 7 for days of a week
     * @param special days that depend on the month, like Quartz's {@code L}
     */
    record Field(boolean restricted, long plain, List<SpecialDay> special) {
        private boolean contains(LocalDate date, int bit) {
            if (CronFields.bit(plain, bit)) {
                return true;
            }
            for (SpecialDay day : special) {
                if (day.contains(date)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A day that depends on its month. */
    @FunctionalInterface
    interface SpecialDay {
        boolean contains(LocalDate date);
    }

    boolean contains(LocalDate date) {
        return containsYear(date.getYear()) && CronFields.bit(months, date.getMonthValue()) && fieldsContain(date);
    }

    /** The first named day after {@code date}, or empty if there is none up to the end of {@code lastYear}. */
    Optional<LocalDate> nextAfter(LocalDate date, int lastYear) {
        LocalDate day = date.plusDays(1);
        while (day.getYear() <= lastYear) {
            if (!containsYear(day.getYear())) {
                day = LocalDate.of(day.getYear() + 1, 1, 1);
            } else if (!CronFields.bit(months, day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
            } else if (!fieldsContain(day)) {
                day = day.plusDays(1);
            } else {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private boolean containsYear(int year) {
        return years.isEmpty() || years.get(year);
    }

    /** Two restricted fields are alternatives, as UNIX has it; Quartz never has two. */
    private boolean fieldsContain(LocalDate date) {
        boolean month = ofMonth.contains(date, date.getDayOfMonth());
        boolean week = ofWeek.contains(date, date.getDayOfWeek().getValue());
        return ofMonth.restricted() && ofWeek.restricted() ? month || week : month && week;
    }
}
