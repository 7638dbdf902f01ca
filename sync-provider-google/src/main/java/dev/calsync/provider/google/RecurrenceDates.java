package dev.calsync.provider.google;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The exclusions among a series' recurrence lines. The API has two ways to say that an instance does not take place: an
 * {@code EXDATE} in the master, and an exception with the status {@code cancelled}. The model has the first one only.
 */
final class RecurrenceDates {
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final DateTimeFormatter BASIC_DATE = DateTimeFormatter.BASIC_ISO_DATE;
    private static final Pattern LOCAL_DATE_TIME = Pattern.compile("(\\d{8}T\\d{6})(?![Z\\d])");
    private static final Pattern UTC_DATE_TIME = Pattern.compile("(\\d{8}T\\d{6})Z");

    private RecurrenceDates() {}

    /** One instance, however its start is written: the instant, or the day. */
    static String key(EventTime instance) {
        if (instance instanceof EventTime.Date day) {
            return "D" + day.date();
        }
        return "I" + instance.toInstant(ZoneOffset.UTC).getEpochSecond();
    }

    static boolean isExclusion(String line) {
        return line.regionMatches(true, 0, "EXDATE", 0, 6);
    }

    /** The excluded instances by {@link #key}, with the line that each stands in. */
    static Map<String, EventTime> exclusions(List<String> lines) {
        Map<String, EventTime> found = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.lastIndexOf(':');
            if (isExclusion(line) && colon > 0) {
                String zone = zone(line.substring(0, colon));
                for (String value : line.substring(colon + 1).split(",", -1)) {
                    EventTime time = time(value.strip(), zone);
                    if (time != null) {
                        found.putIfAbsent(key(time), time);
                    }
                }
            }
        }
        return found;
    }

    private static @Nullable String zone(String head) {
        int at = head.toUpperCase(Locale.ROOT).indexOf(";TZID=");
        if (at < 0) {
            return null;
        }
        int end = head.indexOf(';', at + 1);
        return head.substring(at + ";TZID=".length(), end < 0 ? head.length() : end)
                .replace("\"", "");
    }

    private static @Nullable EventTime time(String value, @Nullable String zone) {
        try {
            if (value.length() == 8) {
                return EventTime.on(LocalDate.parse(value, BASIC_DATE));
            }
            if (value.endsWith("Z")) {
                LocalDateTime utc = LocalDateTime.parse(value.substring(0, value.length() - 1), BASIC);
                return EventTime.at(utc.toInstant(ZoneOffset.UTC));
            }
            LocalDateTime local = LocalDateTime.parse(value, BASIC);
            return zone == null ? EventTime.floating(local) : new EventTime.Zoned(local, zone);
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    /** The lines, and one more for the instances that no line excludes yet. */
    static List<String> excluding(List<String> lines, Collection<EventTime> instances) {
        Map<String, EventTime> known = exclusions(lines);
        Map<String, StringBuilder> added = new LinkedHashMap<>();
        for (EventTime instance : instances) {
            if (known.putIfAbsent(key(instance), instance) == null) {
                String head = head(instance);
                StringBuilder line = added.get(head);
                if (line == null) {
                    added.put(head, new StringBuilder(head).append(':').append(value(instance)));
                } else {
                    line.append(',').append(value(instance));
                }
            }
        }
        if (added.isEmpty()) {
            return lines;
        }
        List<String> all = new ArrayList<>(lines);
        added.values().forEach(line -> all.add(line.toString()));
        return all;
    }

    private static String head(EventTime instance) {
        if (instance instanceof EventTime.Date) {
            return "EXDATE;VALUE=DATE";
        }
        return instance instanceof EventTime.Zoned zoned ? "EXDATE;TZID=" + zoned.tzid() : "EXDATE";
    }

    private static String value(EventTime instance) {
        if (instance instanceof EventTime.Date day) {
            return BASIC_DATE.format(day.date());
        }
        return BASIC.format(instance.toLocal()) + (instance instanceof EventTime.Utc ? "Z" : "");
    }

    /** The suffix of an instance's id: its start in UTC, or the day. */
    static String idSuffix(EventTime instance) {
        if (instance instanceof EventTime.Date day) {
            return BASIC_DATE.format(day.date());
        }
        Instant start = instance.toInstant(ZoneOffset.UTC);
        return BASIC.format(start.atOffset(ZoneOffset.UTC)) + "Z";
    }

    /** Lines of a floating series for the API, which has none of those: as if in UTC. */
    static List<String> floatingToUtc(List<String> lines) {
        return lines.stream()
                .map(line -> replaced(line, LOCAL_DATE_TIME, "$1Z"))
                .toList();
    }

    /** The way back. */
    static List<String> utcToFloating(List<String> lines) {
        return lines.stream().map(line -> replaced(line, UTC_DATE_TIME, "$1")).toList();
    }

    private static String replaced(String line, Pattern pattern, String by) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? matcher.replaceAll(by) : line;
    }
}
