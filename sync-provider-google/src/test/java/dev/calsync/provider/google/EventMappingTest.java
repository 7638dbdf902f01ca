package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Visibility;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.SeriesDiff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Between the API's items and the model, both ways. */
class EventMappingTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String TIMES = "\"start\":{\"dateTime\":\"2026-03-02T10:00:00+01:00\",\"timeZone\":"
            + "\"Europe/Berlin\"},\"end\":{\"dateTime\":\"2026-03-02T11:00:00+01:00\",\"timeZone\":\"Europe/Berlin\"}";

    private static EventItem item(String json) throws IOException {
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            in.nextToken();
            return new ItemReader().read(in);
        }
    }

    private static CalendarEvent read(String members) throws IOException {
        RemoteChange change = SeriesAssembly.single(item("{\"id\":\"abcde\",\"etag\":\"\\\"1\\\"\"," + members + "}"));
        assertThat(change).as(() -> change.toString()).isInstanceOf(RemoteChange.Upserted.class);
        return ((RemoteChange.Upserted) change).remote().series().events().get(0);
    }

    private static String json(EventBody.Written written) {
        return written.json().text();
    }

    @Test
    void whatIsWritten_isReadAsItWas() throws Exception {
        for (long seed = 0; seed < 3_000; seed++) {
            CalendarEvent event =
                    new SeriesGenerator(seed).series("uid-" + seed).master();
            String body = json(EventBody.create("abcde", event));
            EventItem item = item(body);
            item.etag = "\"1\"";
            RemoteSeries remote = ((RemoteChange.Upserted) SeriesAssembly.single(item)).remote();
            assertThat(SeriesDiff.between(EventSeries.of(event), remote.series())
                            .changes())
                    .as("seed %s: %s", seed, body)
                    .isEmpty();
            assertThat(remote.series().uid()).isEqualTo("uid-" + seed);
        }
    }

    @Test
    void peopleAreReadAsTheyWereWritten() throws Exception {
        for (long seed = 0; seed < 500; seed++) {
            SeriesGenerator generator = new SeriesGenerator(seed);
            CalendarEvent event = generator.series("u").master().toBuilder()
                    .attendees(generator.attendees())
                    .build();
            EventItem item = item(json(EventBody.create("abcde", event)));
            CalendarEvent back = ((RemoteChange.Upserted) SeriesAssembly.single(item))
                    .remote()
                    .series()
                    .master();
            assertThat(back.attendees()).as("seed %s", seed).isEqualTo(event.attendees());
        }
    }

    @Test
    void everyFieldIsRead() throws Exception {
        CalendarEvent event = read(TIMES + ",\"status\":\"tentative\",\"summary\":\"S\",\"description\":\"<p>D</p>\","
                + "\"location\":\"L\",\"transparency\":\"transparent\",\"visibility\":\"confidential\","
                + "\"iCalUID\":\"u@example.com\",\"sequence\":3,\"created\":\"2026-01-01T00:00:00.000Z\","
                + "\"updated\":\"2026-01-02T03:04:05.678Z\",\"organizer\":{\"email\":\"o@example.com\","
                + "\"displayName\":\"O\"},\"attendees\":[{\"email\":\"a@example.com\",\"displayName\":\"A\","
                + "\"optional\":true,\"responseStatus\":\"declined\",\"self\":true,\"comment\":\"c\"}],"
                + "\"reminders\":{\"useDefault\":false,\"overrides\":[{\"method\":\"email\",\"minutes\":30},"
                + "{\"method\":\"popup\",\"minutes\":0}]},\"source\":{\"title\":\"T\",\"url\":\"https://example.com/\"},"
                + "\"hangoutLink\":\"https://meet.google.com/h\",\"conferenceData\":{\"conferenceId\":\"x\","
                + "\"entryPoints\":[{\"entryPointType\":\"phone\",\"uri\":\"tel:+1\"},{\"entryPointType\":\"video\","
                + "\"uri\":\"https://meet.google.com/v\",\"label\":\"l\"}]},\"colorId\":\"7\",\"guestsCanModify\":true,"
                + "\"guestsCanInviteOthers\":false,\"guestsCanSeeOtherGuests\":true,\"eventType\":\"default\","
                + "\"attachments\":[{\"fileUrl\":\"https://drive.google.com/f\",\"title\":\"F\"}],\"new\":{\"a\":[1]}");
        assertThat(event.uid()).isEqualTo("u@example.com");
        assertThat(event.status()).isEqualTo(EventStatus.TENTATIVE);
        assertThat(event.description()).isEqualTo(Description.html("<p>D</p>"));
        assertThat(event.visibility()).isEqualTo(Visibility.CONFIDENTIAL);
        assertThat(event.sequence()).isEqualTo(3);
        assertThat(event.created()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.updated()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(event.organizer()).isEqualTo(new Person("mailto:o@example.com", "O"));
        assertThat(event.attendees()).hasSize(1);
        assertThat(event.reminders())
                .containsExactly(
                        new Reminder(Reminder.Method.EMAIL, Duration.ofMinutes(30)),
                        new Reminder(Reminder.Method.DISPLAY, Duration.ZERO));
        assertThat(event.url()).isEqualTo("https://example.com/");
        assertThat(event.conferenceLink()).isEqualTo("https://meet.google.com/v");
        assertThat(event.extras().values())
                .isEqualTo(Map.of(
                        "colorId",
                        List.of("\"7\""),
                        "guestsCanModify",
                        List.of("true"),
                        "guestsCanInviteOthers",
                        List.of("false"),
                        "attachments",
                        List.of("[{\"fileUrl\":\"https://drive.google.com/f\",\"title\":\"F\"}]")));
    }

    @Test
    void whoeverOwnsTheCalendar_isOnlyNamedWhereOthersAreInvited() throws Exception {
        String self = ",\"organizer\":{\"email\":\"me@example.com\",\"self\":true}";
        assertThat(read(TIMES + self).organizer()).isNull();
        assertThat(read(TIMES + self + ",\"attendees\":[{\"email\":\"a@example.com\"}]")
                        .organizer())
                .isNotNull();
        assertThat(read(TIMES + ",\"organizer\":{\"email\":\"you@example.com\"}")
                        .organizer())
                .isNotNull();
    }

    @Test
    void defaultReminders_areSaidToBe_andNotSpeltOut() throws Exception {
        CalendarEvent standard = read(TIMES + ",\"reminders\":{\"useDefault\":true}");
        assertThat(standard.reminders()).isEmpty();
        assertThat(standard.extras().get("reminders")).containsExactly("{\"useDefault\":true}");
        assertThat(json(EventBody.create("abcde", standard))).contains("\"reminders\":{\"useDefault\":true}");
        CalendarEvent none = read(TIMES + ",\"reminders\":{\"useDefault\":false}");
        assertThat(none.extras().values()).isEmpty();
        assertThat(json(EventBody.create("abcde", none)))
                .contains("\"reminders\":{\"useDefault\":false,\"overrides\":[]}");
        assertThat(json(change(standard, none))).contains("\"useDefault\":false");
        assertThat(json(change(none, standard))).contains("\"useDefault\":true");
    }

    private static EventBody.Written change(CalendarEvent from, CalendarEvent to) {
        return EventBody.change("abcde", from, to, EventBody.differing(from, to), false, Map.of());
    }

    @Test
    void onlyWhatDiffersIsSent_andWhatIsEmptyIsCleared() throws Exception {
        CalendarEvent from =
                read(TIMES + ",\"summary\":\"S\",\"description\":\"D\",\"location\":\"L\",\"colorId\":\"7\"");
        assertThat(change(from, from).isEmpty()).isTrue();
        assertThat(json(change(from, from.toBuilder().summary("T").build()))).isEqualTo("{\"summary\":\"T\"}");
        assertThat(json(change(from, from.toBuilder().location("").build()))).isEqualTo("{\"location\":null}");
        CalendarEvent day = from.toBuilder()
                .start(EventTime.on(LocalDate.of(2026, 3, 2)))
                .end(EventTime.on(LocalDate.of(2026, 3, 3)))
                .build();
        assertThat(json(change(from, day)))
                .isEqualTo("{\"start\":{\"date\":\"2026-03-02\",\"dateTime\":null,\"timeZone\":null},"
                        + "\"end\":{\"date\":\"2026-03-03\",\"dateTime\":null,\"timeZone\":null}}");
        assertThat(json(change(
                        from,
                        from.toBuilder().extras(dev.calsync.model.Extras.NONE).build())))
                .isEqualTo("{\"colorId\":null}");
        assertThat(json(change(
                        from,
                        from.toBuilder().categories(new TreeSet<>(List.of("A"))).build())))
                .isEqualTo(
                        "{\"extendedProperties\":{\"private\":{\"calsyncCategories\":\"A\",\"calsyncFor\":\"abcde\"}}}");
    }

    @Test
    void whatIsNotTheModels_isNotSent() throws Exception {
        CalendarEvent event =
                read(TIMES + ",\"organizer\":{\"email\":\"you@example.com\"},\"eventType\":\"fromGmail\"");
        assertThat(json(EventBody.create("abcde", event)))
                .doesNotContain("organizer")
                .doesNotContain("eventType");
    }

    @Test
    void attendeesAreReplacedAsAWhole_withWhatOnlyGoogleKnowsOfThem() throws Exception {
        EventItem there = item("{\"id\":\"abcde\"," + TIMES + ",\"attendees\":[{\"email\":\"A@example.com\","
                + "\"comment\":\"late\",\"additionalGuests\":2},{\"email\":\"b@example.com\"}]}");
        CalendarEvent from = ((RemoteChange.Upserted) SeriesAssembly.single(there))
                .remote()
                .series()
                .master();
        CalendarEvent to =
                from.toBuilder().attendees(from.attendees().subList(0, 1)).build();
        String body = json(EventBody.change("abcde", from, to, EventBody.differing(from, to), false, there.notes));
        assertThat(body)
                .isEqualTo("{\"attendees\":[{\"email\":\"A@example.com\",\"responseStatus\":\"needsAction\","
                        + "\"comment\":\"late\",\"additionalGuests\":2}]}");
    }

    @Test
    void conferenceOfGooglesIsTakenAway_andAnotherLinkIsKept() throws Exception {
        CalendarEvent from = read(TIMES + ",\"hangoutLink\":\"https://meet.google.com/h\"");
        EventBody.Written gone =
                change(from, from.toBuilder().conferenceLink(null).build());
        assertThat(json(gone)).contains("\"conferenceData\":null");
        assertThat(gone.apply(ApiCall.get("x")).query()).containsEntry("conferenceDataVersion", "1");
        EventBody.Written other = change(
                from,
                from.toBuilder().conferenceLink("https://example.com/room").build());
        assertThat(json(other)).contains("\"calsyncLink\":\"https://example.com/room\"");
    }

    @Test
    void attachmentsNeedAParameter() throws Exception {
        CalendarEvent event = read(TIMES + ",\"attachments\":[{\"fileUrl\":\"https://drive.google.com/f\"}]");
        EventBody.Written created = EventBody.create("abcde", event);
        assertThat(json(created)).contains("\"attachments\":[{\"fileUrl\":\"https://drive.google.com/f\"}]");
        assertThat(created.apply(ApiCall.get("x")).query()).containsEntry("supportsAttachments", "true");
    }

    @Test
    void stampsOfACopy_countForNothing() throws Exception {
        String stamps =
                ",\"iCalUID\":\"copy@google.com\",\"extendedProperties\":{\"private\":{\"calsyncFor\":\"other\","
                        + "\"calsyncUid\":\"mine\",\"calsyncCategories\":\"A\"},\"shared\":{\"calsyncUid\":\"x\"}}";
        CalendarEvent copy = read(TIMES + stamps);
        assertThat(copy.uid()).isEqualTo("copy@google.com");
        assertThat(copy.categories()).isEmpty();
        CalendarEvent own = read(TIMES + stamps.replace("other", "abcde"));
        assertThat(own.uid()).isEqualTo("mine");
        assertThat(own.categories()).containsExactly("A");
    }

    @Test
    void stampOfWhatAnotherClientChanged_countsForNothing() throws Exception {
        CalendarEvent event = CalendarEvent.builder("u")
                .start(EventTime.at(LocalDateTime.of(2026, 3, 2, 10, 0), BERLIN))
                .description(Description.plain("<b>not bold</b>"))
                .reminders(List.of(new Reminder(Reminder.Method.AUDIO, Duration.ofMinutes(5))))
                .build();
        String body = json(EventBody.create("abcde", event));
        CalendarEvent same = read(body.substring(body.indexOf("\"description\""), body.length() - 1));
        assertThat(same.description().html()).isFalse();
        assertThat(same.reminders().get(0).method()).isEqualTo(Reminder.Method.AUDIO);
        CalendarEvent edited = read(body.substring(body.indexOf("\"description\""), body.length() - 1)
                .replace("not bold", "bold")
                .replace("\"minutes\":5", "\"minutes\":10"));
        assertThat(edited.description().html()).isTrue();
        assertThat(edited.reminders()).containsExactly(new Reminder(Reminder.Method.DISPLAY, Duration.ofMinutes(10)));
    }

    @Test
    void zonesThatGoogleCannotKnow_areRefused() {
        CalendarEvent event = CalendarEvent.builder("u")
                .start(new EventTime.Zoned(LocalDateTime.of(2026, 3, 2, 10, 0), "Customized Time Zone"))
                .build();
        assertThatThrownBy(() -> EventBody.create("abcde", event)).isInstanceOf(IllegalArgumentException.class);
        assertThat(json(EventBody.create(
                        "abcde",
                        event.toBuilder()
                                .start(new EventTime.Zoned(
                                        LocalDateTime.of(2026, 3, 2, 10, 0),
                                        "/freeassociation.sourceforge.net/Europe/Berlin"))
                                .build())))
                .contains("\"timeZone\":\"Europe/Berlin\"");
    }

    @Test
    void extraThatIsNoJson_isRefused() {
        CalendarEvent event = CalendarEvent.builder("u")
                .start(EventTime.at(Instant.EPOCH))
                .extras(dev.calsync.model.Extras.of(Map.of("colorId", List.of("1},{"))))
                .build();
        assertThatThrownBy(() -> EventBody.create("abcde", event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colorId");
    }

    @Test
    void seriesMeanTheSame_whateverOrderTheirPartsCameIn() throws Exception {
        EventItem master = item("{\"id\":\"m\",\"etag\":\"\\\"1\\\"\",\"iCalUID\":\"u\",\"recurrence\":"
                + "[\"RRULE:FREQ=DAILY\"]," + TIMES + "}");
        EventItem moved = item("{\"id\":\"m_20260303T090000Z\",\"etag\":\"\\\"2\\\"\",\"iCalUID\":\"u\","
                + "\"recurringEventId\":\"m\",\"summary\":\"x\",\"originalStartTime\":{\"dateTime\":"
                + "\"2026-03-03T09:00:00Z\",\"timeZone\":\"Europe/Berlin\"}," + TIMES + "}");
        EventItem off = item("{\"id\":\"m_20260304T090000Z\",\"etag\":\"\\\"3\\\"\",\"status\":\"cancelled\","
                + "\"recurringEventId\":\"m\",\"originalStartTime\":{\"dateTime\":\"2026-03-04T10:00:00+01:00\"}}");
        RemoteSeries one = ((RemoteChange.Upserted) SeriesAssembly.series("m", master, List.of(moved, off))).remote();
        RemoteSeries other = ((RemoteChange.Upserted) SeriesAssembly.series("m", master, List.of(off, moved))).remote();
        assertThat(one).isEqualTo(other);
        assertThat(SemanticHash.of(one.series())).isEqualTo(SemanticHash.of(other.series()));
        assertThat(one.series().master().recurrence()).containsExactly("RRULE:FREQ=DAILY", "EXDATE:20260304T090000Z");
        assertThat(SeriesTag.master(one.etag())).isEqualTo("\"1\"");
        assertThat(SeriesTag.read(one.etag()).has(List.of(master, moved, off))).isTrue();
        moved.etag = "\"9\"";
        assertThat(SeriesTag.read(one.etag()).has(List.of(moved))).isFalse();
    }

    @Test
    void fieldsOfTheModel_areAllThoughtOf() {
        // A new field has to be given a place here, or a sentence that says why not.
        assertThat(EnumSet.allOf(dev.calsync.model.EventField.class)).hasSize(16);
    }
}
