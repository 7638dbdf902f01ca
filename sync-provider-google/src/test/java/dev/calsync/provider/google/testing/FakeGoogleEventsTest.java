package dev.calsync.provider.google.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single events: what is taken, what is refused, what comes back. */
class FakeGoogleEventsTest {
    static final String TEN = "\"start\":{\"dateTime\":\"2026-03-02T10:00:00\",\"timeZone\":\"Europe/Berlin\"},"
            + "\"end\":{\"dateTime\":\"2026-03-02T11:00:00\",\"timeZone\":\"Europe/Berlin\"}";

    private final ManualTime time = ManualTime.atNewYear();
    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(time);
    private final FakeUser alice = google.user("alice@example.com");
    private final Talk talk = new Talk(google, "");

    @BeforeEach
    void logIn() {
        talk.token(alice.accessToken());
    }

    @AfterEach
    void stop() {
        google.close();
    }

    private static String event(String members) {
        return "{" + members + (members.isEmpty() ? "" : ",") + TEN + "}";
    }

    private Talk.Heard insert(String members) throws Exception {
        return talk.send("POST", "calendars/primary/events", event(members));
    }

    private Talk.Heard patch(String id, String body, String... headers) throws Exception {
        return talk.send("PATCH", "calendars/primary/events/" + id, body, headers);
    }

    @Test
    void insertedEvent_comesBackWithWhatTheServiceAdds() throws Exception {
        Talk.Heard made = insert("\"summary\":\"A\",\"transparency\":\"opaque\",\"unknown\":1");
        assertThat(made.status()).isEqualTo(200);
        JsonNode event = made.json();
        assertThat(event.path("id").asText()).matches("[a-v0-9]{26}");
        assertThat(event.path("iCalUID").asText()).isEqualTo(event.path("id").asText() + "@google.com");
        assertThat(event.at("/start/dateTime").asText()).isEqualTo("2026-03-02T10:00:00+01:00");
        assertThat(event.at("/organizer/self").asBoolean()).isTrue();
        assertThat(event.at("/reminders/useDefault").asBoolean()).isTrue();
        assertThat(event.path("status").asText()).isEqualTo("confirmed");
        assertThat(event.path("etag").asText()).startsWith("\"");
        assertThat(event.has("transparency")).isFalse();
        assertThat(event.has("unknown")).isFalse();
        assertThat(talk.get("calendars/primary/events/" + event.path("id").asText())
                        .json())
                .isEqualTo(event);
    }

    @Test
    void timesAreShownInTheCalendarsZone_orTheOneAskedFor() throws Exception {
        String id = talk.send(
                        "POST",
                        "calendars/primary/events",
                        "{\"start\":{\"dateTime\":\"2026-07-01T08:00:00Z\",\"timeZone\":\"America/New_York\"},"
                                + "\"end\":{\"dateTime\":\"2026-07-01T09:00:00Z\"}}")
                .get("/id");
        JsonNode here = talk.get("calendars/primary/events/" + id).json();
        assertThat(here.at("/start/dateTime").asText()).isEqualTo("2026-07-01T10:00:00+02:00");
        assertThat(here.at("/start/timeZone").asText()).isEqualTo("America/New_York");
        assertThat(here.at("/end/timeZone").asText()).isEqualTo("Europe/Berlin");
        JsonNode there =
                talk.get("calendars/primary/events/" + id + "?timeZone=UTC").json();
        assertThat(there.at("/start/dateTime").asText()).isEqualTo("2026-07-01T08:00:00Z");
    }

    @Test
    void chosenId_isTaken_once_evenAfterDeletion() throws Exception {
        assertThat(insert("\"id\":\"abcde01\"").status()).isEqualTo(200);
        assertThat(insert("\"id\":\"abcde01\"").reason()).isEqualTo("duplicate");
        assertThat(talk.send("DELETE", "calendars/primary/events/abcde01", "").status())
                .isEqualTo(204);
        Talk.Heard again = insert("\"id\":\"abcde01\"");
        assertThat(again.status()).isEqualTo(409);
        assertThat(patch("abcde01", "{\"summary\":\"x\"}").status()).isEqualTo(403);
        assertThat(talk.send("DELETE", "calendars/primary/events/abcde01", "").reason())
                .isEqualTo("deleted");
        assertThat(talk.get("calendars/primary/events/abcde01").get("/status")).isEqualTo("cancelled");
        assertThat(patch("abcde01", "{\"status\":\"confirmed\"}").get("/status"))
                .isEqualTo("confirmed");
    }

    @Test
    void badEvents_areRefusedWithAReason() throws Exception {
        assertThat(insert("\"id\":\"xyz\"").reason()).isEqualTo("invalid");
        assertThat(insert("\"id\":\"abcde\",\"iCalUID\":\"other@example.com\"").get("/error/message"))
                .isEqualTo("Invalid resource id value.");
        assertThat(talk.send("POST", "calendars/primary/events", "{\"summary\":\"A\"}")
                        .reason())
                .isEqualTo("required");
        assertThat(talk.send("POST", "calendars/primary/events", "[1]").reason())
                .isEqualTo("parseError");
        assertThat(talk.send(
                                "POST",
                                "calendars/primary/events",
                                "{\"start\":{\"date\":\"2026-03-02\"},\"end\":{\"date\":\"2026-03-01\"}}")
                        .reason())
                .isEqualTo("timeRangeEmpty");
        assertThat(insert("\"attendees\":[{\"email\":\"nobody\"}]").reason()).isEqualTo("invalid");
        assertThat(insert("\"recurrence\":[\"DTSTART:20260302T100000Z\"]").reason())
                .isEqualTo("invalid");
        assertThat(insert("\"recurrence\":[\"RRULE:FREQ=SOMETIMES\"]").reason()).isEqualTo("invalid");
        assertThat(insert("\"reminders\":{\"useDefault\":true,\"overrides\":[{\"method\":\"popup\",\"minutes\":5}]}")
                        .reason())
                .isEqualTo("cannotUseDefaultRemindersAndSpecifyOverride");
        assertThat(talk.send(
                                "POST",
                                "calendars/primary/events",
                                "{\"recurrence\":[\"RRULE:FREQ=DAILY\"],\"start\":{\"dateTime\":\"2026-03-02T10:00:00Z\"},"
                                        + "\"end\":{\"dateTime\":\"2026-03-02T11:00:00Z\"}}")
                        .get("/error/message"))
                .startsWith("Missing time zone definition");
        assertThat(talk.send("POST", "calendars/primary/events?sendUpdates=some", event(""))
                        .reason())
                .isEqualTo("invalidParameter");
        assertThat(alice.primary().events()).isEmpty();
    }

    @Test
    void patch_mergesObjects_replacesArrays_andNullClears() throws Exception {
        String id = insert(
                        "\"summary\":\"A\",\"location\":\"here\",\"attendees\":[{\"email\":\"b@example.com\"},"
                                + "{\"email\":\"c@example.com\"}],\"extendedProperties\":{\"private\":{\"a\":\"1\",\"b\":\"2\"}}")
                .get("/id");
        JsonNode now = patch(
                        id,
                        "{\"location\":null,\"attendees\":[{\"email\":\"d@example.com\"}],"
                                + "\"extendedProperties\":{\"private\":{\"b\":null,\"c\":\"3\"}}}")
                .json();
        assertThat(now.path("summary").asText()).isEqualTo("A");
        assertThat(now.has("location")).isFalse();
        assertThat(now.path("attendees")).hasSize(1);
        assertThat(now.at("/attendees/0/responseStatus").asText()).isEqualTo("needsAction");
        assertThat(now.at("/extendedProperties/private").toString()).isEqualTo("{\"a\":\"1\",\"c\":\"3\"}");
    }

    @Test
    void fromTimedToWholeDay_needsTheOldFormCleared() throws Exception {
        String id = insert("").get("/id");
        String both = "{\"start\":{\"date\":\"2026-03-02\"},\"end\":{\"date\":\"2026-03-03\"}}";
        assertThat(patch(id, both).reason()).isEqualTo("invalid");
        String cleared = "{\"start\":{\"date\":\"2026-03-02\",\"dateTime\":null,\"timeZone\":null},"
                + "\"end\":{\"date\":\"2026-03-03\",\"dateTime\":null,\"timeZone\":null}}";
        assertThat(patch(id, cleared).json().at("/start").toString()).isEqualTo("{\"date\":\"2026-03-02\"}");
    }

    @Test
    void etag_guardsEveryWrite() throws Exception {
        Talk.Heard made = insert("\"summary\":\"A\"");
        String id = made.get("/id");
        String old = made.get("/etag");
        assertThat(patch(id, "{\"summary\":\"B\"}", "If-Match", old).status()).isEqualTo(200);
        Talk.Heard late = patch(id, "{\"summary\":\"C\"}", "If-Match", old);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.reason()).isEqualTo("conditionNotMet");
        assertThat(late.get("/error/errors/0/location")).isEqualTo("If-Match");
        assertThat(talk.send("PUT", "calendars/primary/events/" + id, event(""), "If-Match", old)
                        .status())
                .isEqualTo(412);
        assertThat(talk.send("DELETE", "calendars/primary/events/" + id, "", "If-Match", old)
                        .status())
                .isEqualTo(412);
        String now = talk.get("calendars/primary/events/" + id).get("/etag");
        assertThat(talk.get("calendars/primary/events/" + id, "If-None-Match", now)
                        .status())
                .isEqualTo(304);
        assertThat(talk.send("DELETE", "calendars/primary/events/" + id, "", "If-Match", now)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void remindersMoveTheEtag_butNotTheTimeOfTheLastChange() throws Exception {
        Talk.Heard made = insert("");
        time.advance(Duration.ofMinutes(5));
        Talk.Heard now = patch(
                made.get("/id"),
                "{\"reminders\":{\"useDefault\":false,\"overrides\":[{\"method\":\"popup\",\"minutes\":5}]}}");
        assertThat(now.get("/updated")).isEqualTo(made.get("/updated"));
        assertThat(now.get("/etag")).isNotEqualTo(made.get("/etag"));
        Talk.Heard later = patch(made.get("/id"), "{\"summary\":\"B\"}");
        assertThat(later.get("/updated")).isGreaterThan(made.get("/updated"));
        assertThat(later.get("/sequence")).isEqualTo("0");
        assertThat(patch(made.get("/id"), "{\"end\":{\"dateTime\":\"2026-03-02T12:00:00+01:00\"}}")
                        .get("/sequence"))
                .isEqualTo("1");
        assertThat(patch(made.get("/id"), "{\"sequence\":0}").get("/error/message"))
                .startsWith("Invalid sequence value.");
    }

    @Test
    void update_replacesEverything_butNotForGuests() throws Exception {
        String id = insert("\"summary\":\"A\",\"location\":\"here\"").get("/id");
        JsonNode now = talk.send("PUT", "calendars/primary/events/" + id, event("\"summary\":\"B\""))
                .json();
        assertThat(now.has("location")).isFalse();
        String theirs = alice.primary()
                .put(event("\"organizer\":{\"email\":\"boss@example.com\"},\"guestsCanInviteOthers\":false,"
                        + "\"attendees\":[{\"email\":\"alice@example.com\"},{\"email\":\"c@example.com\"}]"));
        assertThat(talk.send("PUT", "calendars/primary/events/" + theirs, event("\"summary\":\"B\""))
                        .reason())
                .isEqualTo("forbiddenForNonOrganizer");
        assertThat(patch(theirs, "{\"guestsCanInviteOthers\":true}").reason()).isEqualTo("forbiddenForNonOrganizer");
        JsonNode answered = patch(
                        theirs, "{\"attendees\":[{\"email\":\"alice@example.com\",\"responseStatus\":\"accepted\"}]}")
                .json();
        assertThat(answered.path("attendees")).hasSize(2);
        assertThat(answered.at("/attendees/0/responseStatus").asText()).isEqualTo("accepted");
        assertThat(answered.at("/attendees/0/self").asBoolean()).isTrue();
    }

    @Test
    void truncatedGuests_areMarked_andDoNotGetLost() throws Exception {
        String id = insert("\"attendees\":[{\"email\":\"alice@example.com\"},{\"email\":\"b@example.com\"},"
                        + "{\"email\":\"c@example.com\"}]")
                .get("/id");
        JsonNode few =
                talk.get("calendars/primary/events/" + id + "?maxAttendees=1").json();
        assertThat(few.path("attendeesOmitted").asBoolean()).isTrue();
        assertThat(few.path("attendees")).hasSize(1);
        JsonNode now = patch(
                        id,
                        "{\"attendeesOmitted\":true,\"attendees\":[{\"email\":\"alice@example.com\","
                                + "\"responseStatus\":\"tentative\"}]}")
                .json();
        assertThat(now.path("attendees")).hasSize(3);
        assertThat(now.at("/attendees/0/responseStatus").asText()).isEqualTo("tentative");
    }

    @Test
    void conferencesAndAttachments_needTheirSwitch() throws Exception {
        String wish = "\"conferenceData\":{\"createRequest\":{\"requestId\":\"r1\"}},"
                + "\"attachments\":[{\"fileUrl\":\"https://example.com/a\"}]";
        JsonNode without = insert(wish).json();
        assertThat(without.has("conferenceData")).isFalse();
        assertThat(without.has("attachments")).isFalse();
        JsonNode with = talk.send(
                        "POST",
                        "calendars/primary/events?conferenceDataVersion=1&supportsAttachments=true",
                        event(wish))
                .json();
        assertThat(with.path("hangoutLink").asText()).startsWith("https://meet.google.com/");
        assertThat(with.path("attachments")).hasSize(1);
        JsonNode patched =
                patch(with.path("id").asText(), "{\"summary\":\"B\"}").json();
        assertThat(patched.path("attachments")).hasSize(1);
    }

    @Test
    void imported_keepsUidAndOrganizer_andImportsAgainInPlace() throws Exception {
        String body = event("\"iCalUID\":\"x@elsewhere\",\"organizer\":{\"email\":\"boss@example.com\"}");
        Talk.Heard made = talk.send("POST", "calendars/primary/events/import", body);
        assertThat(made.get("/iCalUID")).isEqualTo("x@elsewhere");
        assertThat(made.get("/organizer/email")).isEqualTo("boss@example.com");
        assertThat(made.get("/id")).startsWith("_");
        Talk.Heard again =
                talk.send("POST", "calendars/primary/events/import", body.replace("{\"i", "{\"summary\":\"B\",\"i"));
        assertThat(again.get("/id")).isEqualTo(made.get("/id"));
        assertThat(again.get("/summary")).isEqualTo("B");
        assertThat(insert("\"iCalUID\":\"x@elsewhere\"").status()).isEqualTo(409);
        assertThat(talk.send("POST", "calendars/primary/events/import", event(""))
                        .reason())
                .isEqualTo("required");
    }

    @Test
    void moved_leavesAStubBehind() throws Exception {
        FakeCalendar team = alice.createCalendar("Team");
        String id = insert("\"summary\":\"A\"").get("/id");
        Talk.Heard moved = talk.send(
                "POST", "calendars/primary/events/" + id + "/move?destination=" + Talk.encoded(team.id()), "");
        assertThat(moved.get("/organizer/email")).isEqualTo(team.id());
        assertThat(team.events()).containsOnlyKeys(id);
        assertThat(talk.get("calendars/primary/events/" + id).json().toString())
                .contains("cancelled")
                .doesNotContain("summary");
    }

    @Test
    void mail_isRememberedOnlyWhenAskedFor() throws Exception {
        String id = insert("\"attendees\":[{\"email\":\"b@example.com\"}]").get("/id");
        assertThat(google.mails()).isEmpty();
        talk.send("PATCH", "calendars/primary/events/" + id + "?sendUpdates=all", "{\"summary\":\"B\"}");
        assertThat(google.mails())
                .containsExactly(new SentMail("alice@example.com", id, "all", List.of("b@example.com")));
    }

    @Test
    void methodOverride_isUnderstood() throws Exception {
        String id = insert("\"summary\":\"A\"").get("/id");
        Talk.Heard now = talk.send(
                "POST", "calendars/primary/events/" + id, "{\"summary\":\"B\"}", "X-HTTP-Method-Override", "PATCH");
        assertThat(now.get("/summary")).isEqualTo("B");
        assertThat(google.requests().count(LoggedRequest.of("events.patch"))).isEqualTo(1);
    }
}
