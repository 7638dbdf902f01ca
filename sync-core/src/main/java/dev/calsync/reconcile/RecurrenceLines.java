package dev.calsync.reconcile;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Recurrence content lines taken apart: rules, which stand or fall together, and single dates ({@code EXDATE},
 * {@code RDATE}), which come and go one by one. Lenient: what it cannot read is compared as text.
 *
 * @param lines as given
 * @param rules the canonical rule lines, sorted; without parts that say the default ({@code INTERVAL=1},
 *     {@code WKST=MO})
 * @param dates the single dates by name and instance
 */
record RecurrenceLines(List<String> lines, List<String> rules, Map<String, DateValue> dates) {
    private static final RecurrenceLines NONE = new RecurrenceLines(List.of(), List.of(), Map.of());

    /** One date as written: the line's head with its parameters, and the value. */
    record DateValue(String head, String value) {}

    static RecurrenceLines of(List<String> lines) {
        if (lines.isEmpty()) {
            return NONE;
        }
        List<String> rules = new ArrayList<>();
        Map<String, DateValue> dates = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = endOfHead(line);
            String head = line.substring(0, colon);
            String value = line.substring(Math.min(colon + 1, line.length()));
            if (isDateList(line)) {
                addDates(head, value, dates);
            } else {
                rules.add(head.toUpperCase(Locale.ROOT) + ":" + canonicalRule(value));
            }
        }
        Collections.sort(rules);
        return new RecurrenceLines(lines, rules, dates);
    }

    /** The key under which the exclusion of an instance is held. */
    static String exclusion(String instanceKey) {
        return "EXDATE:" + instanceKey;
    }

    /** Everything in canonical order. */
    List<String> canonical() {
        List<String> all = new ArrayList<>(rules.size() + dates.size());
        all.addAll(rules);
        all.addAll(new TreeSet<>(dates.keySet()));
        return all;
    }

    /** These rules with other dates. */
    List<String> withDates(Map<String, DateValue> wanted) {
        if (wanted.keySet().equals(dates.keySet())) {
            return lines;
        }
        List<String> next = new ArrayList<>();
        for (String line : lines) {
            if (!isDateList(line)) {
                next.add(line);
            }
        }
        Map<String, StringBuilder> byHead = new LinkedHashMap<>();
        for (DateValue date : wanted.values()) {
            StringBuilder line = byHead.get(date.head());
            if (line == null) {
                byHead.put(
                        date.head(), new StringBuilder(date.head()).append(':').append(date.value()));
            } else {
                line.append(',').append(date.value());
            }
        }
        byHead.values().forEach(line -> next.add(line.toString()));
        return next;
    }

    /** Three-way: a date stays if both have it or one side added it. */
    static Map<String, DateValue> mergeDates(
            RecurrenceLines base, RecurrenceLines local, RecurrenceLines remote) {
        Map<String, DateValue> merged = new LinkedHashMap<>();
        remote.dates.forEach((key, date) -> {
            if (local.dates.containsKey(key) || !base.dates.containsKey(key)) {
                merged.put(key, date);
            }
        });
        local.dates.forEach((key, date) -> {
            if (!remote.dates.containsKey(key) && !base.dates.containsKey(key)) {
                merged.put(key, date);
            }
        });
        return merged;
    }

    private static boolean isDateList(String line) {
        return line.regionMatches(true, 0, "EXDATE", 0, 6) || line.regionMatches(true, 0, "RDATE", 0, 5);
    }

    private static int endOfHead(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ':' && !quoted) {
                return i;
            }
        }
        return line.length();
    }

    private static String canonicalRule(String value) {
        String[] parts = value.strip().toUpperCase(Locale.ROOT).split(";", -1);
        TreeSet<String> sorted = new TreeSet<>();
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.indexOf(',', equals) > 0) {
                String[] values = part.substring(equals + 1).split(",", -1);
                Arrays.sort(values);
                sorted.add(part.substring(0, equals + 1) + String.join(",", values));
            } else if (!part.isEmpty() && !part.equals("INTERVAL=1") && !part.equals("WKST=MO")) {
                sorted.add(part);
            }
        }
        return String.join(";", sorted);
    }

    private static void addDates(String head, String values, Map<String, DateValue> into) {
        String name = head.regionMatches(true, 0, "EXDATE", 0, 6) ? "EXDATE:" : "RDATE:";
        String tzid = tzid(head);
        for (String value : values.split(",", -1)) {
            String date = value.strip();
            if (!date.isEmpty()) {
                into.putIfAbsent(name + key(head, tzid, date), new DateValue(head, date));
            }
        }
    }

    private static String tzid(String head) {
        int at = head.toUpperCase(Locale.ROOT).indexOf(";TZID=");
        if (at < 0) {
            return "";
        }
        int from = at + ";TZID=".length();
        int to = head.indexOf(';', from);
        return head.substring(from, to < 0 ? head.length() : to).replace("\"", "");
    }

    private static String key(String head, String tzid, String value) {
        try {
            return InstanceKey.of(parse(tzid, value));
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            return "?" + head.toUpperCase(Locale.ROOT) + ":" + value;
        }
    }

    private static EventTime parse(String tzid, String value) {
        LocalDate date = LocalDate.of(number(value, 0, 4), number(value, 4, 6), number(value, 6, 8));
        if (value.length() == 8) {
            return EventTime.on(date);
        }
        boolean utc = value.length() == 16 && value.charAt(15) == 'Z';
        if (value.charAt(8) != 'T' || !(utc || value.length() == 15)) {
            throw new IllegalArgumentException("not a date-time");
        }
        LocalDateTime local = date.atTime(number(value, 9, 11), number(value, 11, 13), number(value, 13, 15));
        if (utc) {
            return EventTime.at(local.toInstant(ZoneOffset.UTC));
        }
        return tzid.isEmpty() ? EventTime.floating(local) : new EventTime.Zoned(local, tzid);
    }

    private static int number(String text, int from, int to) {
        if (text.length() < to) {
            throw new IllegalArgumentException("too short");
        }
        return Integer.parseInt(text, from, to, 10);
    }
}
