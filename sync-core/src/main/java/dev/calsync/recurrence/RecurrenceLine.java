package dev.calsync.recurrence;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One recurrence content line of an event, unfolded: {@code RDATE;TZID=Europe/Berlin:20260105T090000}. */
final class RecurrenceLine {
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z]+)((?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\":;]*))*):(.*)", Pattern.DOTALL);
    private static final Pattern TZID = Pattern.compile("(?i);TZID=(?:\"([^\"]*)\"|([^\":;]*))");
    private static final Pattern DURATION = Pattern.compile(
            "\\+?P(?:(\\d{1,6})W)?(?:(\\d{1,6})D)?(?:T(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9})S)?)?");
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withResolverStyle(ResolverStyle.STRICT);

    private final String name;
    private final @Nullable String tzid;
    private final String value;

    /** @throws IllegalArgumentException if the text is no content line of a recurrence property */
    RecurrenceLine(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("A recurrence line must read NAME:VALUE, with parameters after NAME");
        }
        name = matcher.group(1).toUpperCase(Locale.ROOT);
        value = matcher.group(3).strip().toUpperCase(Locale.ROOT);
        Matcher zone = TZID.matcher(matcher.group(2));
        String quoted = zone.find() ? Optional.ofNullable(zone.group(1)).orElse(zone.group(2)) : null;
        tzid = quoted == null || quoted.isEmpty() ? null : quoted;
    }

    /** @throws IllegalArgumentException if the value is malformed or the property is none of recurrence */
    void addTo(RecurrenceSetBuilder builder) {
        switch (name) {
            case "RRULE" -> builder.rule(RecurrenceRule.parse(value));
            case "EXRULE" -> builder.exceptRule(RecurrenceRule.parse(value));
            case "RDATE" -> values().forEach(item -> addDate(builder, item));
            case "EXDATE" -> values().forEach(item -> builder.except(time(item)));
            default -> throw new IllegalArgumentException("A recurrence line must be RRULE, EXRULE, RDATE or EXDATE");
        }
    }

    /** An empty list names nothing; some products write one. */
    private List<String> values() {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private void addDate(RecurrenceSetBuilder builder, String item) {
        int slash = item.indexOf('/');
        if (slash < 0) {
            builder.date(time(item));
            return;
        }
        EventTime start = time(item.substring(0, slash));
        String end = item.substring(slash + 1);
        builder.period(start, end.contains("P") ? after(start, end) : time(end));
    }

    private EventTime time(String text) {
        try {
            if (text.length() == 8) {
                return EventTime.on(LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE));
            }
            boolean utc = text.endsWith("Z");
            LocalDateTime local = LocalDateTime.parse(utc ? text.substring(0, text.length() - 1) : text, DATE_TIME);
            if (utc) {
                return EventTime.at(local.toInstant(ZoneOffset.UTC));
            }
            return tzid == null ? EventTime.floating(local) : new EventTime.Zoned(local, tzid);
        } catch (DateTimeException malformed) {
            throw malformed("a date or date-time as 20260105 or 20260105T090000Z", malformed);
        }
    }

    /** Days and weeks are nominal, what is shorter is exact (RFC 5545 section 3.3.6). */
    private EventTime after(EventTime start, String duration) {
        Matcher matcher = DURATION.matcher(duration);
        if (!matcher.matches()) {
            throw malformed("a duration as PT1H30M", null);
        }
        long days = number(matcher, 1) * 7 + number(matcher, 2);
        Duration exact = Duration.ofHours(number(matcher, 3))
                .plusMinutes(number(matcher, 4))
                .plusSeconds(number(matcher, 5));
        if (start instanceof EventTime.Date date) {
            return EventTime.on(date.date().plusDays(days));
        }
        if (start instanceof EventTime.Utc utc) {
            return EventTime.at(utc.instant().plus(Duration.ofDays(days)).plus(exact));
        }
        LocalDateTime local = start.toLocal().plusDays(days);
        if (start instanceof EventTime.Zoned zoned) {
            ZoneRules rules = zoned.rules().orElse(ZoneOffset.UTC.getRules());
            Instant end = local.toInstant(rules.getOffset(local)).plus(exact);
            return new EventTime.Zoned(LocalDateTime.ofInstant(end, rules.getOffset(end)), zoned.tzid());
        }
        return EventTime.floating(local.plus(exact));
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private IllegalArgumentException malformed(String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException(name + " holds a value that is not " + expected, cause);
    }
}
