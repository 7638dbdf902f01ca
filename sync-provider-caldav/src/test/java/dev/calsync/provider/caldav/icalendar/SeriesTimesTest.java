package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.recurrence.RecurrenceSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the times of a series mean once it is read, in the forms that calendars in the wild write them. */
class SeriesTimesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-12-31T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Berlin | RRULE:FREQ=DAILY;COUNT=4~EXDATE:20260328T080000Z | 27T08 29T07 30T07",
                "Berlin | RRULE:FREQ=DAILY;COUNT=4~EXDATE;TZID=Europe/Berlin:20260329T090000 | 27T08 28T08 30T07",
                "Berlin | RRULE:FREQ=DAILY;COUNT=3~EXDATE;TZID=America/New_York:20260328T040000 | 27T08 29T07",
                "Berlin | RDATE:20260331T100000Z~RDATE;TZID=Europe/Berlin:20260330T090000 | 27T08 30T07 31T10",
                "Berlin | RDATE;VALUE=PERIOD:20260331T100000Z/PT2H | 27T08 31T10",
                "Berlin | RRULE:FREQ=DAILY;UNTIL=20260329T070000Z | 27T08 28T08 29T07",
                "Berlin | RRULE:FREQ=DAILY;UNTIL=20260329T065959Z | 27T08 28T08",
                "Berlin | RRULE:FREQ=DAILY;UNTIL=20260329 | 27T08 28T08 29T07",
                "Berlin | RRULE:FREQ=DAILY;UNTIL=20260329T090000 | 27T08 28T08 29T07",
                "day | RRULE:FREQ=DAILY;UNTIL=20260329 | 27T00 28T00 29T00",
                "day | RRULE:FREQ=DAILY;UNTIL=20260329T000000Z | 27T00 28T00 29T00",
                "day | RRULE:FREQ=DAILY;COUNT=3~EXDATE;VALUE=DATE:20260328 | 27T00 29T00",
                "UTC | RRULE:FREQ=DAILY;COUNT=3~EXDATE: | 27T09 28T09 29T09"
            })
    void recurrence_meansThesePointsInTime(String start, String lines, String expected) {
        String startLine = switch (start) {
            case "Berlin" -> "DTSTART;TZID=Europe/Berlin:20260327T090000";
            case "day" -> "DTSTART;VALUE=DATE:20260327";
            default -> "DTSTART:20260327T090000Z";
        };
        CalendarEvent event = master(event(startLine, lines.split("~")));
        assertThat(starts(event)).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "W. Europe Standard Time, Europe/Berlin",
        "w. europe standard time, Europe/Berlin",
        "Central Standard Time (Mexico), America/Mexico_City",
        "UTC+12, UTC+12",
        "Europe/Berlin, Europe/Berlin",
        "/freeassociation.example/Europe/Berlin, /freeassociation.example/Europe/Berlin",
        "Nowhere Standard Time, Nowhere Standard Time"
    })
    void zoneNamesOfWindows_areZones(String tzid, String model) {
        CalendarEvent event = master(event(
                "DTSTART;TZID=\"" + tzid + "\":20260301T090000",
                "RRULE:FREQ=DAILY;COUNT=2",
                "EXDATE;TZID=\"" + tzid + "\":20260302T090000"));
        assertThat(((EventTime.Zoned) event.start()).tzid()).isEqualTo(model);
        assertThat(starts(event)).hasSize(1);
    }

    @Test
    void anEdit_keepsTheResourcesOwnWindowsName() {
        String zone = "W. Europe Standard Time";
        String text = calendar(
                "BEGIN:VTIMEZONE",
                "TZID:" + zone,
                "BEGIN:STANDARD",
                "DTSTART:16010101T030000",
                "TZOFFSETFROM:+0200",
                "TZOFFSETTO:+0100",
                "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
                "END:STANDARD",
                "END:VTIMEZONE",
                "BEGIN:VEVENT",
                "UID:1",
                "DTSTART;TZID=" + zone + ":20260301T090000",
                "DURATION:PT1H",
                "END:VEVENT");
        EventSeries before = ICalendar.parse(text);
        EventSeries after = before.map(event -> event.toBuilder()
                .start(new EventTime.Zoned(event.start().toLocal().plusDays(1), "Europe/Berlin"))
                .end(new EventTime.Zoned(event.start().toLocal().plusDays(1).plusHours(1), "Europe/Berlin"))
                .build());

        String laid = ICalendar.lay(text, before, after, NOW);

        assertThat(laid).contains("DTSTART;TZID=" + zone + ":20260302T090000").doesNotContain("Europe/Berlin");
        assertThat(master(laid).start()).isEqualTo(master(after).start());
    }

    /** A zone that only the resource knows goes by the resource's rules, and keeps name and rules in the text. */
    @Test
    void zoneThatOnlyTheResourceKnows_goesByItsOwnRules_andIsKept() {
        String text = calendar(
                "BEGIN:VTIMEZONE",
                "TZID:Our own",
                "BEGIN:STANDARD",
                "DTSTART:19700101T000000",
                "TZOFFSETFROM:+0537",
                "TZOFFSETTO:+0537",
                "END:STANDARD",
                "END:VTIMEZONE",
                "BEGIN:VEVENT",
                "UID:1",
                "DTSTART;TZID=Our own:20260327T090000",
                "RRULE:FREQ=DAILY;COUNT=2",
                "END:VEVENT");
        CalendarEvent event = master(text);
        assertThat(((EventTime.Zoned) event.start()).tzid()).isEqualTo("<+0537>-5:37");
        assertThat(starts(event)).containsExactly("27T03", "28T03");
        EventSeries before = ICalendar.parse(text);
        String laid = ICalendar.lay(
                text, before, before.map(each -> each.toBuilder().summary("x").build()), NOW);
        assertThat(laid).contains("TZOFFSETTO:+0537").contains("DTSTART;TZID=Our own:20260327T090000");
        String moved = ICalendar.lay(
                text,
                before,
                before.map(each -> each.toBuilder()
                        .start(new EventTime.Zoned(each.start().toLocal().plusDays(1), "<+0537>-5:37"))
                        .build()),
                NOW);
        assertThat(moved).contains("DTSTART;TZID=Our own:20260328T090000");
    }

    /** Copied to where its resource is not, a zone of its own brings its rules along. */
    @Test
    void zoneThatOnlyTheResourceKnows_isWrittenAnew() {
        EventSeries series = ICalendar.parse(calendar(
                "BEGIN:VTIMEZONE",
                "TZID:Office",
                "BEGIN:STANDARD",
                "DTSTART:20001105T030000",
                "TZOFFSETFROM:+0300",
                "TZOFFSETTO:+0130",
                "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
                "END:STANDARD",
                "BEGIN:DAYLIGHT",
                "DTSTART:20000327T020000",
                "TZOFFSETFROM:+0130",
                "TZOFFSETTO:+0300",
                "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1MO",
                "END:DAYLIGHT",
                "END:VTIMEZONE",
                "BEGIN:VEVENT",
                "UID:1",
                "DTSTART;TZID=Office:20260329T090000",
                "RRULE:FREQ=DAILY;COUNT=3",
                "END:VEVENT"));
        assertThat(starts(master(series))).containsExactly("29T07", "30T06", "31T06");

        String written = ICalendar.write(series, NOW);

        assertThat(written).contains("BEGIN:VTIMEZONE", "TZOFFSETTO:+0130", "BYMONTH=3;BYDAY=-1MO");
        assertThat(starts(master(written))).containsExactly("29T07", "30T06", "31T06");
    }

    @Test
    void orphansAndRanges_areKeptWhileOthersAreEdited() {
        String text = calendar(
                "BEGIN:VEVENT",
                "UID:1",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20260328T090000Z",
                "DTSTART:20260328T100000Z",
                "DURATION:PT1H",
                "END:VEVENT",
                "BEGIN:VEVENT",
                "UID:1",
                "RECURRENCE-ID:20260330T090000Z",
                "DTSTART:20260330T110000Z",
                "DURATION:PT1H",
                "END:VEVENT");
        EventSeries before = ICalendar.parse(text);
        assertThat(before.master()).isNull();
        assertThat(before.overrides()).hasSize(2);
        CalendarEvent second = before.overrides().get(1);

        String laid = ICalendar.lay(
                text, before, before.with(second.toBuilder().summary("x").build()), NOW);

        assertThat(laid)
                .contains("RECURRENCE-ID;RANGE=THISANDFUTURE:20260328T090000Z")
                .contains("SUMMARY:x");
        assertThat(ICalendar.parse(laid).overrides()).hasSize(2);
    }

    /** Lengths below nothing and beyond reason neither fail nor multiply. */
    @ParameterizedTest
    @CsvSource({"-PT1H", "PT0S", "P3650D", "-P52W", "PT999999999S"})
    void oddDurations_expandOnce(String duration) {
        CalendarEvent event =
                master(event("DTSTART:20260327T090000Z", "DURATION:" + duration, "RRULE:FREQ=DAILY;COUNT=2"));
        assertThat(starts(event)).containsExactly("27T09", "28T09");
        assertThat(ICalendar.parse(ICalendar.write(ICalendar.parse(text(event)), NOW))
                        .events())
                .hasSize(1);
    }

    private static String text(CalendarEvent event) {
        return ICalendar.write(EventSeries.of(event), NOW);
    }

    /** Day and hour of each start in March 2026, in UTC. */
    private static List<String> starts(CalendarEvent event) {
        return RecurrenceSet.of(event, ZoneOffset.UTC).between(FROM, TO).occurrences().stream()
                .map(each -> each.start().toInstant(ZoneOffset.UTC).toString().substring(8, 13))
                .toList();
    }

    private static CalendarEvent master(String text) {
        return master(ICalendar.parse(text));
    }

    private static CalendarEvent master(EventSeries series) {
        return Objects.requireNonNull(series.master());
    }

    private static String event(String start, String... lines) {
        return calendar("BEGIN:VEVENT", "UID:1", start, String.join("\r\n", lines), "END:VEVENT");
    }

    private static String calendar(String... lines) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + String.join("\r\n", lines) + "\r\nEND:VCALENDAR\r\n";
    }
}
