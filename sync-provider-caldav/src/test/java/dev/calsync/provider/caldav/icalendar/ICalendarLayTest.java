package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ICalendarLayTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final String ORIGINAL = """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//other//EN
            X-WR-CALNAME:kept
            BEGIN:VTIMEZONE
            TZID:Berlin-ish
            X-LIC-LOCATION:Europe/Berlin
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0100
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:u1
            DTSTAMP:20260101T000000Z
            DTSTART;TZID=Berlin-ish;X-P=1:20261202T090000
            DURATION:PT1H
            RRULE:FREQ=WEEKLY
            EXDATE;TZID=Berlin-ish:20261209T090000
            SUMMARY;LANGUAGE=de;ALTREP="cid:1":Alt
            ATTENDEE;X-NUM-GUESTS=0;CN=Bob;PARTSTAT=NEEDS-ACTION;CUTYPE=INDIVIDUAL:mailto
             :bob@example.com
            X-BETWEEN:1
            ATTENDEE;CN=Eve:mailto:eve@example.com
            SEQUENCE:3
            BEGIN:VALARM
            ACTION:DISPLAY
            TRIGGER:-PT10M
            X-ID:a
            DESCRIPTION:x
            END:VALARM
            BEGIN:X-BOX
            X-IN:1
            END:X-BOX
            END:VEVENT
            BEGIN:VEVENT
            UID:u1
            RECURRENCE-ID;TZID=Berlin-ish:20261216T090000
            DTSTAMP:20260101T000000Z
            DTSTART;TZID=Berlin-ish:20261216T110000
            SUMMARY:moved
            X-OVER:1
            END:VEVENT
            BEGIN:VTODO
            UID:u1
            END:VTODO
            END:VCALENDAR
            """.replace("\n", "\r\n");

    private final ICalendarCodec codec = new ICalendarCodec("-//Calsync//EN", ICalendarLimits.DEFAULT);
    private final EventSeries series = parsed(ORIGINAL);
    private final CalendarEvent master = Objects.requireNonNull(series.master());

    @Test
    void aTitle_keepsItsLanguageAndLosesItsOtherForm() {
        assertThat(edit(event -> event.summary("New, longer")))
                .containsExactly(
                        "-DTSTAMP:20260101T000000Z",
                        "+DTSTAMP:20261122T090000Z",
                        "-SUMMARY;LANGUAGE=de;ALTREP=\"cid:1\":Alt",
                        "+SUMMARY;LANGUAGE=de:New\\, longer",
                        "+LAST-MODIFIED:20261122T090000Z");
    }

    @Test
    void aMoveThatKeepsTheLength_keepsTheDuration_andTheResourcesOwnZone() {
        assertThat(edit(event -> event.start(berlin("2026-12-02T10:00")).end(berlin("2026-12-02T11:00"))))
                .contains("+DTSTART;TZID=Berlin-ish;X-P=1:20261202T100000", "+SEQUENCE:4")
                .noneMatch(line -> line.contains("DURATION") || line.contains("DTEND"));
    }

    @Test
    void anotherLength_becomesAnEnd() {
        assertThat(edit(event -> event.end(berlin("2026-12-02T12:00"))))
                .contains("-DURATION:PT1H", "+DTEND;TZID=Berlin-ish:20261202T120000");
        assertThat(edit(event -> event.end(null))).contains("-DURATION:PT1H").noneMatch(line -> line.contains("DTEND"));
    }

    @Test
    void aNewZone_bringsItsRules() {
        String laid = laid(
                event -> event.start(new EventTime.Zoned(LocalDateTime.parse("2026-12-02T09:00"), "America/New_York"))
                        .end(null));
        assertThat(laid)
                .contains("END:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\nTZID:America/New_York\r\nBEGIN:DAYLIGHT")
                .contains("DTSTART;TZID=America/New_York;X-P=1:20261202T090000\r\n");
        assertThat(laid(event -> event.start(EventTime.at(NOW)).end(null)))
                .contains("DTSTART;X-P=1:20261122T090000Z\r\n")
                .containsOnlyOnce("BEGIN:VTIMEZONE");
    }

    @Test
    void anAnswer_changesOneParameterOfOneLine() {
        assertThat(edit(event -> event.attendees(List.of(
                        new Attendee(bob(), AttendeeRole.REQUIRED, ParticipationStatus.ACCEPTED, false),
                        master.attendees().get(1)))))
                .contains(
                        "-ATTENDEE;X-NUM-GUESTS=0;CN=Bob;PARTSTAT=NEEDS-ACTION;CUTYPE=INDIVIDUAL:mailto:bob@example.com",
                        "+ATTENDEE;X-NUM-GUESTS=0;CN=Bob;PARTSTAT=ACCEPTED;CUTYPE=INDIVIDUAL:mailto:bob@example.com")
                .hasSize(5);
    }

    @Test
    void attendeesComeAndGo_theOthersKeepTheirPlaces() {
        Attendee added = new Attendee(
                new Person("mailto:new@example.com", "New: one"),
                AttendeeRole.OPTIONAL,
                ParticipationStatus.NEEDS_ACTION,
                true);
        assertThat(edit(event -> event.attendees(List.of(master.attendees().get(1), added))))
                .containsSequence(
                        "-ATTENDEE;X-NUM-GUESTS=0;CN=Bob;PARTSTAT=NEEDS-ACTION;CUTYPE=INDIVIDUAL:mailto:bob@example.com",
                        "+ATTENDEE;CN=\"New: one\";ROLE=OPT-PARTICIPANT;RSVP=TRUE:mailto:new@example.com");
        String reversed = laid(event -> event.attendees(
                List.of(master.attendees().get(1), master.attendees().get(0))));
        assertThat(reversed.indexOf("CN=Eve")).isLessThan(reversed.indexOf("X-BETWEEN"));
        assertThat(reversed.indexOf("CN=Bob")).isGreaterThan(reversed.indexOf("X-BETWEEN"));
    }

    @Test
    void aReminderThatStays_keepsItsAlarm() {
        Reminder added = new Reminder(Reminder.Method.EMAIL, Duration.ofDays(1));
        String laid = laid(event -> event.reminders(List.of(master.reminders().get(0), added)));
        assertThat(laid)
                .contains("X-ID:a\r\nDESCRIPTION:x\r\nEND:VALARM\r\nBEGIN:VALARM\r\nACTION:EMAIL\r\nTRIGGER:-P1D");
        assertThat(edit(event -> event.reminders(List.of())))
                .filteredOn(line -> line.startsWith("-"))
                .hasSize(7);
    }

    @Test
    void anExceptionIsAddedUnderTheResourcesZoneName() {
        List<String> lines = new ArrayList<>(master.recurrence());
        assertThat(lines).contains("EXDATE;TZID=Europe/Berlin:20261209T090000");
        lines.add("EXDATE;TZID=Europe/Berlin:20261223T090000");
        assertThat(edit(event -> event.recurrence(lines)))
                .contains("+EXDATE;TZID=Berlin-ish:20261223T090000", "+SEQUENCE:4")
                .noneMatch(line -> line.startsWith("-EXDATE") || line.contains("VTIMEZONE"));
    }

    @Test
    void extrasComeAndGoWordForWord_foreignOnesAreLeftOut() {
        Extras extras = Extras.of(Map.of(
                "X-BETWEEN", List.of("X-BETWEEN:1", "X-BETWEEN;A=b:2"),
                "kind", List.of("\"calendar#event\""),
                "X-EVIL", List.of("X-EVIL:1\r\nEND:VEVENT"),
                "SUMMARY", List.of("SUMMARY:second"),
                "X-BOX", List.of("BEGIN:X-BOX\nX-IN:1\nEND:X-BOX\nEND:VEVENT")));
        assertThat(edit(event -> event.extras(extras)))
                .containsExactly(
                        "-DTSTAMP:20260101T000000Z",
                        "+DTSTAMP:20261122T090000Z",
                        "+X-BETWEEN;A=b:2",
                        "+LAST-MODIFIED:20261122T090000Z",
                        "-BEGIN:X-BOX",
                        "-X-IN:1",
                        "-END:X-BOX");
    }

    @Test
    void anOverrideIsAddedChangedAndDropped_theMasterStaysAsItIs() {
        CalendarEvent moved = series.overrides().get(0);
        CalendarEvent added = master.toBuilder()
                .recurrenceId(berlin("2026-12-30T09:00"))
                .recurrence(List.of())
                .start(berlin("2026-12-30T10:00"))
                .end(berlin("2026-12-30T11:00"))
                .build();
        String withAdded = codec.lay(ORIGINAL, series, series.with(added), NOW);
        assertThat(withAdded.indexOf("RECURRENCE-ID;TZID=Berlin-ish:20261230T090000"))
                .isGreaterThan(withAdded.indexOf("X-OVER"))
                .isLessThan(withAdded.indexOf("BEGIN:VTODO"));
        assertThat(diff(ORIGINAL, withAdded)).allMatch(line -> line.startsWith("+"));

        String changed = codec.lay(
                ORIGINAL,
                series,
                series.with(moved.toBuilder().status(EventStatus.CANCELLED).build()),
                NOW);
        assertThat(diff(ORIGINAL, changed))
                .containsExactly(
                        "-DTSTAMP:20260101T000000Z",
                        "+DTSTAMP:20261122T090000Z",
                        "+STATUS:CANCELLED",
                        "+SEQUENCE:1",
                        "+LAST-MODIFIED:20261122T090000Z");

        String dropped = codec.lay(ORIGINAL, series, EventSeries.of(master), NOW);
        assertThat(diff(ORIGINAL, dropped)).hasSize(8).allMatch(line -> line.startsWith("-"));
    }

    @Test
    void copiesOfAnInstanceThatIsEdited_go() {
        String copy = """
                BEGIN:VEVENT
                UID:u1
                RECURRENCE-ID:20261216T080000Z
                DTSTART:20261216T120000Z
                SUMMARY:copy
                SEQUENCE:9
                END:VEVENT
                """.replace("\n", "\r\n");
        String doubled = ORIGINAL.replace("BEGIN:VTODO", copy + "BEGIN:VTODO");
        EventSeries before = parsed(doubled);
        assertThat(before.overrides()).extracting(CalendarEvent::summary).containsExactly("copy");
        assertThat(codec.lay(
                        doubled,
                        before,
                        before.with(master.toBuilder().url("x:y").build()),
                        NOW))
                .contains("X-OVER", "SUMMARY:copy");
        CalendarEvent edited =
                before.overrides().get(0).toBuilder().summary("edited").build();
        assertThat(codec.lay(doubled, before, before.with(edited), NOW))
                .doesNotContain("X-OVER")
                .contains("SUMMARY:edited");
    }

    @Test
    void whatSomebodyElseChangedMeanwhile_stays() {
        String theirs = ORIGINAL.replace("SUMMARY:moved", "SUMMARY:theirs").replace("SEQUENCE:3", "SEQUENCE:5");
        EventSeries after =
                series.with(master.toBuilder().start(berlin("2026-12-02T08:00")).build());
        String laid = codec.lay(theirs, series, after, NOW);
        assertThat(laid).contains("SUMMARY:theirs", "SEQUENCE:6\r\n", "DTEND;TZID=Berlin-ish:20261202T100000");
    }

    @Test
    void anHtmlDescription_isWrittenBothWays_andPlainTextEndsTheMarkup() {
        String html = laid(event -> event.description(Description.html("<p>a &amp; b</p>")));
        assertThat(html).contains("DESCRIPTION:a & b\r\n", "X-ALT-DESC;FMTTYPE=text/html:<p>a &amp\\; b</p>\r\n");
        EventSeries before = parsed(html);
        CalendarEvent plain = Objects.requireNonNull(before.master()).toBuilder()
                .description(Description.NONE)
                .build();
        String laid = codec.lay(html, before, before.with(plain), NOW);
        assertThat(laid).doesNotContain("X-ALT-DESC").doesNotContain("DESCRIPTION:a");
        assertThat(Objects.requireNonNull(parsed(laid).master()).description()).isEqualTo(Description.NONE);
    }

    @Test
    void staleMarkupStaysStale_whenThePlainTextGoes() {
        String stale = ORIGINAL.replace("X-BETWEEN:1", "DESCRIPTION:new\r\nX-ALT-DESC;FMTTYPE=text/html:<p>old</p>");
        EventSeries before = parsed(stale);
        CalendarEvent cleared = Objects.requireNonNull(before.master()).toBuilder()
                .description(Description.NONE)
                .build();
        String laid = codec.lay(stale, before, before.with(cleared), NOW);
        assertThat(Objects.requireNonNull(parsed(laid).master())).satisfies(event -> {
            assertThat(event.description()).isEqualTo(Description.NONE);
            assertThat(event.extras().get("X-ALT-DESC")).hasSize(1);
        });
    }

    @Test
    void whatTheResourceSaysAlready_orCannotHold_isNoEdit() {
        CalendarEvent same = master.toBuilder().summary("Alt").build();
        CalendarEvent other = master.toBuilder().summary("before").build();
        assertThat(codec.lay(ORIGINAL, series.with(other), series.with(same), NOW))
                .contains("SUMMARY;LANGUAGE=de:Alt");
        CalendarEvent foreign = master.toBuilder()
                .extras(Extras.of(Map.of(
                        "kind", List.of("1"),
                        "X-BETWEEN", List.of("X-BETWEEN:1"),
                        "X-BOX", master.extras().get("X-BOX"))))
                .build();
        assertThat(codec.lay(ORIGINAL, series, series.with(foreign), NOW)).isSameAs(ORIGINAL);
        String plain = ORIGINAL.replace(";ALTREP=\"cid:1\"", "");
        assertThat(codec.lay(plain, series.with(other), series.with(same), NOW)).isSameAs(plain);
    }

    @Test
    void bookkeepingAloneIsNoEdit() {
        CalendarEvent touched = master.toBuilder()
                .sequence(9)
                .updated(NOW)
                .created(NOW)
                .version(4)
                .build();
        assertThat(codec.lay(ORIGINAL, series, series.with(touched), NOW)).isSameAs(ORIGINAL);
    }

    @Test
    void textWithLineFeedsOnly_isWrittenWithCrlf() {
        String laid = codec.lay(
                "\uFEFF" + ORIGINAL.replace("\r\n", "\n"),
                series,
                series.with(master.toBuilder().location("here").build()),
                NOW);
        assertThat(laid).startsWith("BEGIN:VCALENDAR\r\n");
        assertThat(laid.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    }

    @Test
    void whatCannotBeLaid_isRefused() {
        EventSeries other = EventSeries.of(
                CalendarEvent.builder("u2").start(EventTime.at(NOW)).build());
        assertThatThrownBy(() -> codec.lay(ORIGINAL, series, other, NOW)).hasMessageContaining("UIDs");
        assertThatThrownBy(() -> codec.lay("BEGIN:VCALENDAR", series, series, NOW))
                .hasMessage("the original is unreadable, line 1: END:VCALENDAR is missing");
        assertThatThrownBy(() -> codec.lay("BEGIN:VCALENDAR\nEND:VCALENDAR", series, series, NOW))
                .hasMessageContaining("no event");
        assertThatThrownBy(() -> laid(event -> event.recurrence(List.of("RRULE:FREQ=DAILY\r\nX-EVIL:1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recurrence")
                .hasMessageNotContaining("EVIL");
    }

    @Test
    void nothingThatAFieldHoldsBreaksOutOfItsLine() {
        String evil = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nX-EVIL:1\rX-EVIL:2";
        CalendarEvent event = CalendarEvent.builder("u" + evil)
                .start(EventTime.at(NOW))
                .summary(evil)
                .description(Description.html(evil))
                .location(evil)
                .organizer(new Person("mailto:" + evil, evil))
                .attendees(List.of(
                        new Attendee(new Person(evil, evil), AttendeeRole.CHAIR, ParticipationStatus.ACCEPTED, true)))
                .reminders(List.of(new Reminder(Reminder.Method.EMAIL, Duration.ZERO)))
                .categories(List.of(evil))
                .conferenceLink(evil)
                .url(evil)
                .extras(Extras.of(Map.of("X-A", List.of("X-A:" + evil))))
                .build();
        String text = codec.write(EventSeries.of(event), NOW);
        assertThat(text.lines())
                .filteredOn(line -> line.startsWith("BEGIN:VEVENT"))
                .hasSize(1);
        assertThat(text.lines()).noneMatch(line -> line.startsWith("X-EVIL") || line.startsWith("X-A:"));
        assertThat(codec.parse(text)).isInstanceOf(ParseResult.Parsed.class);
    }

    private static Person bob() {
        return new Person("mailto:bob@example.com", "Bob");
    }

    private static EventTime berlin(String local) {
        return new EventTime.Zoned(LocalDateTime.parse(local), "Europe/Berlin");
    }

    private List<String> edit(UnaryOperator<EventBuilder> change) {
        return diff(ORIGINAL, laid(change));
    }

    private String laid(UnaryOperator<EventBuilder> change) {
        CalendarEvent after = change.apply(master.toBuilder()).build();
        String laid = codec.lay(ORIGINAL, series, series.with(after), NOW);
        assertThat(parsed(laid).overrides()).isEqualTo(series.overrides());
        return laid;
    }

    private EventSeries parsed(String text) {
        return ((ParseResult.Parsed) new ICalendarCodec("x", ICalendarLimits.DEFAULT).parse(text)).series();
    }

    /** The unfolded lines that went, marked -, and came, marked +, in order. */
    private static List<String> diff(String before, String after) {
        String[] old = before.replace("\r\n ", "").split("\r\n", -1);
        String[] now = after.replace("\r\n ", "").split("\r\n", -1);
        int[][] common = new int[old.length + 1][now.length + 1];
        for (int i = old.length - 1; i >= 0; i--) {
            for (int j = now.length - 1; j >= 0; j--) {
                common[i][j] =
                        old[i].equals(now[j]) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.length || j < now.length) {
            if (i < old.length && j < now.length && old[i].equals(now[j])) {
                i++;
                j++;
            } else if (j == now.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("-" + old[i++]);
            } else {
                lines.add("+" + now[j++]);
            }
        }
        return lines;
    }
}
