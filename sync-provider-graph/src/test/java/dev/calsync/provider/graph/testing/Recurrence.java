package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a series repeats, as Outlook counts: a day of the month that a month lacks is its last day, and several days of the
 * week in a relative pattern are one set from which the index picks.
 *
 * @param days empty, except in weekly and relative patterns
 * @param index 1 to 4, 5 for the last
 * @param until the last day, inclusive, or null
 * @param count how many, 0 for no limit by number
 */
record Recurrence(
        String type,
        int interval,
        Set<DayOfWeek> days,
        DayOfWeek firstDay,
        int index,
        int dayOfMonth,
        int month,
        LocalDate start,
        @Nullable LocalDate until,
        int count,
        String zoneName) {

    static final List<String> INDEXES = List.of("first", "second", "third", "fourth", "last");

    private static final int MOST_DATES = 20_000;

    /** The dates of the series from its start until {@code last}, inclusive; the first {@value #MOST_DATES} at most. */
    List<LocalDate> dates(LocalDate last) {
        LocalDate end = until == null || last.isBefore(until) ? last : until;
        List<LocalDate> found = new ArrayList<>();
        for (int period = 0; found.size() < MOST_DATES; period++) {
            LocalDate base = periodStart(period);
            if (base.isAfter(end)) {
                break;
            }
            for (LocalDate day : daysOf(base)) {
                if (!day.isBefore(start) && !day.isAfter(end)) {
                    found.add(day);
                    if (count > 0 && found.size() == count) {
                        return found;
                    }
                }
            }
        }
        return found;
    }

    boolean has(LocalDate day) {
        List<LocalDate> dates = dates(day);
        return !dates.isEmpty() && dates.get(dates.size() - 1).equals(day);
    }

    /** Whether both produce the same days as far as both go. */
    boolean samePattern(Recurrence other) {
        return type.equals(other.type)
                && interval == other.interval
                && days.equals(other.days)
                && firstDay == other.firstDay
                && index == other.index
                && dayOfMonth == other.dayOfMonth
                && month == other.month
                && start.equals(other.start);
    }

    private LocalDate periodStart(int period) {
        long steps = (long) period * interval;
        return switch (type) {
            case "daily" -> start.plusDays(steps);
            case "weekly" ->
                start.with(TemporalAdjusters.previousOrSame(firstDay)).plusWeeks(steps);
            case "absoluteMonthly", "relativeMonthly" -> start.withDayOfMonth(1).plusMonths(steps);
            default -> start.withDayOfYear(1).plusYears(steps);
        };
    }

    private List<LocalDate> daysOf(LocalDate base) {
        return switch (type) {
            case "daily" -> List.of(base);
            case "weekly" ->
                base.datesUntil(base.plusDays(7))
                        .filter(day -> days.contains(day.getDayOfWeek()))
                        .toList();
            case "absoluteMonthly" -> List.of(dayIn(YearMonth.from(base)));
            case "absoluteYearly" -> List.of(dayIn(YearMonth.of(base.getYear(), month)));
            case "relativeMonthly" -> List.of(relativeIn(YearMonth.from(base)));
            default -> List.of(relativeIn(YearMonth.of(base.getYear(), month)));
        };
    }

    private LocalDate dayIn(YearMonth in) {
        return in.atDay(Math.min(dayOfMonth, in.lengthOfMonth()));
    }

    private LocalDate relativeIn(YearMonth in) {
        List<LocalDate> fitting = in.atDay(1)
                .datesUntil(in.atEndOfMonth().plusDays(1))
                .filter(day -> days.contains(day.getDayOfWeek()))
                .toList();
        return fitting.get(index == 5 ? fitting.size() - 1 : index - 1);
    }

    /** As Graph shows it: every property, those without meaning as zeros. */
    ObjectNode json() {
        ObjectNode shown = Json.object();
        ObjectNode pattern = shown.putObject("pattern");
        pattern.put("type", type).put("interval", interval).put("month", month).put("dayOfMonth", dayOfMonth);
        if (!days.isEmpty()) {
            ArrayNode names = pattern.putArray("daysOfWeek");
            days.forEach(day -> names.add(name(day)));
        }
        pattern.put("firstDayOfWeek", name(firstDay)).put("index", INDEXES.get(index - 1));
        ObjectNode range = shown.putObject("range");
        range.put("type", until != null ? "endDate" : count > 0 ? "numbered" : "noEnd")
                .put("startDate", start.toString())
                .put("endDate", until == null ? "0001-01-01" : until.toString())
                .put("recurrenceTimeZone", zoneName)
                .put("numberOfOccurrences", count);
        return shown;
    }

    private static String name(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what a client sent.
     *
     * @param span when the series starts, which the range has to agree with
     */
    static Recurrence read(JsonNode sent, Span span) throws GraphProblem {
        return new RecurrenceReader(sent, span).read();
    }

    static Set<DayOfWeek> none() {
        return EnumSet.noneOf(DayOfWeek.class);
    }

    /** How many days an occurrence covers at most. */
    static long days(Span span) {
        return ChronoUnit.DAYS.between(span.start(), span.end()) + 2;
    }
}
