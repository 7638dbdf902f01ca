package dev.calsync.examples.quickstart;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/** What is on the server before we come: three calendars, about the week that begins with a certain Monday. */
final class Seeds {
    static final String USER = "demo";
    static final String PASSWORD = "demo password";
    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static final int MEETINGS = 140;

    private final LocalDate monday;
    private final Instant written;

    /** @param written when the server's events were last written */
    Seeds(LocalDate monday, Instant written) {
        this.monday = monday;
        this.written = written;
    }

    void plant(FakeCalDavServer server) {
        server.user(USER, PASSWORD);
        team(server.createCalendar(USER, "team", "Team"));
        home(server.createCalendar(USER, "private", "Private"));
        travel(server.createCalendar(USER, "travel", "Travel"));
    }

    private void team(FakeCalendar team) {
        CalendarEvent standUp = meeting("stand-up", "Stand-up", monday, 9)
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=5"))
                .build();
        CalendarEvent moved = meeting("stand-up", "Stand-up, after the review", monday.plusDays(2), 15)
                .recurrenceId(at(monday.plusDays(2), 9))
                .build();
        put(team, EventSeries.of(standUp, List.of(moved)));
        put(team, once(meeting("review", "Review", monday.plusDays(2), 13)));
        put(team, once(meeting("planning", "Planning", monday.plusDays(1), 11)));
        put(team, once(meeting("lunch", "Lunch", monday.plusDays(3), 12)));
        team.put("deploy.ics", foreign());
        for (int i = 1; i <= MEETINGS; i++) {
            LocalDate day = monday.plusWeeks(1).plusDays(i);
            put(team, once(meeting("meeting-" + i, "Meeting " + i, day, 8 + i % 9)));
        }
    }

    /** As another vendor's client would write it, with properties that nobody but that client knows. */
    private String foreign() {
        String day = monday.plusDays(4).toString().replace("-", "");
        return String.join(
                "\r\n",
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Example Vendor//Client 7//EN",
                "BEGIN:VEVENT",
                "UID:deploy",
                "DTSTAMP:20260101T000000Z",
                "DTSTART:" + day + "T130000Z",
                "DTEND:" + day + "T140000Z",
                "SUMMARY:Deploy",
                "X-VENDOR-TICKET;X-PRIO=1:OPS-4711",
                "X-VENDOR-COLOR:#ff8800",
                "END:VEVENT",
                "END:VCALENDAR",
                "");
    }

    private void home(FakeCalendar home) {
        put(
                home,
                once(allDay("birthday", "Ada's birthday", monday.plusDays(1), 1)
                        .recurrence(List.of("RRULE:FREQ=YEARLY"))));
        put(home, once(allDay("trip", "Hiking", monday.plusDays(5), 2)));
        put(home, once(meeting("dentist", "Dentist", monday, 17)));
    }

    private void travel(FakeCalendar travel) {
        put(travel, once(meeting("train", "Train to Hamburg", monday.plusDays(3), 16)));
        put(travel, once(meeting("hotel", "Hotel", monday.plusDays(3), 20)));
    }

    private void put(FakeCalendar calendar, EventSeries series) {
        calendar.put(series.uid() + ".ics", ICalendar.write(series, written));
    }

    private static EventSeries once(EventBuilder event) {
        return EventSeries.of(event.build());
    }

    /** An hour's meeting. */
    static EventBuilder meeting(String uid, String title, LocalDate day, int hour) {
        return CalendarEvent.builder(uid).summary(title).start(at(day, hour)).end(at(day, hour + 1));
    }

    private static EventBuilder allDay(String uid, String title, LocalDate day, int days) {
        return CalendarEvent.builder(uid)
                .summary(title)
                .start(EventTime.on(day))
                .end(EventTime.on(day.plusDays(days)));
    }

    private static EventTime at(LocalDate day, int hour) {
        return EventTime.at(LocalDateTime.of(day, LocalTime.of(hour, 0)), ZONE);
    }
}
