package dev.calsync.reconcile;

import static dev.calsync.reconcile.Events.at;
import static dev.calsync.reconcile.Events.daily;
import static dev.calsync.reconcile.Events.edit;
import static dev.calsync.reconcile.Events.event;
import static dev.calsync.reconcile.Events.extras;
import static dev.calsync.reconcile.Events.guest;
import static dev.calsync.reconcile.Events.override;
import static dev.calsync.reconcile.Events.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticHashTest {
    private static void assertSame(EventBuilder one, EventBuilder other) {
        assertSame(series(one), series(other));
    }

    private static void assertSame(EventSeries one, EventSeries other) {
        assertThat(SemanticHash.of(one)).isEqualTo(SemanticHash.of(other));
        assertThat(SeriesDiff.between(one, other).changes()).isEmpty();
        assertThat(Meaning.same(one, other)).isTrue();
    }

    private static void assertDiffer(EventBuilder one, EventBuilder other) {
        assertDiffer(series(one), series(other));
    }

    private static void assertDiffer(EventSeries one, EventSeries other) {
        assertThat(SemanticHash.of(one)).isNotEqualTo(SemanticHash.of(other));
        assertThat(SeriesDiff.between(one, other).changes()).isNotEmpty();
        assertThat(Meaning.same(one, other)).isFalse();
    }

    @Test
    void hash_neverChangesBetweenReleases() {
        EventSeries known = series(
                daily().location("Room 1")
                        .attendees(List.of(guest("mailto:a@example.com", ParticipationStatus.ACCEPTED)))
                        .extras(extras("X-COLOR", "X-COLOR:red")),
                override(4));

        assertThat(SemanticHash.of(known).text()).isEqualTo("1.Fs_lHIewMLoNSQcJ8G9fHj79nHmEHdlAGupqeCS06XI");
    }

    @Test
    void bookkeeping_isNotMeaning() {
        assertSame(
                event(),
                event().sequence(7)
                        .created(Instant.EPOCH)
                        .updated(Instant.EPOCH)
                        .version(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRODID",
                "METHOD",
                "LAST-MODIFIED",
                "CREATED",
                "DTSTAMP",
                "SEQUENCE",
                "X-MOZ-LASTACK",
                "X-MOZ-GENERATION",
                "ACKNOWLEDGED",
                "X-RADICALE-NAME",
                "X-WR-CALNAME",
                "REV",
                "VTIMEZONE",
                "dtstamp",
                "@odata.etag"
            })
    void ignorableExtra_isNotMeaning(String name) {
        assertSame(event(), event().extras(extras(name, name + ":1")));
    }

    @Test
    void ignorableLineInsideOfAnExtraComponent_isNotMeaning() {
        assertSame(
                event().extras(extras("VALARM", "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM")),
                event().extras(extras(
                        "VALARM", "BEGIN:VALARM\nTRIGGER:-PT5M\nACKNOWLEDGED:20260101T000000Z\nEND:VALARM")));
        assertDiffer(
                event().extras(extras("VALARM", "BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM")),
                event().extras(extras("VALARM", "BEGIN:VALARM\nTRIGGER:-PT6M\nEND:VALARM")));
    }

    @Test
    void order_isNotMeaning() {
        var ann = guest("mailto:ann@example.com", ParticipationStatus.ACCEPTED);
        var bob = guest("mailto:bob@example.com", ParticipationStatus.DECLINED);
        Reminder five = new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(5));
        Reminder ten = new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(10));
        assertSame(
                event().attendees(List.of(ann, bob)).reminders(List.of(five, ten)),
                event().attendees(List.of(bob, ann)).reminders(List.of(ten, five, ten)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=5",
                "RRULE:COUNT=5;BYDAY=TU,MO;FREQ=WEEKLY",
                "rrule:freq=weekly;byday=tu,mo;count=5;interval=1;wkst=MO"
            })
    void writingOfARule_isNotMeaning(String rule) {
        assertSame(
                event().recurrence(List.of("RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=5")),
                event().recurrence(List.of(rule)));
        assertDiffer(
                event().recurrence(List.of("RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=6")),
                event().recurrence(List.of(rule)));
    }

    @Test
    void writingOfExclusions_isNotMeaning() {
        String rule = "RRULE:FREQ=DAILY";
        EventBuilder lines = event().recurrence(List.of(
                rule, "EXDATE;TZID=Europe/Berlin:20260304T090000", "EXDATE;TZID=Europe/Berlin:20260305T090000"));
        assertSame(
                lines,
                event().recurrence(List.of("EXDATE;TZID=\"Europe/Berlin\":20260305T090000,20260304T090000", rule)));
        assertSame(lines, event().recurrence(List.of(rule, "EXDATE:20260304T080000Z,20260305T080000Z")));
        assertDiffer(lines, event().recurrence(List.of(rule, "EXDATE:20260304T080000Z")));
        assertDiffer(lines, event().recurrence(List.of(rule, "RDATE:20260304T080000Z,20260305T080000Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026", "20261301", "20260304T", "20260304X090000", "20260304T0900000", "nonsense", ""})
    void unreadableExclusion_isComparedAsText(String value) {
        assertSame(
                daily().recurrence(List.of("RRULE:FREQ=DAILY", "EXDATE:" + value)),
                daily().recurrence(List.of("EXDATE:" + value, "RRULE:FREQ=DAILY")));
    }

    @Test
    void emptyAndAbsent_areTheSame() {
        assertSame(
                event(),
                event().url("")
                        .conferenceLink("")
                        .organizer(new Person("", ""))
                        .description(Description.html(""))
                        .extras(extras("X-A")));
        assertSame(
                event().organizer(new Person("mailto:a@example.com", null)),
                event().organizer(new Person("mailto:a@example.com", "")));
    }

    @Test
    void caseOfMailAddresses_isNotMeaning() {
        assertSame(
                event().organizer(new Person("MAILTO:Ann@Example.com", "Ann")),
                event().organizer(new Person("ann@example.com", "Ann")));
        assertDiffer(
                event().organizer(new Person("/principals/Ann", null)),
                event().organizer(new Person("/principals/ann", null)));
    }

    @Test
    void missingEnd_isTheDefaultOne() {
        EventTime day = EventTime.on(LocalDate.of(2026, 3, 2));
        EventTime next = EventTime.on(LocalDate.of(2026, 3, 3));
        assertSame(event().start(day).end(null), event().start(day).end(next));
        assertSame(event().end(null), event().end(at(2, 9)));
        assertDiffer(event().end(null), event().end(at(2, 10)));
    }

    @Test
    void sameInstantInAnotherForm_differs() {
        Instant nine = at(2, 9).toInstant(Events.BERLIN);
        assertDiffer(event(), event().start(EventTime.at(nine)));
        LocalDateTime local = LocalDateTime.of(2026, 3, 2, 9, 0);
        assertDiffer(event(), event().start(EventTime.floating(local)));
        assertDiffer(event(), event().start(new EventTime.Zoned(local, "Europe/Vienna")));
    }

    @Test
    void spellingOfAZone_isNotMeaning() {
        LocalDateTime local = LocalDateTime.of(2026, 3, 2, 9, 0);
        assertSame(event(), event().start(new EventTime.Zoned(local, "/mozilla.org/20070129_1/Europe/Berlin")));
        assertSame(
                event().start(EventTime.at(Instant.parse("2026-03-02T09:00:00Z"))),
                event().start(new EventTime.Zoned(local, "Etc/UTC")));
        assertDiffer(
                event().start(new EventTime.Zoned(local, "Private/One")),
                event().start(new EventTime.Zoned(local, "Private/Two")));
    }

    @Test
    void formOfAnOverridesInstance_isNotMeaning() {
        assertSame(
                series(daily(), override(4)),
                series(daily(), override(4).recurrenceId(EventTime.at(at(4, 9).toInstant(Events.BERLIN)))));
        assertDiffer(series(daily(), override(4)), series(daily(), override(5)));
        assertDiffer(series(daily(), override(4)), series(daily()));
    }

    @Test
    void lineEnds_areNotMeaning() {
        assertSame(event().description(Description.plain("a\r\nb")), event().description(Description.plain("a\nb")));
        assertDiffer(event().description(Description.plain("a")), event().description(Description.html("a")));
    }

    @Test
    void valuesNeverRunTogether() {
        assertDiffer(event().summary("ab").location("c"), event().summary("a").location("bc"));
        assertDiffer(event().categories(List.of("a", "b")), event().categories(List.of("ab")));
        assertDiffer(event().extras(extras("X-A", "1", "2")), event().extras(extras("X-A", "12")));
        assertDiffer(event().summary("").location("LOCATION1 1:x"), event().summary("LOCATION1 1:x"));
    }

    @Test
    void uid_isIdentityNotMeaning() {
        assertSame(series(event()), ThreeWayMerge.adapted(series(event()), "another"));
    }

    @Test
    void everyField_isMeaning() {
        Map<EventField, UnaryOperator<EventBuilder>> edits = new EnumMap<>(EventField.class);
        edits.put(EventField.SUMMARY, event -> event.summary("x"));
        edits.put(EventField.DESCRIPTION, event -> event.description(Description.plain("x")));
        edits.put(EventField.LOCATION, event -> event.location("x"));
        edits.put(EventField.START, event -> event.start(at(2, 8)));
        edits.put(EventField.END, event -> event.end(at(2, 11)));
        edits.put(EventField.RECURRENCE, event -> event.recurrence(List.of("RRULE:FREQ=DAILY")));
        edits.put(EventField.STATUS, event -> event.status(EventStatus.CANCELLED));
        edits.put(EventField.TRANSPARENCY, event -> event.transparency(Transparency.TRANSPARENT));
        edits.put(EventField.VISIBILITY, event -> event.visibility(Visibility.PRIVATE));
        edits.put(EventField.ORGANIZER, event -> event.organizer(new Person("mailto:x@example.com", null)));
        edits.put(
                EventField.ATTENDEES,
                event -> event.attendees(List.of(guest("mailto:x@example.com", ParticipationStatus.ACCEPTED))));
        edits.put(
                EventField.REMINDERS,
                event -> event.reminders(List.of(new Reminder(Reminder.Method.EMAIL, Duration.ofHours(1)))));
        edits.put(EventField.CATEGORIES, event -> event.categories(List.of("x")));
        edits.put(EventField.CONFERENCE_LINK, event -> event.conferenceLink("https://example.com/x"));
        edits.put(EventField.URL, event -> event.url("https://example.com/x"));
        edits.put(EventField.EXTRAS, event -> event.extras(extras("X-A", "X-A:x")));
        assertThat(edits).containsOnlyKeys(EventField.values());

        EventSeries plain = series(event());
        Set<SemanticHash> hashes = new HashSet<>();
        edits.forEach((field, change) -> {
            EventSeries edited = edit(plain, change);
            assertThat(SeriesDiff.between(plain, edited).changes()).containsExactly(FieldChange.changed(null, field));
            assertThat(hashes.add(SemanticHash.of(edited))).isTrue();
        });
    }

    @Test
    void overrideThatRecurs_isReadAsOneThatDoesNot() {
        CalendarEvent sound = override(4).build();
        CalendarEvent odd = new CalendarEvent(
                sound.uid(),
                sound.recurrenceId(),
                sound.summary(),
                sound.description(),
                sound.location(),
                sound.start(),
                sound.end(),
                List.of("RRULE:FREQ=DAILY"),
                sound.status(),
                sound.transparency(),
                sound.visibility(),
                sound.organizer(),
                sound.attendees(),
                sound.reminders(),
                sound.categories(),
                sound.conferenceLink(),
                sound.url(),
                sound.sequence(),
                sound.created(),
                sound.updated(),
                sound.extras(),
                sound.version());
        assertSame(EventSeries.of(sound), EventSeries.of(odd));
    }

    @Test
    void textOfAHash_isReadBackAndBounded() {
        SemanticHash hash = SemanticHash.of(series(event()));
        assertThat(new SemanticHash(hash.text())).isEqualTo(hash).hasToString(hash.text());
        assertThat(hash.text()).hasSizeLessThan(50);
        assertThatThrownBy(() -> new SemanticHash("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SemanticHash("x".repeat(101))).isInstanceOf(IllegalArgumentException.class);
    }
}
