package dev.calsync.examples.bench.caldav;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Made-up events as clients write them: about a kilobyte each, in a zone that each carries along, every tenth recurring. */
final class Bodies {
    private static final Instant FIRST = Instant.parse("2026-01-05T09:00:00Z");
    private static final String ZONE = """
            BEGIN:VTIMEZONE
            TZID:Europe/Berlin
            BEGIN:STANDARD
            DTSTART:19961027T030000
            TZOFFSETFROM:+0200
            TZOFFSETTO:+0100
            TZNAME:CET
            RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:19810329T020000
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0200
            TZNAME:CEST
            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
            END:DAYLIGHT
            END:VTIMEZONE
            """;

    private Bodies() {}

    static String uid(int number) {
        return String.format(Locale.ROOT, "bench-%06d", number);
    }

    /** The zone and the event, without the calendar around them. */
    static String event(int number, int revision) {
        Instant start = FIRST.plus(number % 500, ChronoUnit.DAYS).plus(number % 7, ChronoUnit.HOURS);
        String local = start.toString().replaceAll("[-:]", "").substring(0, 15);
        String later = start.plus(1, ChronoUnit.HOURS)
                .toString()
                .replaceAll("[-:]", "")
                .substring(0, 15);
        return "BEGIN:VEVENT\nUID:" + uid(number) + "\nDTSTAMP:20260101T000000Z\nSEQUENCE:" + revision
                + "\nSUMMARY:Planning of part " + number + ", revision " + revision
                + "\nDTSTART;TZID=Europe/Berlin:" + local + "\nDTEND;TZID=Europe/Berlin:" + later
                + (number % 10 == 0 ? "\nRRULE:FREQ=WEEKLY;COUNT=20" : "")
                + "\nLOCATION:Room " + number % 40
                + "\nDESCRIPTION:What was left open last time\\, what is new\\, and who does what until when."
                + "\nCATEGORIES:WORK,PLANNING\nX-BENCH-NOTE:kept as it is\nTRANSP:OPAQUE"
                + "\nBEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Soon\nTRIGGER:-PT10M\nEND:VALARM\nEND:VEVENT\n";
    }

    /** A resource of its own. */
    static String resource(int number, int revision) {
        return calendar(event(number, revision));
    }

    static String calendar(String events) {
        return ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Calsync//bench//EN\n" + ZONE + events + "END:VCALENDAR\n")
                .replace("\n", "\r\n");
    }

    /** An event as a host makes it. */
    static EventSeries series(int number) {
        LocalDateTime start = LocalDateTime.of(2026, 1, 5, 9, 0).plusDays(number % 500);
        ZoneId zone = ZoneId.of("Europe/Berlin");
        return EventSeries.of(CalendarEvent.builder(uid(number))
                .summary("Planning of part " + number)
                .description(
                        Description.plain("What was left open last time, what is new, and who does what until when."))
                .location("Room " + number % 40)
                .start(EventTime.at(start, zone))
                .end(EventTime.at(start.plusHours(1), zone))
                .build());
    }
}
