package dev.calsync.provider.graph;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Single instances of a series: as text in recurrence lines, and as what the series itself would show. */
final class Instances {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final Pattern LINE = Pattern.compile(
            "(?i)EXDATE(?<parameters>(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\":;]*))*):(?<values>.*)", Pattern.DOTALL);
    private static final Pattern TZID = Pattern.compile("(?i);TZID=\"?([^\":;]+)\"?");

    private Instances() {}

    /** The value of a date or date-time property. */
    static String value(EventTime time) {
        if (time.isDate()) {
            return DAY.format(time.toLocal());
        }
        return TIME.format(time.toLocal()) + (time instanceof EventTime.Utc ? "Z" : "");
    }

    /** The {@code EXDATE} line of instances that have one form; at least one. */
    static String exclusion(List<EventTime> instances) {
        EventTime first = instances.get(0);
        String parameter =
                first.isDate() ? ";VALUE=DATE" : first instanceof EventTime.Zoned zoned ? ";TZID=" + zoned.tzid() : "";
        return "EXDATE" + parameter + ":"
                + instances.stream().map(Instances::value).collect(Collectors.joining(","));
    }

    /** Whether a recurrence line excludes instances. */
    static boolean isExclusion(String line) {
        return line.regionMatches(true, 0, "EXDATE", 0, 6);
    }

    /**
     * The days that {@code EXDATE} lines take out of a series, by the calendar of its start. What falls on none of the
     * series' starts takes nothing out.
     *
     * @throws InexpressibleException if a line cannot be read
     */
    static List<LocalDate> excludedDays(CalendarEvent master) throws InexpressibleException {
        List<LocalDate> days = new ArrayList<>();
        for (String line : master.recurrence()) {
            if (isExclusion(line)) {
                Matcher parts = LINE.matcher(line.strip());
                if (!parts.matches()) {
                    throw new InexpressibleException("an EXDATE that cannot be read");
                }
                Matcher tzid = TZID.matcher(parts.group("parameters"));
                String zone = tzid.find() ? tzid.group(1) : "";
                for (String value : parts.group("values").split(",", -1)) {
                    if (!value.isBlank()) {
                        addDay(master.start(), time(value.strip(), zone), days);
                    }
                }
            }
        }
        return days;
    }

    private static EventTime time(String value, String zone) throws InexpressibleException {
        try {
            String upper = value.toUpperCase(Locale.ROOT);
            if (upper.length() == 8) {
                return EventTime.on(LocalDate.parse(upper, DateTimeFormatter.BASIC_ISO_DATE));
            }
            if (upper.endsWith("Z")) {
                return EventTime.at(LocalDateTime.parse(upper.substring(0, upper.length() - 1), TIME)
                        .toInstant(ZoneOffset.UTC));
            }
            LocalDateTime local = LocalDateTime.parse(upper, TIME);
            return zone.isEmpty() ? EventTime.floating(local) : new EventTime.Zoned(local, zone);
        } catch (DateTimeException e) {
            throw new InexpressibleException("an EXDATE that cannot be read");
        }
    }

    private static void addDay(EventTime start, EventTime excluded, List<LocalDate> days) {
        LocalDateTime there = local(start, excluded);
        boolean hits = start.isDate()
                || excluded.isDate()
                || there.toLocalTime().equals(start.toLocal().toLocalTime());
        if (hits) {
            days.add(there.toLocalDate());
        }
    }

    /** The local time, by the clock of a series' start, of a time in any form. */
    static LocalDateTime local(EventTime start, EventTime time) {
        if (start.isDate() || time.isDate() || time instanceof EventTime.Floating) {
            return time.toLocal();
        }
        ZoneId clock = start instanceof EventTime.Zoned zoned ? zoned.zone().orElse(ZoneOffset.UTC) : ZoneOffset.UTC;
        return LocalDateTime.ofInstant(time.toInstant(clock), clock);
    }

    /** What a series shows on that day unless it is overridden: an override that changes nothing. */
    static CalendarEvent generated(CalendarEvent master, EventTime instance) {
        return master.toBuilder()
                .recurrence(List.of())
                .recurrenceId(instance)
                .start(instance)
                .end(endOf(master, instance))
                .build();
    }

    private static EventTime endOf(CalendarEvent master, EventTime instance) {
        EventTime start = master.start();
        EventTime end = master.effectiveEnd();
        if (start.isDate()) {
            Period days = Period.ofDays(
                    (int) Duration.between(start.toLocal(), end.toLocal()).toDays());
            return EventTime.on(instance.toLocal().toLocalDate().plus(days));
        }
        Duration length = Duration.between(start.toInstant(ZoneOffset.UTC), end.toInstant(ZoneOffset.UTC));
        if (end instanceof EventTime.Zoned zoned && zoned.zone().isPresent()) {
            return new EventTime.Zoned(
                    LocalDateTime.ofInstant(
                            instance.toInstant(ZoneOffset.UTC).plus(length),
                            zoned.zone().get()),
                    zoned.tzid());
        }
        return EventTime.at(instance.toInstant(ZoneOffset.UTC).plus(length));
    }

    /** The instance of a series that starts on that day, in the form of its start. */
    static EventTime on(CalendarEvent master, LocalDate day) {
        EventTime start = master.start();
        if (start.isDate()) {
            return EventTime.on(day);
        }
        LocalDateTime at = day.atTime(start.toLocal().toLocalTime());
        return start instanceof EventTime.Zoned zoned
                ? new EventTime.Zoned(at, zoned.tzid())
                : EventTime.at(at.toInstant(ZoneOffset.UTC));
    }
}
