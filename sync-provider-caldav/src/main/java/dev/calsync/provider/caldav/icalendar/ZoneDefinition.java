package dev.calsync.provider.caldav.icalendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a VTIMEZONE (RFC 5545 section 3.6.5) says, written out as one text that the model understands: the TZ variable of
 * POSIX (RFC 8536 section 3.3). For zones that nobody but the resource knows.
 *
 * <p>The text has room for two offsets and the two days of each year on which they change. So of a zone that was ruled
 * differently at different times it holds what is in force in one year, that of the resource's first event. A zone whose
 * changes follow no such rule has the offset that it came to last.
 */
final class ZoneDefinition {
    private static final Pattern OFFSET = Pattern.compile("([+-])([0-9]{2})([0-9]{2})([0-9]{2})?");
    private static final Pattern WEEKDAY = Pattern.compile("([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)");
    private static final String WEEKDAYS = "SUMOTUWETHFRSA";
    private static final int MAX_OBSERVANCES = 500;
    private static final int NORMAL_YEAR = 2001;

    private ZoneDefinition() {}

    /**
     * One part of it.
     *
     * @param begins its first day
     * @param begun the time of day of its changes
     * @param change the day of each year, as POSIX writes it; null where it happens once
     * @param until the last year in which it does
     */
    private record Observance(
            int toSeconds,
            LocalDate begins,
            String begun,
            @Nullable String change,
            int until) {}

    /** @param year the year that matters most */
    static Optional<String> text(Component vtimezone, int year) {
        List<Observance> all = new ArrayList<>();
        for (Node node : vtimezone.nodes()) {
            if (node instanceof Component part && all.size() < MAX_OBSERVANCES) {
                observance(part).ifPresent(all::add);
            }
        }
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Observance> yearly = all.stream()
                .filter(each -> each.change != null && each.until >= year && each.begins.getYear() <= year)
                .sorted(Comparator.comparing(Observance::begins).reversed())
                .toList();
        Optional<Observance> other = yearly.stream()
                .filter(each -> each.toSeconds != yearly.get(0).toSeconds)
                .findFirst();
        return Optional.of(
                other.isPresent()
                        ? changing(yearly.get(0), other.get())
                        : fixed(lastBegun(yearly.isEmpty() ? all : yearly, year).toSeconds));
    }

    private static Observance lastBegun(List<Observance> all, int year) {
        Comparator<Observance> byBegin = Comparator.comparing(Observance::begins);
        return all.stream()
                .filter(each -> each.begins.getYear() <= year)
                .max(byBegin)
                .orElseGet(() -> all.stream().min(byBegin).orElseThrow());
    }

    private static String changing(Observance one, Observance another) {
        boolean first = one.toSeconds > another.toSeconds;
        Observance summer = first ? one : another;
        Observance standard = first ? another : one;
        return fixed(standard.toSeconds) + fixed(summer.toSeconds) + "," + change(summer) + "," + change(standard);
    }

    private static String change(Observance observance) {
        return observance.change + "/" + observance.begun;
    }

    /** POSIX counts westward. */
    private static String fixed(int seconds) {
        int whole = Math.abs(seconds);
        int hours = whole / 3600;
        int minutes = whole / 60 % 60;
        int rest = whole % 60;
        String name = String.format(
                Locale.ROOT,
                "<%s%02d%s>",
                seconds < 0 ? "-" : "+",
                hours,
                minutes == 0 && rest == 0 ? "" : two(minutes));
        String sign = seconds > 0 ? "-" : "";
        return name
                + sign
                + hours
                + (minutes == 0 && rest == 0 ? "" : ":" + two(minutes))
                + (rest == 0 ? "" : ":" + two(rest));
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static Optional<Observance> observance(Component part) {
        ContentLine start = part.line("DTSTART");
        ContentLine to = part.line("TZOFFSETTO");
        Optional<Integer> seconds =
                to == null ? Optional.empty() : seconds(to.value().strip());
        String begins = start == null ? "" : start.value().strip();
        if (seconds.isEmpty() || !begins.matches("[0-9]{8}T[0-9]{6}.?")) {
            return Optional.empty();
        }
        LocalDate day;
        try {
            day = LocalDate.of(number(begins, 0, 4), number(begins, 4, 6), number(begins, 6, 8));
        } catch (DateTimeException noDay) {
            return Optional.empty();
        }
        String time = begins.substring(9, 11) + ":" + begins.substring(11, 13) + ":" + begins.substring(13, 15);
        ContentLine rule = part.line("RRULE");
        Map<String, String> parts = rule == null ? Map.of() : parts(rule.value());
        String change = parts.getOrDefault("FREQ", "").equals("YEARLY") ? change(parts, day) : null;
        String until = parts.getOrDefault("UNTIL", "");
        int lastYear = until.matches("[0-9]{8}.*") ? number(until, 0, 4) : Integer.MAX_VALUE;
        return Optional.of(new Observance(
                seconds.get(), day, time, change, parts.containsKey("COUNT") ? day.getYear() : lastYear));
    }

    private static int number(String digits, int from, int to) {
        return Integer.parseInt(digits.substring(from, to));
    }

    private static Optional<Integer> seconds(String text) {
        Matcher parts = OFFSET.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int seconds = (Integer.parseInt(parts.group(2)) * 60 + Integer.parseInt(parts.group(3))) * 60
                + (parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4)));
        // Nobody is further away than that (RFC 5545 says less than a day, the JDK 18 hours).
        return seconds > 18 * 3600
                ? Optional.empty()
                : Optional.of(parts.group(1).equals("-") ? -seconds : seconds);
    }

    private static Map<String, String> parts(String rule) {
        Map<String, String> parts = new HashMap<>();
        for (String part : rule.strip().toUpperCase(Locale.ROOT).split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.putIfAbsent(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return parts;
    }

    /** The day of a yearly rule; null where POSIX has no word for it. */
    private static @Nullable String change(Map<String, String> rule, LocalDate first) {
        if (!rule.getOrDefault("INTERVAL", "1").equals("1")) {
            return null;
        }
        String month = rule.getOrDefault("BYMONTH", Integer.toString(first.getMonthValue()));
        String days = rule.getOrDefault("BYMONTHDAY", "");
        if (!month.matches("[1-9]|1[0-2]")) {
            return null;
        }
        if (!rule.containsKey("BYDAY")) {
            int day = days.matches("[1-9]|[12][0-9]|3[01]") ? Integer.parseInt(days) : first.getDayOfMonth();
            boolean exists = days.isEmpty() || days.equals(Integer.toString(day));
            return exists ? dayOfYear(Integer.parseInt(month), day) : null;
        }
        Matcher weekday = WEEKDAY.matcher(rule.getOrDefault("BYDAY", ""));
        if (!weekday.matches()) {
            return null;
        }
        String ordinal =
                weekday.group(1) == null ? ordinal(days) : weekday.group(1).replace("+", "");
        String week = ordinal.equals("-1") ? "5" : ordinal;
        return week.matches("[1-5]") ? "M" + month + "." + week + "." + WEEKDAYS.indexOf(weekday.group(2)) / 2 : null;
    }

    /** Some write "the Sunday between the 8th and the 14th" for the second one. */
    private static String ordinal(String monthDays) {
        if (monthDays.isEmpty()) {
            return "";
        }
        int first = 32;
        int count = 0;
        for (String day : monthDays.split(",", -1)) {
            if (!day.matches("[1-9]|[12][0-9]|3[01]")) {
                return "";
            }
            first = Math.min(first, Integer.parseInt(day));
            count++;
        }
        if (count != 7) {
            return "";
        }
        return first % 7 == 1 && first < 28 ? Integer.toString(first / 7 + 1) : first >= 24 ? "5" : "";
    }

    private static @Nullable String dayOfYear(int month, int day) {
        try {
            return "J" + LocalDate.of(NORMAL_YEAR, month, day).getDayOfYear();
        } catch (DateTimeException onlyInLeapYears) {
            return null;
        }
    }
}
