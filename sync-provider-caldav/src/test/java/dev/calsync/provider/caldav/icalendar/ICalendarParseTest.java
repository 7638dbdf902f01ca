package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Reminder;
import dev.calsync.model.Visibility;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ICalendarParseTest {
    private static final String START = "DTSTART:20260101T090000Z";

    private final ICalendarCodec codec = new ICalendarCodec("-//Calsync//EN", ICalendarLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"radicale", "xandikos", "cyrus"})
    void recordedResourcesOfRealServersAreRead(String server) throws IOException {
        EventSeries weekly = series(recorded(server + "-24-get-2"));
        CalendarEvent master = Objects.requireNonNull(weekly.master());
        assertThat(master.summary()).isEqualTo("Wöchentlich 漢字 , mit Komma");
        assertThat(master.start()).isEqualTo(berlin("2026-12-02T09:00"));
        assertThat(master.recurrence())
                .containsExactlyInAnyOrder("RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE;TZID=Europe/Berlin:20261209T090000");
        assertThat(master.reminders()).containsExactly(new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(10)));
        assertThat(master.extras().get("X-FOO")).containsExactly("X-FOO:bar");
        CalendarEvent moved = weekly.override(berlin("2026-12-16T09:00")).orElseThrow();
        assertThat(moved.start()).isEqualTo(berlin("2026-12-16T11:00"));
    }

    /** As text in XML has them: line feeds alone; expanded by the server, the first instance as a master. */
    @Test
    void recordedExpandedInstancesAreRead() throws IOException {
        EventSeries expanded = series(recorded("cyrus-33-query-expand"));
        assertThat(expanded.events())
                .extracting(CalendarEvent::start)
                .containsExactly(
                        time("2026-12-02T08:00:00Z"),
                        time("2026-12-16T10:00:00Z"),
                        time("2026-12-23T08:00:00Z"),
                        time("2026-12-30T08:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DTSTART:20260101T090000Z | 2026-01-01T09:00:00Z",
                "DTSTART;TZID=Europe/Berlin:20260101T090000Z | 2026-01-01T09:00:00Z",
                "DTSTART;VALUE=DATE:20260101 | 2026-01-01",
                "DTSTART:20260101 | 2026-01-01",
                "DTSTART;VALUE=DATE:20260101T000000 | 2026-01-01",
                "DTSTART:20260101T090000 | 2026-01-01T09:00",
                "DTSTART;TZID=\"Europe/Berlin\":20260101t090000 | 2026-01-01T09:00 Europe/Berlin",
                "DTSTART;TZID=Custom:20260101T235960 | 2026-01-01T23:59:59 Custom",
                "DTSTART;TZID=:20260101T240000 | 2026-01-02T00:00",
                "DTSTART;X-A=b;TZID=/a.org/20250101/Europe/Berlin:20260101T0900 00 | !",
                "DTSTART:20261301T090000Z | !",
                "DTSTART:2026-01-01T09:00:00 | !",
                "DTSTART: | !",
            })
    void startsAreRead(String line, String expected) {
        ParseResult result = codec.parse(event(line));
        if (expected.equals("!")) {
            assertThat(result).isEqualTo(new ParseResult.Unreadable("DTSTART is no time", 5));
            return;
        }
        EventTime start = Objects.requireNonNull(series(event(line)).master()).start();
        assertThat(start).isEqualTo(time(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DTSTART:20260101T090000Z | PT90M | 2026-01-01T10:30:00Z",
                "DTSTART;VALUE=DATE:20260101 | P2D | 2026-01-03",
                "DTSTART;VALUE=DATE:20260101 | PT24H | 2026-01-02",
                "DTSTART;TZID=Europe/Berlin:20260328T120000 | P1D | 2026-03-29T12:00 Europe/Berlin",
                "DTSTART;TZID=Europe/Berlin:20260328T120000 | PT24H | 2026-03-29T13:00 Europe/Berlin",
                "DTSTART;TZID=Custom:20260328T120000 | PT24H | 2026-03-29T12:00 Custom",
                "DTSTART:20260328T120000 | -PT1H | 2026-03-28T11:00",
                "DTSTART:20260328T120000 | P9999999999W | DURATION leads beyond the year 9999",
                "DTSTART:20260328T120000 | soon | DURATION is no duration",
            })
    void endsAreComputedFromDurations(String start, String duration, String expected) {
        ParseResult result = codec.parse(event(start, "DURATION:" + duration));
        if (expected.startsWith("DURATION")) {
            assertThat(result).isEqualTo(new ParseResult.Unreadable(expected, 6));
        } else {
            assertThat(master(start, "DURATION:" + duration).end()).isEqualTo(time(expected));
        }
    }

    @Test
    void everyFieldIsRead() {
        CalendarEvent event = master(
                START,
                "SUMMARY;LANGUAGE=de:a\\, b",
                "SUMMARY:second",
                "STATUS:tentative",
                "CLASS:X-SECRET",
                "TRANSP:TRANSPARENT",
                "ORGANIZER;CN=Boss:mailto:boss@example.com",
                "ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:room@example.com",
                "ATTENDEE;ROLE=OPT-PARTICIPANT;RSVP=TRUE:mailto:opt@example.com",
                "CATEGORIES:b,a",
                "CATEGORIES:c",
                "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.com/1",
                "CONFERENCE;VALUE=URI:tel:+1",
                "SEQUENCE:nonsense",
                "CREATED:20260101T000000Z",
                "LAST-MODIFIED:never");
        assertThat(event.summary()).isEqualTo("a, b");
        assertThat(event.status()).isEqualTo(EventStatus.TENTATIVE);
        assertThat(event.visibility()).isEqualTo(Visibility.PRIVATE);
        assertThat(event.attendees().get(0).role()).isEqualTo(AttendeeRole.RESOURCE);
        assertThat(event.attendees().get(1).rsvp()).isTrue();
        assertThat(event.categories()).containsExactly("a", "b", "c");
        assertThat(event.conferenceLink()).isEqualTo("https://meet.example.com/1");
        assertThat(event.extras().values().keySet()).containsExactly("CONFERENCE");
        assertThat(event.sequence()).isZero();
        assertThat(event.created()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.updated()).isNull();
    }

    @Test
    void onlyPlainReminders_areReminders() {
        CalendarEvent event = master(
                START,
                "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=START:-P1DT1H\r\nX-ID:1\r\nEND:VALARM",
                "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=END:PT0S\r\nEND:VALARM",
                "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT5M\r\nREPEAT:2\r\nDURATION:PT1M\r\nEND:VALARM",
                "BEGIN:VALARM\r\nACTION:NONE\r\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\r\nEND:VALARM");
        assertThat(event.reminders()).containsExactly(new Reminder(Reminder.Method.DISPLAY, Duration.ofHours(25)));
        assertThat(event.extras().get("VALARM")).hasSize(3);
        assertThat(event.extras().get("VALARM").get(2))
                .isEqualTo("BEGIN:VALARM\nACTION:NONE\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\nEND:VALARM");
    }

    @Test
    void markupCountsWhileItSaysTheSameAsThePlainText() {
        String html = "X-ALT-DESC;FMTTYPE=text/html:<p>Hello <b>you</b></p>";
        assertThat(master(START, html, "DESCRIPTION:Hello\\nyou").description())
                .isEqualTo(Description.html("<p>Hello <b>you</b></p>"));
        CalendarEvent edited = master(START, html, "DESCRIPTION:Hello me");
        assertThat(edited.description()).isEqualTo(Description.plain("Hello me"));
        assertThat(edited.extras().get("X-ALT-DESC")).containsExactly(html);
    }

    @Test
    void aZoneOfTheResource_isTheOneItsLocationNames() {
        String text = calendar(
                "BEGIN:VTIMEZONE\r\nTZID:W. Europe\\, custom\r\nX-LIC-LOCATION:Europe/Berlin\r\nEND:VTIMEZONE",
                "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=\"W. Europe, custom\":20260101T090000\r\n"
                        + "EXDATE;TZID=\"W. Europe, custom\":20260102T090000\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT");
        CalendarEvent event = Objects.requireNonNull(series(text).master());
        assertThat(event.start()).isEqualTo(berlin("2026-01-01T09:00"));
        assertThat(event.recurrence()).containsExactly("EXDATE;TZID=Europe/Berlin:20260102T090000", "RRULE:FREQ=DAILY");
    }

    @Test
    void ofSeveralCopiesOfAnInstance_theNewestCounts() {
        String text = calendar(
                vevent("1", "RECURRENCE-ID:20260102T090000Z", "SUMMARY:old", "SEQUENCE:1"),
                vevent("1", "RECURRENCE-ID;TZID=Europe/Berlin:20260102T100000", "SUMMARY:new", "SEQUENCE:2"),
                vevent(
                        "1",
                        "RECURRENCE-ID:20260102T090000Z",
                        "SUMMARY:older",
                        "SEQUENCE:0",
                        "DTSTAMP:20300101T000000Z"));
        assertThat(series(text).overrides()).hasSize(1);
        assertThat(series(text).overrides().get(0).summary()).isEqualTo("new");
    }

    @Test
    void aRuleInsideAnOverrideMeansNothing_aRangeIsAnExtra() {
        EventSeries series = series(calendar(vevent(
                "1",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20260102T090000Z",
                "RRULE:FREQ=DAILY",
                "EXDATE:20260103T090000Z")));
        CalendarEvent orphan = series.overrides().get(0);
        assertThat(series.master()).isNull();
        assertThat(orphan.recurrence()).isEmpty();
        assertThat(orphan.extras().get("RECURRENCE-ID"))
                .containsExactly("RECURRENCE-ID;RANGE=THISANDFUTURE:20260102T090000Z");
    }

    @Test
    void writersThatAreSloppyWithLinesAreRead() {
        String text = event(START, "SUMMARY:one two", "X-FOO:1");
        String expected = "one two";
        for (String sloppy : new String[] {
            text.replace("\r\n", "\n"),
            text.replace("\r\n", "\r"),
            text.replace("\r\n", "\r\r\n"),
            "\uFEFF" + text,
            "\r\n\r\n" + text.replace("SUMMARY", "\r\nSUMMARY") + "\r\n  \r\n",
            text.replace("one two", "one\r\n  two"),
            text.replace("one two", "one\n\t two"),
            text.replace("one two", "o\r\n ne\r\n \r\n  two"),
            text.replace("SUMMARY", "summary").replace("BEGIN:VEVENT", "begin:vevent "),
            text.stripTrailing()
        }) {
            assertThat(Objects.requireNonNull(series(sloppy).master()).summary())
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatIsNoEvent_isSaidAsSuch() {
        assertThat(codec.parse(calendar("BEGIN:VTODO\r\nUID:1\r\nEND:VTODO")))
                .isEqualTo(new ParseResult.NotAnEvent("VTODO"));
        assertThat(codec.parse("BEGIN:VCALENDAR\nEND:VCALENDAR")).isEqualTo(new ParseResult.NotAnEvent("VCALENDAR"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the text is empty | 0",
                "<html>nope</html> | a line is no content line: no property name with a colon | 1",
                "BEGIN:VCARD~END:VCARD | the text does not begin with BEGIN:VCALENDAR | 1",
                "BEGIN:VCALENDAR~BEGIN:VEVENT~UID:1 | END:VEVENT is missing | 2",
                "BEGIN:VCALENDAR~BEGIN:VEVENT~END:VCALENDAR | END does not belong to BEGIN:VEVENT | 3",
                "BEGIN:VCALENDAR~END:VCALENDAR~BEGIN:VCALENDAR~END:VCALENDAR | there is more behind END:VCALENDAR | 3",
                "BEGIN:VCALENDAR~VERSION:1.0~END:VCALENDAR | VERSION is that of vCalendar, which is another format | 2",
                "BEGIN:VCALENDAR~BEGIN:VEVENT~DTSTART:20260101~END:VEVENT~END:VCALENDAR | an event has no UID | 2",
                "BEGIN:VCALENDAR~BEGIN:VEVENT~UID:1~END:VEVENT~END:VCALENDAR | an event has no DTSTART | 2",
                "BEGIN:VCALENDAR~SUMMARY;X=1~END:VCALENDAR | SUMMARY has no colon | 2",
                "BEGIN:VCALENDAR~BEGIN:VEVENT~UID:1~DTSTART:20260101~DTEND:20260101T090000Z~END:VEVENT~END:VCALENDAR"
                        + " | DTSTART and DTEND are not both days or both times | 4",
            })
    void whatCannotBeRead_saysWhereAndWhy(String text, String reason, int line) {
        assertThat(codec.parse(text.replace("~", "\r\n"))).isEqualTo(new ParseResult.Unreadable(reason, line));
    }

    @Test
    void severalUids_areUnreadable() {
        assertThat(codec.parse(calendar(vevent("1"), vevent("2"))))
                .isEqualTo(new ParseResult.Unreadable("events with several UIDs", 8));
    }

    @Test
    void eachLimit_isAReason() {
        String text = event(START, "SUMMARY:äöü", "BEGIN:X-A\r\nEND:X-A");
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        assertThat(new ICalendarCodec("x", new ICalendarLimits(bytes, 12, 26, 4, 3, 3)).parse(text))
                .isInstanceOf(ParseResult.Parsed.class);
        assertThat(limited(text, bytes - 1, 12, 26, 4, 3, 3)).isEqualTo("more than " + (bytes - 1) + " bytes");
        assertThat(limited(text, bytes, 9, 26, 4, 3, 3)).isEqualTo("more than 9 lines");
        assertThat(limited(text, bytes, 12, 23, 4, 3, 3)).isEqualTo("a line of more than 23 characters");
        assertThat(limited(text, bytes, 12, 26, 3, 3, 3)).isEqualTo("more than 3 properties");
        assertThat(limited(text, bytes, 12, 26, 4, 2, 3)).isEqualTo("more than 2 components");
        assertThat(limited(text, bytes, 12, 26, 4, 3, 2)).isEqualTo("components nested deeper than 2");
    }

    private static String limited(String text, int bytes, int lines, int chars, int props, int components, int depth) {
        ICalendarLimits limits = new ICalendarLimits(bytes, lines, chars, props, components, depth);
        return ((ParseResult.Unreadable) new ICalendarCodec("x", limits).parse(text)).reason();
    }

    private static EventTime berlin(String local) {
        return new EventTime.Zoned(LocalDateTime.parse(local), "Europe/Berlin");
    }

    private static EventTime time(String text) {
        int space = text.indexOf(' ');
        if (space > 0) {
            return new EventTime.Zoned(LocalDateTime.parse(text.substring(0, space)), text.substring(space + 1));
        }
        if (text.endsWith("Z")) {
            return EventTime.at(Instant.parse(text));
        }
        return text.contains("T") ? EventTime.floating(LocalDateTime.parse(text)) : EventTime.on(LocalDate.parse(text));
    }

    private CalendarEvent master(String... lines) {
        return Objects.requireNonNull(series(event(lines)).master());
    }

    private EventSeries series(String text) {
        ParseResult result = codec.parse(text);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).series();
    }

    private static String event(String... lines) {
        return calendar("BEGIN:VEVENT\r\nUID:1\r\n" + String.join("\r\n", lines) + "\r\nEND:VEVENT");
    }

    private static String vevent(String uid, String... lines) {
        return "BEGIN:VEVENT\r\nUID:" + uid + "\r\n" + START + "\r\n" + String.join("\r\n", lines) + "\r\nEND:VEVENT";
    }

    private static String calendar(String... parts) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + String.join("\r\n", parts) + "\r\nEND:VCALENDAR\r\n";
    }

    private static String recorded(String name) throws IOException {
        try (InputStream in = ICalendarParseTest.class.getResourceAsStream("/recorded/" + name + ".ics")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void resourceThatTakesTooLong_isUnreadable() {
        AtomicLong nanos = new AtomicLong();
        TimeSource slow = new TimeSource() {
            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public long nanoTime() {
                return nanos.getAndAdd(TimeBound.MAX.toNanos() / 2);
            }
        };
        String text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "X-NOTE:one of many\r\n".repeat(500) + "END:VCALENDAR\r\n";

        ParseResult result = new ICalendarCodec("x", ICalendarLimits.DEFAULT, slow).parse(text);

        assertThat(result).isEqualTo(new ParseResult.Unreadable("reading takes more than 10 s", 192));
        assertThat(codec.parse(text)).isNotInstanceOf(ParseResult.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RRULE:FREQ=SECONDLY!EXRULE:FREQ=SECONDLY                          | true
            RRULE:FREQ=SECONDLY;BYHOUR=1;BYSETPOS=2                           | true
            RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30                       | false
            RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30                         | false
            RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO                 | false
            RRULE:FREQ=SECONDLY                                               | false
            """)
    void recurrenceThatIsTooDearToFollow_isUnreadable(String lines, boolean unreadable) {
        ParseResult result = codec.parse(event("DTSTART:20260101T000000Z", lines.replace("!", "\r\n")));

        if (unreadable) {
            assertThat(result)
                    .isEqualTo(new ParseResult.Unreadable(
                            "the recurrence takes more than 1000000 steps to its first instances", 6));
        } else {
            assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        }
    }
}
