package dev.calsync.provider.google;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the API's times. Written by hand because a page holds thousands: RFC 3339 has fixed columns, and most times are
 * in the same few zones. Used by one thread at a time.
 *
 * <p>The offset of a {@code dateTime} is that of the calendar's zone, not of its {@code timeZone}; only the instant
 * counts. A wall clock's time that occurs twice names the first of the two by itself, so the second one is read as a
 * point in time without a zone.
 */
final class EventTimes {
    private static final int MAX_ZONES = 600;
    private static final int WHOLE_HOURS = 14;
    private static final List<ZoneOffset> OFFSETS = IntStream.rangeClosed(-WHOLE_HOURS, WHOLE_HOURS)
            .mapToObj(ZoneOffset::ofHours)
            .toList();
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    /** A zone as the API names it; without rules if the JDK does not know it. */
    private record Zone(String name, boolean utc, @Nullable ZoneRules rules) {}

    private final Map<String, Zone> zones = new HashMap<>();

    /**
     * A {@code start}, {@code end} or {@code originalStartTime}.
     *
     * @return null if there is neither a date nor a time
     * @throws DateTimeException if one cannot be read
     */
    @Nullable
    EventTime read(@Nullable String date, @Nullable String dateTime, @Nullable String timeZone) {
        if (dateTime == null) {
            return date == null ? null : EventTime.on(date(date));
        }
        if (timeZone == null) {
            return EventTime.at(instant(dateTime));
        }
        Zone zone = zone(timeZone);
        LocalDateTime local = local(dateTime);
        int offsetAt = offsetColumn(dateTime);
        if (zone.utc) {
            return EventTime.at(local.toInstant(offset(dateTime, offsetAt)));
        }
        ZoneRules rules = zone.rules;
        if (rules == null || offsetAt == dateTime.length()) {
            return new EventTime.Zoned(local, zone.name);
        }
        ZoneOffset written = offset(dateTime, offsetAt);
        if (written.equals(rules.getOffset(local))) {
            return new EventTime.Zoned(local, zone.name);
        }
        Instant instant = local.toInstant(written);
        ZoneOffset there = rules.getOffset(instant);
        LocalDateTime shown = LocalDateTime.ofInstant(instant, there);
        return there.equals(rules.getOffset(shown)) ? new EventTime.Zoned(shown, zone.name) : EventTime.at(instant);
    }

    private Zone zone(String name) {
        Zone known = zones.get(name);
        if (known == null) {
            known = new Zone(name, isUtc(name), rules(name));
            if (zones.size() < MAX_ZONES) {
                zones.put(name, known);
            }
        }
        return known;
    }

    static boolean isUtc(String zone) {
        return switch (zone) {
            case "UTC", "Etc/UTC", "Z", "GMT", "Etc/GMT" -> true;
            default -> false;
        };
    }

    private static @Nullable ZoneRules rules(String name) {
        try {
            return ZoneId.of(name).getRules();
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    /** A timestamp, which always has an offset. */
    static Instant instant(String text) {
        return local(text).toInstant(offset(text, offsetColumn(text)));
    }

    private static LocalDate date(String text) {
        if (text.length() != 10) {
            throw new DateTimeException("a date has ten characters");
        }
        return date10(text);
    }

    private static LocalDate date10(String text) {
        if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            throw new DateTimeException("no date");
        }
        return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    }

    /** Digits after the seconds are kept; the API writes milliseconds at most. */
    private static LocalDateTime local(String text) {
        LocalDate date = date10(text);
        if (text.length() < 19 || text.charAt(13) != ':' || text.charAt(16) != ':') {
            throw new DateTimeException("no time");
        }
        int nanos = 0;
        int scale = 100_000_000;
        for (int i = 20; text.length() > 19 && text.charAt(19) == '.' && i < offsetColumn(text); i++) {
            nanos += number(text, i, i + 1) * scale;
            scale /= 10;
        }
        // A leap second is the last one of its minute for everybody who keeps a calendar.
        int second = Math.min(number(text, 17, 19), 59);
        return LocalDateTime.of(date, LocalTime.of(number(text, 11, 13), number(text, 14, 16), second, nanos));
    }

    /** Where the offset begins; the text's length if there is none. */
    private static int offsetColumn(String text) {
        int at = 19;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
        }
        return Math.min(at, text.length());
    }

    private static ZoneOffset offset(String text, int at) {
        if (at == text.length() || text.charAt(at) == 'Z' || text.charAt(at) == 'z') {
            return ZoneOffset.UTC;
        }
        int sign = text.charAt(at) == '-' ? -1 : 1;
        if (text.length() < at + 6) {
            throw new DateTimeException("no offset");
        }
        int hours = sign * number(text, at + 1, at + 3);
        int minutes = sign * number(text, at + 4, at + 6);
        // The JDK looks each one up in a map of all; here one whole hour is as likely as the other.
        return minutes == 0 && Math.abs(hours) <= WHOLE_HOURS
                ? OFFSETS.get(hours + WHOLE_HOURS)
                : ZoneOffset.ofHoursMinutes(hours, minutes);
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("no digit");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /**
     * How a time is written.
     *
     * @param text {@code yyyy-mm-dd}, or RFC 3339 with an offset
     * @param zone the IANA name; null for a date
     */
    record Written(String text, @Nullable String zone) {
        boolean isDate() {
            return zone == null;
        }
    }

    /**
     * A time as the API wants it. A floating time, which the API does not know, is written as if in UTC.
     *
     * @throws IllegalArgumentException if Google cannot know the zone
     */
    static Written write(EventTime time) {
        if (time instanceof EventTime.Date day) {
            return new Written(day.date().toString(), null);
        }
        if (time instanceof EventTime.Zoned zoned && !isUtc(zoned.tzid())) {
            ZoneId zone = zoned.zone()
                    .orElseThrow(() -> new IllegalArgumentException("Google knows no time zone by this name"));
            // A mere offset has no name; the instant is all that can be told of it.
            if (!(zone instanceof ZoneOffset)) {
                return new Written(OFFSET.format(zoned.local().atZone(zone)), zone.getId());
            }
        }
        Instant instant = time.toInstant(ZoneOffset.UTC);
        return new Written(OFFSET.format(instant.atOffset(ZoneOffset.UTC)).replace("+00:00", "Z"), "UTC");
    }
}
