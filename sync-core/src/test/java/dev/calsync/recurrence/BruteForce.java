package dev.calsync.recurrence;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The slow oracle: asks of every day, and on a day that may hold something of every hour, minute and second, whether the
 * rule means it. It knows no steps, leaps or positions; it leans on the calendar fields of java.time instead.
 */
final class BruteForce {
    private final RecurrenceRule rule;
    private final LocalDateTime start;
    private final Frequency frequency;

    private BruteForce(RecurrenceRule rule, LocalDateTime start) {
        this.rule = rule;
        this.start = start;
        this.frequency = rule.frequency();
    }

    /** The starts before {@code horizon}, without regard to UNTIL; COUNT is kept. */
    static List<LocalDateTime> expand(RecurrenceRule rule, LocalDateTime start, LocalDateTime horizon) {
        return new BruteForce(rule, start).expand(horizon);
    }

    private List<LocalDateTime> expand(LocalDateTime horizon) {
        Map<Object, List<LocalDateTime>> byPeriod = new LinkedHashMap<>();
        // A period may begin before the start, and a year of weeks up to a week before its calendar year.
        LocalDate first = periodBegin(start).toLocalDate().minusDays(frequency.isSubDaily() ? 0 : 7);
        LocalDate last = periodBegin(horizon).toLocalDate().plusDays(frequency == Frequency.YEARLY ? 380 : 32);
        if (rule.bySetPos().isEmpty() || frequency.compareTo(Frequency.DAILY) <= 0) {
            last = horizon.toLocalDate();
        }
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            if (dayMeant(day)) {
                for (LocalDateTime time : timesOf(day, horizon)) {
                    byPeriod.computeIfAbsent(period(time), key -> new ArrayList<>())
                            .add(time);
                }
            }
        }
        TreeSet<LocalDateTime> all = new TreeSet<>();
        byPeriod.values().forEach(times -> all.addAll(positions(times)));
        all.add(start);
        List<LocalDateTime> kept = new ArrayList<>();
        for (LocalDateTime time : all.tailSet(start)) {
            if (time.isBefore(horizon) && kept.size() < rule.count().orElse(Integer.MAX_VALUE)) {
                kept.add(time);
            }
        }
        return kept;
    }

    private List<LocalDateTime> positions(List<LocalDateTime> times) {
        if (rule.bySetPos().isEmpty()) {
            return times;
        }
        List<LocalDateTime> kept = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            if (rule.bySetPos().contains(i + 1) || rule.bySetPos().contains(i - times.size())) {
                kept.add(times.get(i));
            }
        }
        return kept;
    }

    private LocalDateTime periodBegin(LocalDateTime time) {
        return switch (frequency) {
            case YEARLY ->
                time.toLocalDate().with(TemporalAdjusters.firstDayOfYear()).atStartOfDay();
            case MONTHLY -> time.toLocalDate().withDayOfMonth(1).atStartOfDay();
            case WEEKLY -> weekBegin(time.toLocalDate()).atStartOfDay();
            case DAILY -> time.truncatedTo(ChronoUnit.DAYS);
            case HOURLY -> time.truncatedTo(ChronoUnit.HOURS);
            case MINUTELY -> time.truncatedTo(ChronoUnit.MINUTES);
            case SECONDLY -> time.truncatedTo(ChronoUnit.SECONDS);
        };
    }

    private LocalDate weekBegin(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(rule.weekStart()));
    }

    private Object period(LocalDateTime time) {
        return rule.byWeekNo().isEmpty() ? periodBegin(time) : weekYear(time.toLocalDate());
    }

    private int weekYear(LocalDate day) {
        return day.get(WeekFields.of(rule.weekStart(), 4).weekBasedYear());
    }

    /** Whether the day's period is a whole number of intervals after the start's. */
    private boolean inRhythm(LocalDateTime time) {
        long periods = switch (frequency) {
            case YEARLY ->
                rule.byWeekNo().isEmpty()
                        ? time.getYear() - start.getYear()
                        : weekYear(time.toLocalDate()) - weekYear(start.toLocalDate());
            case MONTHLY -> YearMonth.from(start).until(YearMonth.from(time), ChronoUnit.MONTHS);
            case WEEKLY -> ChronoUnit.WEEKS.between(weekBegin(start.toLocalDate()), weekBegin(time.toLocalDate()));
            case DAILY -> ChronoUnit.DAYS.between(start.toLocalDate(), time.toLocalDate());
            case HOURLY -> ChronoUnit.HOURS.between(periodBegin(start), periodBegin(time));
            case MINUTELY -> ChronoUnit.MINUTES.between(periodBegin(start), periodBegin(time));
            case SECONDLY -> ChronoUnit.SECONDS.between(periodBegin(start), periodBegin(time));
        };
        return periods % rule.interval() == 0;
    }

    private boolean dayMeant(LocalDate day) {
        if (!frequency.isSubDaily() && !inRhythm(day.atStartOfDay())) {
            return false;
        }
        if (!rule.byMonth().isEmpty() && !rule.byMonth().contains(day.getMonthValue())) {
            return false;
        }
        if (!rule.byMonthDay().isEmpty()
                && !rule.byMonthDay().contains(day.getDayOfMonth())
                && !rule.byMonthDay().contains(day.getDayOfMonth() - day.lengthOfMonth() - 1)) {
            return false;
        }
        if (!rule.byYearDay().isEmpty()
                && !rule.byYearDay().contains(day.getDayOfYear())
                && !rule.byYearDay().contains(day.getDayOfYear() - day.lengthOfYear() - 1)) {
            return false;
        }
        return weekMeant(day) && weekdayMeant(day) && (saysDay() || startsDay(day));
    }

    private boolean weekMeant(LocalDate day) {
        if (rule.byWeekNo().isEmpty()) {
            return true;
        }
        WeekFields fields = WeekFields.of(rule.weekStart(), 4);
        int week = day.get(fields.weekOfWeekBasedYear());
        int weeks = (int) day.range(fields.weekOfWeekBasedYear()).getMaximum();
        return rule.byWeekNo().contains(week) || rule.byWeekNo().contains(week - weeks - 1);
    }

    private boolean weekdayMeant(LocalDate day) {
        return rule.byDay().isEmpty() || rule.byDay().stream().anyMatch(value -> weekdayMeant(day, value));
    }

    private boolean weekdayMeant(LocalDate day, WeekdayNum value) {
        if (day.getDayOfWeek() != value.day()) {
            return false;
        }
        if (value.ordinal() == 0) {
            return true;
        }
        if (frequency == Frequency.MONTHLY || !rule.byMonth().isEmpty()) {
            LocalDate nth = day.with(TemporalAdjusters.dayOfWeekInMonth(value.ordinal(), value.day()));
            return nth.equals(day);
        }
        return nthOfYear(day.getYear(), value.ordinal(), value.day()).equals(day);
    }

    private static LocalDate nthOfYear(int year, int nth, DayOfWeek weekday) {
        return nth > 0
                ? LocalDate.of(year, 1, 1)
                        .with(TemporalAdjusters.nextOrSame(weekday))
                        .plusWeeks(nth - 1)
                : LocalDate.of(year, 12, 31)
                        .with(TemporalAdjusters.previousOrSame(weekday))
                        .plusWeeks(nth + 1);
    }

    private boolean saysDay() {
        return !rule.byDay().isEmpty()
                || !rule.byMonthDay().isEmpty()
                || !rule.byYearDay().isEmpty();
    }

    /** Of a rule that names no day: whether this one is the start's. */
    private boolean startsDay(LocalDate day) {
        if (!rule.byWeekNo().isEmpty() || frequency == Frequency.WEEKLY) {
            return day.getDayOfWeek() == start.getDayOfWeek();
        }
        if (frequency == Frequency.MONTHLY) {
            return day.getDayOfMonth() == start.getDayOfMonth();
        }
        if (frequency == Frequency.YEARLY) {
            return day.getDayOfMonth() == start.getDayOfMonth()
                    && (!rule.byMonth().isEmpty() || day.getMonthValue() == start.getMonthValue());
        }
        return true;
    }

    private List<LocalDateTime> timesOf(LocalDate day, LocalDateTime horizon) {
        List<LocalDateTime> times = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            LocalDateTime at = day.atTime(hour, 0);
            boolean apart = at.isAfter(horizon) || at.plusHours(1).isBefore(start);
            if ((frequency.isSubDaily() && apart)
                    || !meant(rule.byHour(), hour, start.getHour(), frequency.compareTo(Frequency.HOURLY) <= 0)
                    || (frequency == Frequency.HOURLY && !inRhythm(at))) {
                continue;
            }
            for (int minute = 0; minute < 60; minute++) {
                if (!meant(rule.byMinute(), minute, start.getMinute(), frequency.compareTo(Frequency.MINUTELY) <= 0)
                        || (frequency == Frequency.MINUTELY && !inRhythm(day.atTime(hour, minute)))) {
                    continue;
                }
                for (int second = 0; second < 60; second++) {
                    boolean leap = second == 59 && rule.bySecond().contains(60);
                    if ((leap || meant(rule.bySecond(), second, start.getSecond(), frequency == Frequency.SECONDLY))
                            && (frequency != Frequency.SECONDLY || inRhythm(day.atTime(hour, minute, second)))) {
                        times.add(day.atTime(hour, minute, second));
                    }
                }
            }
        }
        return times;
    }

    private static boolean meant(List<Integer> values, int value, int startValue, boolean freeWhenAbsent) {
        return values.isEmpty() ? freeWhenAbsent || value == startValue : values.contains(value);
    }
}
