package dev.calsync.examples.quickstart;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import dev.calsync.provider.google.testing.FakeCalendar;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * What is in the Google calendar before the story begins: single events, and a weekly series of which one instance was
 * moved and one called off.
 *
 * @param monday the week that the story is about
 */
record GoogleSeeds(LocalDate monday) {
    static final int EVENTS = 240;
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    void plant(FakeCalendar team) {
        for (int i = 0; i < EVENTS - 1; i++) {
            team.put(json("Meeting " + i, monday.plusDays(i % 90), 8 + i % 9, ""));
        }
        String weekly = team.put(json("Weekly", monday, 10, ",\"recurrence\":[\"RRULE:FREQ=WEEKLY;COUNT=10\"]"));
        team.patch(instance(weekly, 1), json("Weekly, moved", monday.plusWeeks(1), 15, ""));
        team.delete(instance(weekly, 2));
    }

    /** The id of the instance of the weekly series in the week with this number, counted from 0. */
    String instance(String series, int week) {
        OffsetDateTime start =
                start(monday.plusWeeks(week), 10).toOffsetDateTime().withOffsetSameInstant(ZoneOffset.UTC);
        return series + "_" + BASIC.format(start);
    }

    private static ZonedDateTime start(LocalDate day, int hour) {
        return day.atTime(hour, 0).atZone(Seeds.ZONE);
    }

    private static String json(String title, LocalDate day, int hour, String more) {
        return "{\"summary\":\"" + title + "\",\"start\":" + time(start(day, hour)) + ",\"end\":"
                + time(start(day, hour + 1)) + more + "}";
    }

    private static String time(ZonedDateTime time) {
        return "{\"dateTime\":\"" + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time) + "\",\"timeZone\":\""
                + Seeds.ZONE.getId() + "\"}";
    }

    /** An event that is made here. */
    static CalendarEvent event(String uid, String title, LocalDate day) {
        return CalendarEvent.builder(uid)
                .summary(title)
                .start(EventTime.at(day.atTime(9, 0), Seeds.ZONE))
                .end(EventTime.at(day.atTime(10, 0), Seeds.ZONE))
                .build();
    }
}
