package dev.calsync.recurrence;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one rule. Collects every fault before it refuses. Not reusable. */
final class RuleParser {
    private static final int MAX_CHARS = 10_000;
    private static final int MAX_SHOWN_CHARS = 40;
    private static final Set<String> NAMES = Set.of(
            "FREQ",
            "UNTIL",
            "COUNT",
            "INTERVAL",
            "BYSECOND",
            "BYMINUTE",
            "BYHOUR",
            "BYDAY",
            "BYMONTHDAY",
            "BYYEARDAY",
            "BYWEEKNO",
            "BYMONTH",
            "BYSETPOS",
            "WKST");
    private static final Pattern POSITIVE = Pattern.compile("\\d{1,10}");
    private static final Pattern UNSIGNED = Pattern.compile("\\d{1,3}");
    private static final Pattern SIGNED = Pattern.compile("[+-]?\\d{1,3}");
    private static final Pattern WEEKDAY = Pattern.compile("([+-]?\\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)");
    private static final Pattern UNTIL = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:T(\\d{2})(\\d{2})(\\d{2})(Z?))?");

    private final String text;
    private final Map<String, String> parts = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    RuleParser(String text) {
        this.text = text;
    }

    RecurrenceRule parse() {
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "Recurrence rule has " + text.length() + " characters, more than " + MAX_CHARS);
        }
        split();
        @Nullable Frequency frequency = frequency();
        int interval = positive("INTERVAL").orElse(1);
        OptionalInt count = positive("COUNT");
        Optional<EventTime> until = until();
        Map<NumberPart, List<Integer>> numbers = new EnumMap<>(NumberPart.class);
        for (NumberPart part : NumberPart.values()) {
            List<Integer> values = numbers(part);
            if (!values.isEmpty()) {
                numbers.put(part, values);
            }
        }
        List<WeekdayNum> byDay = byDay();
        DayOfWeek weekStart = weekStart();
        if (parts.containsKey("COUNT") && parts.containsKey("UNTIL")) {
            faults.add("COUNT and UNTIL must not stand together");
        }
        if (frequency != null) {
            checkTogether(frequency, byDay);
        }
        if (frequency == null || !faults.isEmpty()) {
            throw new IllegalArgumentException("Recurrence rule refused: " + String.join("; ", faults));
        }
        return new RecurrenceRule(frequency, interval, count, until, numbers, byDay, weekStart);
    }

    private void split() {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        String body = upper.startsWith("RRULE:") ? upper.substring("RRULE:".length()) : upper;
        if (body.endsWith(";")) {
            body = body.substring(0, body.length() - 1);
        }
        for (String part : body.split(";", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0) {
                faults.add(shown(part) + " is no NAME=VALUE part");
            } else if (!NAMES.contains(name)) {
                faults.add("part " + shown(name) + " is not supported");
            } else if (parts.putIfAbsent(name, part.substring(equals + 1)) != null) {
                faults.add(name + " stands more than once");
            }
        }
    }

    private @Nullable Frequency frequency() {
        String value = parts.get("FREQ");
        if (value == null) {
            faults.add("FREQ is missing");
            return null;
        }
        for (Frequency frequency : Frequency.values()) {
            if (frequency.name().equals(value)) {
                return frequency;
            }
        }
        faults.add("FREQ must be SECONDLY to YEARLY, is " + shown(value));
        return null;
    }

    private OptionalInt positive(String name) {
        String value = parts.get(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (POSITIVE.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= 1 && number <= Integer.MAX_VALUE) {
                return OptionalInt.of((int) number);
            }
        }
        faults.add(name + " must be 1 to " + Integer.MAX_VALUE + ", is " + shown(value));
        return OptionalInt.empty();
    }

    private Optional<EventTime> until() {
        String value = parts.get("UNTIL");
        if (value == null) {
            return Optional.empty();
        }
        Matcher matcher = UNTIL.matcher(value);
        try {
            if (matcher.matches()) {
                return Optional.of(until(matcher));
            }
        } catch (DateTimeException noSuchDate) {
            // Told below, as any other malformed value.
        }
        faults.add("UNTIL must be a date or date-time as 20261231 or 20261231T235959Z, is " + shown(value));
        return Optional.empty();
    }

    private static EventTime until(Matcher matcher) {
        LocalDate date = LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
        if (matcher.group(4) == null) {
            return EventTime.on(date);
        }
        // RFC 5545 section 3.3.12: who knows no leap seconds takes second 60 as 59.
        int second = number(matcher, 6) == 60 ? 59 : number(matcher, 6);
        LocalDateTime local = date.atTime(LocalTime.of(number(matcher, 4), number(matcher, 5), second));
        return matcher.group(7).isEmpty() ? EventTime.floating(local) : EventTime.at(local.toInstant(ZoneOffset.UTC));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private List<Integer> numbers(NumberPart part) {
        String value = parts.get(part.name());
        if (value == null) {
            return List.of();
        }
        Pattern pattern = part.isSigned() ? SIGNED : UNSIGNED;
        Set<Integer> values = new TreeSet<>();
        for (String item : value.split(",", -1)) {
            if (pattern.matcher(item).matches() && part.allows(Integer.parseInt(item))) {
                values.add(Integer.parseInt(item));
            } else {
                faults.add(part + " must be " + part.range() + ", is " + shown(item));
                return List.of();
            }
        }
        return List.copyOf(values);
    }

    private List<WeekdayNum> byDay() {
        String value = parts.get("BYDAY");
        if (value == null) {
            return List.of();
        }
        Set<WeekdayNum> days =
                new TreeSet<>(Comparator.comparing(WeekdayNum::day).thenComparing(WeekdayNum::ordinal));
        for (String item : value.split(",", -1)) {
            Matcher matcher = WEEKDAY.matcher(item);
            int ordinal = matcher.matches() && matcher.group(1) != null ? number(matcher, 1) : 0;
            if (!matcher.matches() || Math.abs(ordinal) > 53 || (ordinal == 0 && matcher.group(1) != null)) {
                faults.add("BYDAY must be MO to SU, with -53 to -1 or 1 to 53 before it or without, is " + shown(item));
                return List.of();
            }
            days.add(new WeekdayNum(ordinal, weekday(matcher.group(2))));
        }
        return List.copyOf(days);
    }

    private DayOfWeek weekStart() {
        String value = parts.get("WKST");
        if (value == null) {
            return DayOfWeek.MONDAY;
        }
        if (!WEEKDAY.matcher(value).matches() || value.length() != 2) {
            faults.add("WKST must be MO to SU, is " + shown(value));
            return DayOfWeek.MONDAY;
        }
        return weekday(value);
    }

    private static DayOfWeek weekday(String code) {
        return DayOfWeek.of("MOTUWETHFRSASU".indexOf(code) / 2 + 1);
    }

    /** The N/A fields of the table in RFC 5545 section 3.3.10, and its MUST NOTs around BYDAY and BYSETPOS. */
    private void checkTogether(Frequency frequency, List<WeekdayNum> byDay) {
        boolean yearly = frequency == Frequency.YEARLY;
        notWith(frequency, "BYWEEKNO", !yearly);
        notWith(frequency, "BYYEARDAY", !yearly && !frequency.isSubDaily());
        notWith(frequency, "BYMONTHDAY", frequency == Frequency.WEEKLY);
        boolean ordinals = byDay.stream().anyMatch(day -> day.ordinal() != 0);
        if (ordinals && !yearly && frequency != Frequency.MONTHLY) {
            faults.add("BYDAY must not have a number with FREQ=" + frequency);
        }
        if (ordinals && yearly && parts.containsKey("BYWEEKNO")) {
            faults.add("BYDAY must not have a number together with BYWEEKNO");
        }
        boolean alone = parts.keySet().stream().noneMatch(name -> name.startsWith("BY") && !name.equals("BYSETPOS"));
        if (alone && parts.containsKey("BYSETPOS")) {
            faults.add("BYSETPOS must stand together with another BY part");
        }
    }

    private void notWith(Frequency frequency, String name, boolean refused) {
        if (refused && parts.containsKey(name)) {
            faults.add(name + " must not stand with FREQ=" + frequency);
        }
    }

    private static String shown(String value) {
        String printable = value.replaceAll("\\p{Cntrl}", "?");
        return '"'
                + (printable.length() <= MAX_SHOWN_CHARS ? printable : printable.substring(0, MAX_SHOWN_CHARS) + "…")
                + '"';
    }
}
