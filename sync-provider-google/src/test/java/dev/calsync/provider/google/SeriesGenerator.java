package dev.calsync.provider.google;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random series that Google can hold without a loss, apart from what is said where they are used. */
final class SeriesGenerator {
    private static final List<String> TEXTS = List.of(
            "Stand-up",
            "Ünïcödé 日本語 🎉",
            "a \"quoted\" \\ text",
            "1 < 2 & 3 > 2",
            "<b>bold</b>",
            "line one\nline two",
            "&nbsp;");
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "Australia/Lord_Howe");

    private final Random random;

    SeriesGenerator(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** A single event, or a series with up to two overrides and exclusions. */
    EventSeries series(String uid) {
        EventTime start = start();
        EventBuilder master = CalendarEvent.builder(uid).start(start).end(after(start, 1 + below(5)));
        fields(master);
        if (!oneIn(3)) {
            return EventSeries.of(master.build());
        }
        List<String> lines = new ArrayList<>(List.of("RRULE:FREQ=DAILY;COUNT=12"));
        if (oneIn(2)) {
            lines.addAll(RecurrenceDates.excluding(List.of(), List.of(later(start, 3), later(start, 4))));
        }
        CalendarEvent whole = master.recurrence(lines).build();
        List<CalendarEvent> overrides = new ArrayList<>();
        for (int day = 1; day <= below(3); day++) {
            overrides.add(override(whole, later(start, day)));
        }
        return EventSeries.of(whole, overrides);
    }

    CalendarEvent override(CalendarEvent master, EventTime instance) {
        EventBuilder override = Instances.derive(master, instance).toBuilder();
        override.summary("moved " + below(1000));
        if (oneIn(2)) {
            override.location("Room " + below(100));
        }
        if (oneIn(3)) {
            EventTime start = hours(instance, 2);
            override.start(start).end(after(start, 1));
        }
        return override.build();
    }

    /** The same with a few fields changed. */
    CalendarEvent edited(CalendarEvent event) {
        EventBuilder next = event.toBuilder();
        switch (below(4)) {
            case 0 -> next.summary("edited " + below(1000));
            case 1 -> next.description(Description.NONE).location("edited " + below(1000));
            case 2 -> fields(next);
            default -> next.reminders(List.of()).categories(new TreeSet<>(List.of("edited")));
        }
        return next.build();
    }

    EventTime start() {
        LocalDateTime local = LocalDateTime.of(2026, 1 + below(12), 1 + below(28), below(24), 15 * below(4));
        return switch (below(6)) {
            case 0 -> EventTime.on(local.toLocalDate());
            case 1 -> EventTime.at(local.toInstant(ZoneOffset.UTC));
            case 2 -> EventTime.floating(local);
            default -> zoned(local, ZoneId.of(any(ZONES)));
        };
    }

    /** What falls into a gap of daylight saving time comes back as the time after it. */
    private static EventTime zoned(LocalDateTime local, ZoneId zone) {
        return EventTime.at(local.atZone(zone).toLocalDateTime(), zone);
    }

    static EventTime later(EventTime time, int days) {
        return hours(time, 24 * days);
    }

    private static EventTime hours(EventTime time, int hours) {
        if (time instanceof EventTime.Date day) {
            return EventTime.on(day.date().plusDays(hours / 24));
        }
        if (time instanceof EventTime.Zoned zoned) {
            return zoned(zoned.local().plusHours(hours), zoned.zone().orElseThrow());
        }
        return time instanceof EventTime.Utc utc
                ? EventTime.at(utc.instant().plus(Duration.ofHours(hours)))
                : EventTime.floating(time.toLocal().plusHours(hours));
    }

    private static EventTime after(EventTime start, int units) {
        return start instanceof EventTime.Date day ? EventTime.on(day.date().plusDays(units)) : hours(start, units);
    }

    private void fields(EventBuilder event) {
        event.summary(oneIn(5) ? "" : any(TEXTS));
        event.description(
                switch (below(4)) {
                    case 0 -> Description.html(any(TEXTS));
                    case 1 -> Description.plain(any(TEXTS));
                    default -> Description.NONE;
                });
        event.location(oneIn(2) ? "" : any(TEXTS));
        event.status(oneIn(5) ? EventStatus.TENTATIVE : EventStatus.CONFIRMED);
        event.transparency(any(List.of(Transparency.values())));
        event.visibility(any(List.of(Visibility.values())));
        event.reminders(reminders());
        event.categories(
                oneIn(2)
                        ? new TreeSet<>()
                        : new TreeSet<>(List.of("Work", any(TEXTS).replace("\n", " "))));
        event.conferenceLink(oneIn(4) ? "https://meet.example.com/" + below(1000) : null);
        event.url(
                switch (below(4)) {
                    case 0 -> "https://example.com/page?a=" + below(100);
                    case 1 -> "urn:uuid:" + below(100);
                    default -> null;
                });
        event.extras(extras());
    }

    private List<Reminder> reminders() {
        List<Reminder> reminders = new ArrayList<>();
        for (int i = below(7); i > 1; i--) {
            reminders.add(new Reminder(
                    any(List.of(Reminder.Method.values())), Duration.ofSeconds(30L * i * (below(4000) - 200))));
        }
        return reminders;
    }

    private Extras extras() {
        TreeMap<String, List<String>> extras = new TreeMap<>();
        if (oneIn(3)) {
            extras.put("colorId", List.of("\"" + (1 + below(11)) + "\""));
        }
        if (oneIn(4)) {
            extras.put("guestsCanInviteOthers", List.of("false"));
        }
        return Extras.of(extras);
    }

    /** People as Google keeps them: by mail, required or not, with one of four answers. */
    List<Attendee> attendees() {
        List<Attendee> attendees = new ArrayList<>();
        for (int i = below(3); i >= 0; i--) {
            attendees.add(new Attendee(
                    new Person("mailto:guest" + i + "@example.com", oneIn(2) ? "Guest " + i : null),
                    any(List.of(AttendeeRole.REQUIRED, AttendeeRole.OPTIONAL, AttendeeRole.RESOURCE)),
                    any(List.of(
                            ParticipationStatus.NEEDS_ACTION,
                            ParticipationStatus.ACCEPTED,
                            ParticipationStatus.DECLINED,
                            ParticipationStatus.TENTATIVE)),
                    false));
        }
        return attendees;
    }
}
