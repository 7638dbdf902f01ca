package dev.calsync.provider.google.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.calsync.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recurring events, their instances and exceptions. */
class FakeGoogleSeriesTest {
    private static final String DAILY =
            "{\"summary\":\"Daily\",\"recurrence\":[\"RRULE:FREQ=DAILY;COUNT=5\"]," + FakeGoogleEventsTest.TEN + "}";

    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(ManualTime.atNewYear());
    private final FakeUser alice = google.user("alice@example.com");
    private final Talk talk = new Talk(google, alice.accessToken());
    private final String master = alice.primary().put(DAILY);

    @AfterEach
    void stop() {
        google.close();
    }

    private String instance(int day) {
        return master + "_2026030" + day + "T090000Z";
    }

    private Talk.Heard patch(String id, String body) throws Exception {
        return talk.send("PATCH", "calendars/primary/events/" + id, body);
    }

    private List<String> list(String query) throws Exception {
        return talk.all("calendars/primary/events" + query, new ArrayList<>());
    }

    @Test
    void instances_haveIdsOfTheirOwn_andTheirMastersUid() throws Exception {
        JsonNode first = talk.get("calendars/primary/events/" + master + "/instances")
                .json()
                .at("/items/0");
        assertThat(first.path("id").asText()).isEqualTo(instance(2));
        assertThat(first.path("recurringEventId").asText()).isEqualTo(master);
        assertThat(first.path("iCalUID").asText()).isEqualTo(master + "@google.com");
        assertThat(first.at("/originalStartTime/dateTime").asText()).isEqualTo("2026-03-02T10:00:00+01:00");
        assertThat(first.has("recurrence")).isFalse();
        assertThat(talk.get("calendars/primary/events/" + instance(4)).get("/summary"))
                .isEqualTo("Daily");
        assertThat(talk.get("calendars/primary/events/" + master + "_20260320T090000Z")
                        .status())
                .isEqualTo(404);
        assertThat(talk.get("calendars/primary/events/" + instance(2) + "_20260302T090000Z")
                        .status())
                .isEqualTo(404);
        assertThat(talk.get("calendars/primary/events/" + master
                                + "/instances?originalStart=2026-03-03T10:00:00%2B01:00")
                        .ids())
                .containsExactly(instance(3));
    }

    @Test
    void changedInstance_isAnException_inListsAndInItsPlace() throws Exception {
        Talk.Heard changed = patch(instance(3), "{\"summary\":\"Other\"}");
        assertThat(changed.get("/id")).isEqualTo(instance(3));
        assertThat(list("")).containsExactly(master, instance(3));
        assertThat(talk.get("calendars/primary/events/" + master + "/instances").ids())
                .hasSize(5)
                .contains(instance(3));
        google.oddities(Oddity.EXCEPTIONS_FIRST);
        assertThat(list("?maxResults=1")).containsExactly(instance(3), master);
    }

    @Test
    void cancelledInstance_staysAsLongAsItsSeriesLives() throws Exception {
        assertThat(talk.send("DELETE", "calendars/primary/events/" + instance(3), "")
                        .status())
                .isEqualTo(204);
        JsonNode stub =
                talk.get("calendars/primary/events?showDeleted=false").json().at("/items/1");
        List<String> names = new ArrayList<>();
        stub.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactlyInAnyOrder("kind", "etag", "id", "status", "recurringEventId", "originalStartTime");
        assertThat(talk.get("calendars/primary/events/" + master + "/instances").ids())
                .hasSize(4);
        alice.primary().delete(master);
        assertThat(list("")).isEmpty();
        assertThat(list("?showDeleted=true")).containsExactly(master, instance(3));
    }

    @Test
    void cancellingAnInstance_movesItsMasterToo_toTheSameTag() throws Exception {
        List<String> tokens = new ArrayList<>();
        talk.all("calendars/primary/events", tokens);
        patch(instance(3), "{\"status\":\"cancelled\"}");
        assertThat(list("?syncToken=" + Talk.encoded(tokens.get(0)))).containsExactly(instance(3), master);
        assertThat(talk.get("calendars/primary/events/" + master).get("/etag"))
                .isEqualTo(talk.get("calendars/primary/events/" + instance(3)).get("/etag"));
        assertThat(patch(instance(3), "{\"status\":\"confirmed\"}").get("/summary"))
                .isEqualTo("Daily");
    }

    @Test
    void deletionOfASeries_isToldByMasterAndExceptions_orByTheMasterAlone() throws Exception {
        List<String> tokens = new ArrayList<>();
        patch(instance(3), "{\"summary\":\"Other\"}");
        talk.all("calendars/primary/events", tokens);
        String since = "?syncToken=" + Talk.encoded(tokens.get(tokens.size() - 1));
        alice.primary().delete(master);
        assertThat(list(since)).containsExactly(master, instance(3));
        String other = alice.primary().put(DAILY);
        alice.primary().patch(other + "_20260303T090000Z", "{\"summary\":\"Other\"}");
        talk.all("calendars/primary/events", tokens);
        since = "?syncToken=" + Talk.encoded(tokens.get(tokens.size() - 1));
        google.oddities(Oddity.EXCEPTIONS_VANISH_SILENTLY);
        alice.primary().delete(other);
        assertThat(list(since)).containsExactly(other);
    }

    @Test
    void newRule_endsExceptionsAtTimesThatAreNoMore() throws Exception {
        patch(instance(3), "{\"summary\":\"Other\"}");
        patch(instance(6), "{\"summary\":\"Last\"}");
        patch(master, "{\"recurrence\":[\"RRULE:FREQ=DAILY;COUNT=3\"]}");
        assertThat(list("")).containsExactly(master, instance(3));
        assertThat(talk.get("calendars/primary/events/" + instance(6)).get("/status"))
                .isEqualTo("cancelled");
    }

    @Test
    void wholeDays_haveIdsWithoutATime() throws Exception {
        String days = alice.primary()
                .put("{\"recurrence\":[\"RRULE:FREQ=WEEKLY\"],\"start\":{\"date\":\"2026-03-02\"},"
                        + "\"end\":{\"date\":\"2026-03-03\"}}");
        assertThat(talk.get("calendars/primary/events/" + days + "_20260309").get("/start/date"))
                .isEqualTo("2026-03-09");
    }

    @Test
    void hiddenInstance_hidesItsSeries() throws Exception {
        patch(instance(3), "{\"visibility\":\"private\"}");
        assertThat(talk.get("calendars/primary/events/" + master).get("/visibility"))
                .isEqualTo("private");
    }

    @Test
    void singleEvents_areExpandedInTheirOrder() throws Exception {
        patch(instance(3), "{\"start\":{\"dateTime\":\"2026-03-03T08:00:00+01:00\"}}");
        talk.send("DELETE", "calendars/primary/events/" + instance(4), "");
        assertThat(
                        list(
                                "?singleEvents=true&orderBy=startTime&timeMin=2026-03-03T00:00:00Z&timeMax=2026-03-06T00:00:00Z"))
                .containsExactly(instance(3), instance(5));
        assertThat(talk.get("calendars/primary/events?orderBy=startTime").status())
                .isEqualTo(400);
    }
}
