package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** DATE and DATE-TIME values (RFC 5545 section 3.3.4–3.3.5) and the lines that carry them. */
final class TimeValues {
    private static final int DATE_CHARS = 8;
    private static final int LOCAL_CHARS = 15;

    private TimeValues() {}

    /**
     * The time on a line. A value decides by its own shape where it contradicts its parameters: eight digits are a day,
     * a Z is UTC.
     *
     * @throws ICalendarSyntaxException if it is no time
     */
    static EventTime read(ContentLine line, ZoneNames zones) throws ICalendarSyntaxException {
        String value = line.value().strip();
        try {
            LocalDate date = date(value);
            if (value.length() == DATE_CHARS || line.paramIs("VALUE", "DATE")) {
                return new EventTime.Date(date);
            }
            LocalDateTime local = local(value, date);
            if (isUtc(value)) {
                return new EventTime.Utc(local.toInstant(ZoneOffset.UTC));
            }
            String tzid = line.hasParams() ? line.param("TZID") : null;
            return tzid == null || tzid.isBlank()
                    ? new EventTime.Floating(local)
                    : new EventTime.Zoned(local, zones.toModel(tzid));
        } catch (DateTimeException | IllegalArgumentException malformed) {
            throw new ICalendarSyntaxException(line.name() + " is no time", line.number());
        }
    }

    /** The point in time on a line; null when it is missing or none. A time without a zone counts as UTC. */
    static @Nullable Instant instant(@Nullable ContentLine line) {
        if (line == null) {
            return null;
        }
        String value = line.value().strip();
        try {
            LocalDate date = date(value);
            return (value.length() == DATE_CHARS ? date.atStartOfDay() : local(value, date)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | IllegalArgumentException malformed) {
            return null;
        }
    }

    /** The first eight characters as a day. */
    private static LocalDate date(String value) {
        if (value.length() < DATE_CHARS) {
            throw new IllegalArgumentException();
        }
        return LocalDate.of(digits(value, 0, 4), digits(value, 4, 6), digits(value, 6, 8));
    }

    private static LocalDateTime local(String value, LocalDate date) {
        boolean utc = isUtc(value);
        if (value.length() != (utc ? LOCAL_CHARS + 1 : LOCAL_CHARS) || Character.toUpperCase(value.charAt(8)) != 'T') {
            throw new IllegalArgumentException();
        }
        int hour = digits(value, 9, 11);
        int minute = digits(value, 11, 13);
        int second = digits(value, 13, 15);
        if (hour == 24 && minute == 0 && second == 0) {
            return date.plusDays(1).atStartOfDay();
        }
        // java.time has no leap second.
        return date.atTime(hour, minute, second == 60 ? 59 : second);
    }

    private static boolean isUtc(String value) {
        return value.length() > DATE_CHARS && Character.toUpperCase(value.charAt(value.length() - 1)) == 'Z';
    }

    private static int digits(String value, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException();
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** A line for a time, with the zone under the name that the resource uses for it. */
    static ContentLine line(String name, EventTime time, ZoneNames zones) {
        return onto(ContentLine.of(name, ""), time, zones);
    }

    /** A line with its time replaced; parameters that do not concern the time stay. */
    static ContentLine onto(ContentLine line, EventTime time, ZoneNames zones) {
        String tzid = time instanceof EventTime.Zoned zoned ? zones.toResource(zoned.tzid()) : null;
        return line.withParam("VALUE", time.isDate() ? "DATE" : null)
                .withParam("TZID", tzid)
                .withValue(value(line.name(), time));
    }

    private static String value(String name, EventTime time) {
        LocalDateTime local = time.toLocal();
        if (local.getYear() < 0 || local.getYear() > 9999) {
            throw new IllegalArgumentException(name + " is outside the years that iCalendar can write, 0 to 9999");
        }
        StringBuilder out = new StringBuilder(LOCAL_CHARS + 1);
        append(out, local.getYear(), 4);
        append(out, local.getMonthValue(), 2);
        append(out, local.getDayOfMonth(), 2);
        if (!time.isDate()) {
            out.append('T');
            append(out, local.getHour(), 2);
            append(out, local.getMinute(), 2);
            append(out, local.getSecond(), 2);
        }
        return time instanceof EventTime.Utc ? out.append('Z').toString() : out.toString();
    }

    /** A local time without a zone, as time zone rules have it. */
    static String local(LocalDateTime local) {
        return value("DTSTART", new EventTime.Floating(local));
    }

    /** A point in time as UTC. */
    static String utc(String name, Instant instant) {
        return value(name, new EventTime.Utc(instant.truncatedTo(ChronoUnit.SECONDS)));
    }

    private static void append(StringBuilder out, int number, int width) {
        for (int scale = width == 4 ? 1000 : 10; scale > 0; scale /= 10) {
            out.append((char) ('0' + number / scale % 10));
        }
    }
}
