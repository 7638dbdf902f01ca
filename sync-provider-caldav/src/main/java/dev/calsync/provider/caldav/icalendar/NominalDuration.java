package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * A DURATION value (RFC 5545 section 3.3.6): days by the calendar, then seconds by the clock. Both parts carry the sign.
 */
record NominalDuration(long days, long seconds) {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int MAX_DIGITS = 10;
    private static final long MAX_TOTAL = 100_000_000_000_000L;

    /** The value, or null when it is none. Weeks may stand beside other units. */
    static @Nullable NominalDuration parse(String raw) {
        String value = ContentLine.upper(raw.strip());
        int at = value.startsWith("-") || value.startsWith("+") ? 1 : 0;
        long sign = value.startsWith("-") ? -1 : 1;
        if (at >= value.length() - 1 || value.charAt(at) != 'P') {
            return null;
        }
        long days = 0;
        long seconds = 0;
        boolean time = false;
        boolean some = false;
        int from = ++at;
        for (; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c >= '0' && c <= '9') {
                continue;
            }
            if (c == 'T' && !time && from == at) {
                time = true;
                from = at + 1;
                continue;
            }
            if (from == at || at - from > MAX_DIGITS) {
                return null;
            }
            long number = Long.parseLong(value, from, at, 10);
            long unit = unit(c, time);
            if (unit == 0) {
                return null;
            }
            if (time) {
                seconds += number * unit;
            } else {
                days += number * unit;
            }
            if (days > MAX_TOTAL || seconds > MAX_TOTAL) {
                return null;
            }
            some = true;
            from = at + 1;
        }
        return !some || from < value.length() ? null : new NominalDuration(sign * days, sign * seconds);
    }

    /** Seconds per unit of time, days per unit of date; 0 for no unit. */
    private static long unit(char letter, boolean time) {
        if (time) {
            return letter == 'H' ? 3600 : letter == 'M' ? 60 : letter == 'S' ? 1 : 0;
        }
        return letter == 'W' ? 7 : letter == 'D' ? 1 : 0;
    }

    /** The value of an exact duration, whole days as days. */
    static String format(Duration duration) {
        long seconds = duration.abs().toSeconds();
        StringBuilder out = new StringBuilder(16);
        if (duration.isNegative() && seconds > 0) {
            out.append('-');
        }
        out.append('P');
        if (seconds >= SECONDS_PER_DAY) {
            out.append(seconds / SECONDS_PER_DAY).append('D');
        }
        long rest = seconds % SECONDS_PER_DAY;
        if (rest > 0 || seconds == 0) {
            out.append('T');
            append(out, rest / 3600, 'H');
            append(out, rest / 60 % 60, 'M');
            if (rest % 60 > 0 || seconds == 0) {
                out.append(rest % 60).append('S');
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, long number, char unit) {
        if (number > 0) {
            out.append(number).append(unit);
        }
    }

    /** The duration with days of 24 hours. */
    Duration exact() {
        return Duration.ofSeconds(days * SECONDS_PER_DAY + seconds);
    }

    /**
     * The time this long after another, of the same kind. A day moves by whole days, a started one counted.
     *
     * @throws DateTimeException if it lies beyond the year 9999
     */
    EventTime after(EventTime start) {
        EventTime end = unboundedAfter(start);
        int year = end.toLocal().getYear();
        if (year < 0 || year > 9999) {
            throw new DateTimeException("beyond the year 9999");
        }
        return end;
    }

    private EventTime unboundedAfter(EventTime start) {
        if (start instanceof EventTime.Date day) {
            long started = Math.floorDiv(seconds + SECONDS_PER_DAY - 1, SECONDS_PER_DAY);
            return new EventTime.Date(day.date().plusDays(days + started));
        }
        if (start instanceof EventTime.Utc utc) {
            Instant end = utc.instant().plus(exact());
            return new EventTime.Utc(end);
        }
        if (start instanceof EventTime.Zoned zoned) {
            return new EventTime.Zoned(inZone(zoned.local(), zoned.rules().orElse(null)), zoned.tzid());
        }
        return new EventTime.Floating(inZone(start.toLocal(), null));
    }

    private LocalDateTime inZone(LocalDateTime start, @Nullable ZoneRules rules) {
        LocalDateTime sameHour = start.plusDays(days);
        if (rules == null || seconds == 0) {
            return sameHour.plusSeconds(seconds);
        }
        Instant end = sameHour.toInstant(rules.getOffset(sameHour)).plusSeconds(seconds);
        return LocalDateTime.ofInstant(end, rules.getOffset(end));
    }
}
