package dev.calsync.schedule;

import dev.calsync.job.JobStatus;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a {@link SyncCondition} is judged on: one calendar at one moment.
 *
 * @param now the moment
 * @param attributes the calendar's properties: those of {@link #attributes(RemoteCalendar, ProviderId)}, and
 *     {@code color} and {@code timeZone} where the provider tells them
 * @param lastOutcome how the calendar's last run ended; empty if none has ended yet
 * @param hadEventsSince answers whether the calendar has an event that took place, wholly or in part, between an instant
 *     and {@code now}; asked only if a condition needs to know
 */
public record CalendarFacts(
        Instant now,
        Map<String, String> attributes,
        Optional<JobStatus> lastOutcome,
        Predicate<Instant> hadEventsSince) {

    /** Copies the attributes. */
    public CalendarFacts {
        attributes = Map.copyOf(attributes);
    }

    /**
     * What every provider tells of a calendar: {@code name}, {@code calendar} (its reference's text), {@code account}
     * (the account's id), {@code provider}, {@code writable} ({@code true} or {@code false}).
     */
    public static Map<String, String> attributes(RemoteCalendar calendar, ProviderId provider) {
        return Map.of(
                "name", calendar.displayName(),
                "calendar", calendar.ref().toString(),
                "account", calendar.ref().account().value(),
                "provider", provider.value(),
                "writable", String.valueOf(calendar.writable()));
    }

    /** Shows the moment and the last outcome only. */
    @Override
    public String toString() {
        return "CalendarFacts[" + now + ", " + lastOutcome + "]";
    }
}
