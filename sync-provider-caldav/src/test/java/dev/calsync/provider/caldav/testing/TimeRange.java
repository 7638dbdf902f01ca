package dev.calsync.provider.caldav.testing;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time-range of a filter (RFC 4791 section 9.9). A recurring component counts as running from its first start to
 * its UNTIL, or for ever: the fake may answer too much, never too little. A time it cannot read overlaps everything.
 */
record TimeRange(Instant start, Instant end) {

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final Pattern DURATION =
            Pattern.compile("([+-]?)P(?:(\\d+)W)?(?:(\\d+)D)?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+)S)?)?");
    private static final Pattern UNTIL = Pattern.compile("(?:^|;)UNTIL=([0-9TZ]+)");

    /** Either end may be absent, not both. */
    static TimeRange of(@Nullable String start, @Nullable String end) throws DavProblem {
        try {
            return new TimeRange(
                    start == null ? Instant.MIN : instant(start, "", ZoneOffset.UTC),
                    end == null ? Instant.MAX : instant(end, "", ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw DavProblem.of(400, DavNames.caldav("valid-filter"), "A time-range needs UTC times");
        }
    }

    boolean overlaps(CalendarText.Component component) {
        Optional<CalendarText.Property> begins = component.first("DTSTART");
        if (begins.isEmpty()) {
            return true;
        }
        try {
            Instant from = instant(begins.get());
            Instant to = end(component, begins.get(), from);
            if (from.equals(to)) {
                return !from.isBefore(start) && from.isBefore(end);
            }
            return from.isBefore(end) && to.isAfter(start);
        } catch (DateTimeException e) {
            return true;
        }
    }

    private static Instant end(CalendarText.Component component, CalendarText.Property begins, Instant from) {
        if (component.first("RDATE").isPresent()) {
            return Instant.MAX;
        }
        Optional<CalendarText.Property> rule = component.first("RRULE");
        if (rule.isPresent()) {
            Matcher until = UNTIL.matcher(rule.get().value());
            // A day of slack covers the length of the last occurrence and the zone of a plain date.
            return until.find() ? instant(until.group(1), "", ZoneOffset.UTC).plus(Duration.ofDays(2)) : Instant.MAX;
        }
        Optional<CalendarText.Property> ends = component.first("DTEND");
        if (ends.isPresent()) {
            return instant(ends.get());
        }
        Optional<CalendarText.Property> lasts = component.first("DURATION");
        if (lasts.isPresent()) {
            return from.plus(duration(lasts.get().value()));
        }
        return begins.value().length() == 8 ? from.plus(Period.ofDays(1)) : from;
    }

    private static Instant instant(CalendarText.Property property) {
        return instant(property.value(), property.parameters().getOrDefault("TZID", ""), ZoneOffset.UTC);
    }

    private static Instant instant(String value, String zoneId, ZoneId fallback) {
        if (value.length() == 8) {
            return LocalDate.parse(value, DateTimeFormatter.BASIC_ISO_DATE)
                    .atStartOfDay(fallback)
                    .toInstant();
        }
        if (value.endsWith("Z")) {
            return LocalDateTime.parse(value.substring(0, value.length() - 1), DATE_TIME)
                    .toInstant(ZoneOffset.UTC);
        }
        ZoneId zone = ZoneId.getAvailableZoneIds().contains(zoneId) ? ZoneId.of(zoneId) : fallback;
        return LocalDateTime.parse(value, DATE_TIME).atZone(zone).toInstant();
    }

    private static Duration duration(String value) {
        Matcher parts = DURATION.matcher(value);
        if (!parts.matches()) {
            throw new DateTimeException("no duration");
        }
        Duration sum = Duration.ofDays(7 * number(parts.group(2)) + number(parts.group(3)))
                .plusHours(number(parts.group(4)))
                .plusMinutes(number(parts.group(5)))
                .plusSeconds(number(parts.group(6)));
        return parts.group(1).equals("-") ? sum.negated() : sum;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
