package dev.calsync.recurrence;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.BitSet;

/**
 * The days that a rule names: of one period (a day, week, month or year) for rules of a day or more, or as a test of
 * single days for finer ones. Periods are numbered without gaps, so that steps of the interval are additions.
 *
 * <p>The table of RFC 5545 section 3.3.10 comes out of one idea: a period's days are all days in it that pass every
 * part. Expanding and limiting differ only in where the period ends, once the parts that a rule leaves to its start
 * are filled in: the weekday of a weekly rule, the day of a monthly one, the day or month and day of a yearly one.
 *
 * <p>A yearly rule with {@code BYWEEKNO} goes by years of weeks: week 1 of 2019 starts on 31 December 2018 and belongs
 * to 2019. So an interval of 2 and {@code BYSETPOS} see whole weeks.
 */
final class RuleDays {
    private final Frequency frequency;
    private final int weekStart;
    private final BitSet months = new BitSet();
    private final SignedSet monthDays;
    private final SignedSet yearDays;
    private final SignedSet weeks;
    private final BitSet weekdays = new BitSet();
    private final SignedSet[] nthWeekdays = new SignedSet[8];
    private final boolean anyWeekday;
    private final boolean nthOfMonth;

    private final long[] days = new long[53 * 7];
    private int size;

    RuleDays(RecurrenceRule rule, LocalDate start) {
        frequency = rule.frequency();
        weekStart = rule.weekStart().getValue();
        rule.byMonth().forEach(months::set);
        monthDays = SignedSet.of(rule.byMonthDay());
        yearDays = SignedSet.of(rule.byYearDay());
        weeks = SignedSet.of(rule.byWeekNo());
        nthOfMonth = frequency == Frequency.MONTHLY || !months.isEmpty();
        for (DayOfWeek day : DayOfWeek.values()) {
            nthWeekdays[day.getValue()] = new SignedSet();
        }
        for (WeekdayNum day : rule.byDay()) {
            if (day.ordinal() == 0) {
                weekdays.set(day.day().getValue());
            } else {
                nthWeekdays[day.day().getValue()].add(day.ordinal());
            }
        }
        if (rule.byDay().isEmpty() && monthDays.isEmpty() && yearDays.isEmpty()) {
            fillFrom(start);
        }
        anyWeekday = rule.byDay().isEmpty() && weekdays.isEmpty();
    }

    /** What the rule does not say about the day is the start's. */
    private void fillFrom(LocalDate start) {
        if (frequency == Frequency.WEEKLY || !weeks.isEmpty()) {
            weekdays.set(start.getDayOfWeek().getValue());
        } else if (frequency == Frequency.MONTHLY || frequency == Frequency.YEARLY) {
            monthDays.add(start.getDayOfMonth());
            if (frequency == Frequency.YEARLY && months.isEmpty()) {
                months.set(start.getMonthValue());
            }
        }
    }

    /** The number of the period that a day is in. */
    long periodOf(long epochDay) {
        return switch (frequency) {
            case YEARLY -> weeks.isEmpty() ? LocalDate.ofEpochDay(epochDay).getYear() : weekYear(epochDay);
            case MONTHLY -> LocalDate.ofEpochDay(epochDay).getLong(ChronoField.PROLEPTIC_MONTH);
            case WEEKLY -> Math.floorDiv(epochDay - weekOffset(), 7);
            default -> epochDay;
        };
    }

    /** Finds the days of a period. Returns how many there are; {@link #day} gives them in order. */
    int load(long period) {
        size = 0;
        switch (frequency) {
            case YEARLY -> loadYear((int) period);
            case MONTHLY ->
                addMatching(
                        LocalDate.of((int) Math.floorDiv(period, 12), (int) Math.floorMod(period, 12L) + 1, 1), true);
            case WEEKLY -> addMatching(period * 7 + weekOffset(), 7);
            default -> addMatching(period, 1);
        }
        return size;
    }

    long day(int index) {
        return days[index];
    }

    /** Whether a day passes every part but the week number, which only {@link #load} knows. */
    boolean matches(LocalDate date) {
        int dayOfMonth = date.getDayOfMonth();
        return (months.isEmpty() || months.get(date.getMonthValue()))
                && (monthDays.isEmpty() || monthDays.has(dayOfMonth, date.lengthOfMonth()))
                && (yearDays.isEmpty() || yearDays.has(date.getDayOfYear(), date.lengthOfYear()))
                && (anyWeekday || matchesWeekday(date));
    }

    private boolean matchesWeekday(LocalDate date) {
        int weekday = date.getDayOfWeek().getValue();
        if (weekdays.get(weekday)) {
            return true;
        }
        SignedSet ordinals = nthWeekdays[weekday];
        if (ordinals.isEmpty()) {
            return false;
        }
        int before = (nthOfMonth ? date.getDayOfMonth() : date.getDayOfYear()) - 1;
        int after = (nthOfMonth ? date.lengthOfMonth() : date.lengthOfYear()) - before - 1;
        int nth = before / 7 + 1;
        return ordinals.has(nth, nth + after / 7);
    }

    private void loadYear(int year) {
        if (!weeks.isEmpty()) {
            long first = firstDayOfWeekYear(year);
            int count = (int) (firstDayOfWeekYear(year + 1) - first) / 7;
            for (int week = 1; week <= count; week++) {
                if (weeks.has(week, count)) {
                    addMatching(first + (week - 1) * 7L, 7);
                }
            }
            return;
        }
        for (int month = 1; month <= 12; month++) {
            addMatching(LocalDate.of(year, month, 1), months.isEmpty() || months.get(month));
        }
    }

    private void addMatching(LocalDate firstOfMonth, boolean wanted) {
        if (wanted) {
            addMatching(firstOfMonth.toEpochDay(), firstOfMonth.lengthOfMonth());
        }
    }

    private void addMatching(long firstDay, int count) {
        for (long day = firstDay; day < firstDay + count; day++) {
            if (matches(LocalDate.ofEpochDay(day))) {
                days[size++] = day;
            }
        }
    }

    private long weekYear(long epochDay) {
        int year = LocalDate.ofEpochDay(epochDay).getYear();
        if (epochDay < firstDayOfWeekYear(year)) {
            return year - 1L;
        }
        return epochDay < firstDayOfWeekYear(year + 1) ? year : year + 1L;
    }

    /** Week 1 is the first with four days in the year, so it holds 4 January. */
    private long firstDayOfWeekYear(int year) {
        LocalDate fourth = LocalDate.of(year, 1, 4);
        return fourth.toEpochDay() - Math.floorMod(fourth.getDayOfWeek().getValue() - weekStart, 7);
    }

    /** The first epoch day on which a week starts; epoch day 0 was a Thursday. */
    private long weekOffset() {
        return weekStart - 4L;
    }
}
