package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import dev.calsync.recurrence.Expansion;
import dev.calsync.recurrence.RecurrenceSet;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What an instance of a series is as long as nobody changes it. */
final class Instances {
    private Instances() {}

    /** The instance that starts at a time, as if it were an override that changes nothing. */
    static CalendarEvent derive(CalendarEvent master, EventTime instance) {
        EventTime start = inFormOf(master.start(), instance);
        return master.toBuilder()
                .recurrenceId(instance)
                .recurrence(List.of())
                .start(start)
                .end(end(master, start))
                .build();
    }

    /** Whether the series has this instance by its rule, whatever it excludes. In doubt it has. */
    static boolean occurs(CalendarEvent master, EventTime instance) {
        CalendarEvent unexcluded = master.toBuilder()
                .recurrence(master.recurrence().stream()
                        .filter(line -> !RecurrenceDates.isExclusion(line))
                        .toList())
                .build();
        Instant start = instance.toInstant(ZoneOffset.UTC);
        try {
            Expansion found = RecurrenceSet.of(unexcluded, ZoneOffset.UTC).between(start, start.plusMillis(1));
            String key = RecurrenceDates.key(instance);
            return found.truncated()
                    || found.occurrences().stream()
                            .anyMatch(one -> RecurrenceDates.key(one.start()).equals(key));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
            return true;
        }
    }

    private static EventTime inFormOf(EventTime form, EventTime instance) {
        if (form instanceof EventTime.Zoned zoned && !(instance instanceof EventTime.Date)) {
            Optional<ZoneId> zone = zoned.zone();
            Instant instant = instance.toInstant(ZoneOffset.UTC);
            return zone.<EventTime>map(id -> new EventTime.Zoned(LocalDateTime.ofInstant(instant, id), zoned.tzid()))
                    .orElse(instance);
        }
        if (form instanceof EventTime.Utc && !(instance instanceof EventTime.Date)) {
            return EventTime.at(instance.toInstant(ZoneOffset.UTC));
        }
        return instance;
    }

    private static EventTime end(CalendarEvent master, EventTime start) {
        EventTime first = master.start();
        EventTime end = master.effectiveEnd();
        if (start instanceof EventTime.Date day
                && first instanceof EventTime.Date from
                && end instanceof EventTime.Date to) {
            LocalDate date = day.date();
            return EventTime.on(
                    date.plusDays(to.date().toEpochDay() - from.date().toEpochDay()));
        }
        Duration length = Duration.between(first.toLocal(), end.toLocal());
        if (start instanceof EventTime.Zoned zoned && end instanceof EventTime.Zoned last) {
            // Another zone at the end keeps its distance to the start's wall clock, as on the first day.
            return new EventTime.Zoned(zoned.local().plus(length), last.tzid());
        }
        if (start instanceof EventTime.Utc utc) {
            Duration real = Duration.between(first.toInstant(ZoneOffset.UTC), end.toInstant(ZoneOffset.UTC));
            return EventTime.at(utc.instant().plus(real));
        }
        return start instanceof EventTime.Floating floating
                ? EventTime.floating(floating.local().plus(length))
                : start;
    }
}
