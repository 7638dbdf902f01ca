package dev.calsync.reconcile;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Small events to merge. */
final class Events {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final Instant EARLY = Instant.parse("2026-03-01T10:00:00Z");
    static final Instant LATE = Instant.parse("2026-03-02T10:00:00Z");

    private Events() {}

    static EventTime at(int day, int hour) {
        return EventTime.at(LocalDateTime.of(2026, 3, day, hour, 0), BERLIN);
    }

    static EventBuilder event() {
        return CalendarEvent.builder("uid-1").summary("Standup").start(at(2, 9)).end(at(2, 10));
    }

    static EventBuilder daily() {
        return event().recurrence(List.of("RRULE:FREQ=DAILY;COUNT=20"));
    }

    static EventBuilder override(int day) {
        return CalendarEvent.builder("uid-1")
                .recurrenceId(at(day, 9))
                .summary("Standup, moved")
                .start(at(day, 11))
                .end(at(day, 12));
    }

    static EventSeries series(EventBuilder master, EventBuilder... overrides) {
        return EventSeries.of(
                master.build(),
                List.of(overrides).stream().map(EventBuilder::build).toList());
    }

    static EventSeries edit(EventSeries series, UnaryOperator<EventBuilder> change) {
        CalendarEvent master = series.master();
        return series.with(change.apply((master == null ? series.overrides().get(0) : master).toBuilder())
                .build());
    }

    static EventSeries without(EventSeries series, EventTime instance) {
        return new EventSeries(
                series.uid(),
                series.master(),
                series.overrides().stream()
                        .filter(override -> !instance.equals(override.recurrenceId()))
                        .toList());
    }

    static Attendee guest(String address, ParticipationStatus status) {
        return new Attendee(new Person(address, null), AttendeeRole.REQUIRED, status, true);
    }

    static Extras extras(String name, String... lines) {
        return Extras.of(Map.of(name, List.of(lines)));
    }
}
