package dev.calsync.provider.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single events and series, one request at a time. */
class FakeGraphEventsTest extends FakeGraphConversation {

    @Test
    void create_answers201WithTheWholeEvent() throws Exception {
        Answer made = send("POST", events(), with(event("A", "2026-03-02"), "\"transactionId\":\"t1\""));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).contains(made.text("id"));
        assertThat(made.text("subject")).isEqualTo("A");
        assertThat(made.text("type")).isEqualTo("singleInstance");
        assertThat(made.json().path("start").toString())
                .isEqualTo("{\"dateTime\":\"2026-03-02T08:00:00.0000000\",\"timeZone\":\"UTC\"}");
        assertThat(made.text("originalStartTimeZone")).isEqualTo("W. Europe Standard Time");
        assertThat(made.text("transactionId")).isEqualTo("t1");
        assertThat(made.text("@odata.etag")).isEqualTo("W/\"" + made.text("changeKey") + "\"");
        assertThat(get(event(made.text("id"))).json()).isEqualTo(made.json());
    }

    @Test
    void createTwiceUnderOneTransaction_makesOneEvent() throws Exception {
        String body = with(event("A", "2026-03-02"), "\"transactionId\":\"t1\"");
        Answer first = send("POST", events(), body);
        Answer second = send("POST", events(), body);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text("id")).isEqualTo(first.text("id"));
        assertThat(team.size()).isEqualTo(1);
        team.forgetTransactions();
        assertThat(send("POST", events(), body).text("id")).isNotEqualTo(first.text("id"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"subject\":\"A\"} | ErrorInvalidRequest",
                "{\"summary\":\"A\"} | RequestBodyRead",
                "{\"id\":\"A\"} | ErrorInvalidPropertySet",
                "{\"isAllDay\":\"true\"} | RequestBodyRead",
                "{\"showAs\":\"occupied\"} | RequestBodyRead",
                "{\"recurrence\":{\"rule\":{}}} | RequestBodyRead",
                "{\"attendees\":[{\"emailAddress\":{\"mail\":\"x\"}}]} | RequestBodyRead",
                "{\"start\":{\"dateTime\":\"2026-03-02T09:00:00\",\"timeZone\":\"Moon\"},\"end\":{\"dateTime\":\"2026-03-02T10:00:00\"}} | TimeZoneNotSupportedException",
                "{\"start\":{\"dateTime\":\"2026-03-02T11:00:00\"},\"end\":{\"dateTime\":\"2026-03-02T10:00:00\"}} | ErrorPropertyValidationFailure",
                "{\"isAllDay\":true,\"start\":{\"dateTime\":\"2026-03-02T11:00:00\"},\"end\":{\"dateTime\":\"2026-03-03T11:00:00\"}} | ErrorPropertyValidationFailure"
            })
    void whatIsNoEvent_isRefused(String body, String code) throws Exception {
        Answer refused = send("POST", events(), body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(team.size()).isZero();
    }

    @Test
    void patch_mergesObjectsAndReplacesArrays() throws Exception {
        String id = team.create(with(
                event("A", "2026-03-02"),
                "\"categories\":[\"a\",\"b\"],\"attendees\":[{\"emailAddress\":{\"address\":\"bob@example.com\"}}]"));
        Answer changed = send("PATCH", event(id), "{\"categories\":[\"c\"],\"location\":{\"displayName\":\"Rome\"}}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("categories").toString()).isEqualTo("[\"c\"]");
        assertThat(changed.json().path("locations")).hasSize(1);
        assertThat(changed.json()
                        .path("attendees")
                        .get(0)
                        .path("emailAddress")
                        .path("name")
                        .asText())
                .isEqualTo("bob@example.com");
        assertThat(changed.text("subject")).isEqualTo("A");
        assertThat(send("PATCH", event(id), "{\"transactionId\":\"x\"}").code()).isEqualTo("ErrorInvalidPropertySet");
        assertThat(alice.mails()).isEqualTo(2);
    }

    @Test
    void staleEtag_is412AndChangesNothing() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        String etag = get(event(id)).text("@odata.etag");
        assertThat(send("PATCH", event(id), "{\"subject\":\"B\"}", "If-Match", etag)
                        .status())
                .isEqualTo(200);
        Answer stale = send("PATCH", event(id), "{\"subject\":\"C\"}", "If-Match", etag);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("ErrorIrresolvableConflict");
        assertThat(send("DELETE", event(id), "", "If-Match", etag).status()).isEqualTo(412);
        assertThat(get(event(id)).text("subject")).isEqualTo("B");
        assertThat(send("DELETE", event(id), "", "If-Match", "*").status()).isEqualTo(204);
        assertThat(send("DELETE", event(id), "").code()).isEqualTo("ErrorItemNotFound");
    }

    @Test
    void touch_movesTheChangeKeyAlone() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        Answer before = get(event(id));
        team.touch(id);
        Answer after = get(event(id));
        assertThat(after.text("changeKey")).isNotEqualTo(before.text("changeKey"));
        assertThat(after.text("lastModifiedDateTime")).isEqualTo(before.text("lastModifiedDateTime"));
    }

    @Test
    void idsOfBothKindsLeadToTheEvent_andOnlyTheMutableOneChangesWithAMove() throws Exception {
        String immutable = team.create(event("A", "2026-03-02"));
        String mutable = get(event(immutable), "Prefer", "").text("id");
        assertThat(mutable).isNotEqualTo(immutable);
        assertThat(get(event(mutable)).text("id")).isEqualTo(immutable);
        team.move(immutable, alice.primary());
        assertThat(get("/me/events/" + immutable).status()).isEqualTo(200);
        assertThat(get("/me/events/" + mutable).status()).isEqualTo(404);
        assertThat(get(event(immutable) + "/calendar").text("id"))
                .isEqualTo(alice.primary().id());
    }

    @Test
    void ids_differInCaseAlone() {
        String first = team.create(event("A", "2026-03-02"));
        String second = team.create(event("B", "2026-03-02"));
        String third = team.create(event("C", "2026-03-02"));
        assertThat(List.of(first.equalsIgnoreCase(second), second.equalsIgnoreCase(third)))
                .containsExactlyInAnyOrder(true, false);
        assertThat(team.event(first).path("subject").asText()).isEqualTo("A");
        assertThat(team.event(second).path("subject").asText()).isEqualTo("B");
    }

    @Test
    void times_comeInTheZoneThatIsPreferred() throws Exception {
        String id = team.create(event("A", "2026-07-01"));
        for (String zone : List.of("Pacific Standard Time", "America/Los_Angeles")) {
            Answer shown = get(event(id), "Prefer", "outlook.timezone=\"" + zone + "\", " + IMMUTABLE);
            assertThat(shown.json().path("start").path("dateTime").asText()).isEqualTo("2026-07-01T00:00:00.0000000");
            assertThat(shown.json().path("start").path("timeZone").asText()).isEqualTo(zone);
            assertThat(shown.header("Preference-Applied")).contains("outlook.timezone", "ImmutableId");
        }
        assertThat(get(event(id), "Prefer", "outlook.timezone=\"Nowhere\"").code())
                .isEqualTo("TimeZoneNotSupportedException");
    }

    @Test
    void allDay_isMidnightInEveryZone() throws Exception {
        String id = team.create(with(
                timed("Holiday", "2026-05-01T00:00:00", "2026-05-02T00:00:00", "Asia/Tokyo"), "\"isAllDay\":true"));
        Answer shown = get(event(id), "Prefer", "outlook.timezone=\"Pacific Standard Time\"");
        assertThat(shown.json().path("start").path("dateTime").asText()).isEqualTo("2026-05-01T00:00:00.0000000");
        assertThat(shown.text("originalStartTimeZone")).isEqualTo("Tokyo Standard Time");
    }

    @Test
    void textBody_comesBackAsHtmlUnlessTextIsPreferred() throws Exception {
        String body = with(event("A", "2026-03-02"), "\"body\":{\"contentType\":\"text\",\"content\":\"a < b\\nc\"}");
        String id = send("POST", events(), body).text("id");
        JsonNode html = get(event(id)).json().path("body");
        assertThat(html.path("contentType").asText()).isEqualTo("html");
        assertThat(html.path("content").asText()).startsWith("<html>").contains("a &lt; b<br>");
        JsonNode text = get(event(id), "Prefer", "outlook.body-content-type=\"text\"")
                .json()
                .path("body");
        assertThat(text.path("content").asText()).isEqualTo("a < b\r\nc");
    }

    @Test
    void cancelledOccurrences_comeOnlyWhenSelected() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 4));
        team.deleteOccurrence(id, LocalDate.parse("2026-03-16"));
        String changed = team.changeOccurrence(id, LocalDate.parse("2026-03-09"), "{\"subject\":\"X\"}");
        Answer plain = get(event(id));
        assertThat(plain.json().has("cancelledOccurrences")).isFalse();
        assertThat(plain.json().has("exceptionOccurrences")).isFalse();
        Answer asked = get(event(id) + "?$select=subject,cancelledOccurrences&$expand=exceptionOccurrences");
        assertThat(asked.json().path("cancelledOccurrences").get(0).asText()).isEqualTo("OID." + id + ".2026-03-16");
        JsonNode exception = asked.json().path("exceptionOccurrences").get(0);
        assertThat(exception.path("id").asText()).isEqualTo(changed);
        assertThat(exception.path("type").asText()).isEqualTo("exception");
        assertThat(exception.path("originalStart").asText()).isEqualTo("2026-03-09T08:00:00Z");
        assertThat(exception.path("seriesMasterId").asText()).isEqualTo(id);
        assertThat(asked.json().has("start")).isFalse();
    }

    @Test
    void instances_areOccurrencesAndExceptionsButNothingCancelled() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 4));
        team.deleteOccurrence(id, LocalDate.parse("2026-03-16"));
        team.changeOccurrence(id, LocalDate.parse("2026-03-09"), "{\"subject\":\"X\"}");
        Answer instances = get(event(id) + "/instances?" + YEAR);
        assertThat(instances.value())
                .extracting(item -> Json.text(item, "type"))
                .containsExactlyInAnyOrder("occurrence", "occurrence", "exception");
        String occurrence = Json.text(instances.value().get(0), "id");
        Answer moved = send(
                "PATCH",
                event(occurrence),
                "{\"start\":{\"dateTime\":\"2026-03-03T09:00:00\",\"timeZone\":\"Europe/Berlin\"},"
                        + "\"end\":{\"dateTime\":\"2026-03-03T10:00:00\",\"timeZone\":\"Europe/Berlin\"}}");
        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.text("type")).isEqualTo("exception");
        assertThat(moved.text("id")).isEqualTo(occurrence);
    }

    @Test
    void occurrence_staysBetweenItsNeighbours() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 4));
        String second = team.occurrenceId(id, LocalDate.parse("2026-03-09"));
        for (String day : List.of("2026-03-02", "2026-03-16", "2026-02-01")) {
            Answer refused = send("PATCH", event(second), event("W", day));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("ErrorOccurrenceCrossingBoundary");
        }
        assertThat(send("PATCH", event(second), event("W", "2026-03-15")).status())
                .isEqualTo(200);
        String third = team.occurrenceId(id, LocalDate.parse("2026-03-16"));
        assertThat(send("PATCH", event(third), event("W", "2026-03-15")).status())
                .isEqualTo(400);
    }

    @Test
    void newTimesOfASeries_dropWhatWasChangedInIt() throws Exception {
        String id = team.create(weekly("W", "2026-03-02", "monday", 4));
        team.deleteOccurrence(id, LocalDate.parse("2026-03-16"));
        String exception = team.changeOccurrence(id, LocalDate.parse("2026-03-09"), "{\"subject\":\"X\"}");
        team.update(id, "{\"subject\":\"Y\"}");
        assertThat(get(event(id) + "?$select=cancelledOccurrences").json().path("cancelledOccurrences"))
                .hasSize(1);
        assertThat(get(event(exception)).text("subject")).isEqualTo("X");
        assertThat(send("PATCH", event(id), event("Y", "2026-03-02").replace("T09", "T08"))
                        .status())
                .isEqualTo(200);
        assertThat(get(event(id) + "?$select=cancelledOccurrences").json().path("cancelledOccurrences"))
                .isEmpty();
        assertThat(get(event(exception)).text("type")).isEqualTo("occurrence");
    }

    @Test
    void extendedProperties_areExpandedByIdAndFound() throws Exception {
        String property = "String {66F5A359-4659-4830-9070-00047EC6AC6E} Name calsync";
        Answer made = send(
                "POST",
                events(),
                with(
                        event("A", "2026-03-02"),
                        "\"singleValueExtendedProperties\":[{\"id\":\"" + property + "\",\"value\":\"v'1\"}]"));
        team.create(event("B", "2026-03-02"));
        assertThat(made.json().has("singleValueExtendedProperties")).isFalse();
        String encoded = "String%20%7B66f5a359-4659-4830-9070-00047ec6ac6e%7D%20Name%20calsync";
        Answer shown = get(
                event(made.text("id")) + "?$expand=singleValueExtendedProperties($filter=id%20eq%20'" + encoded + "')");
        assertThat(shown.json()
                        .path("singleValueExtendedProperties")
                        .get(0)
                        .path("value")
                        .asText())
                .isEqualTo("v'1");
        Answer found = get(events() + "?$filter=singleValueExtendedProperties/Any(ep:%20ep/id%20eq%20'" + encoded
                + "'%20and%20ep/value%20eq%20'v''1')");
        assertThat(found.value()).extracting(item -> Json.text(item, "subject")).containsExactly("A");
        assertThat(get(event(made.text("id")) + "?$expand=singleValueExtendedProperties")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void lists_comeInPages() throws Exception {
        for (int day = 1; day <= 23; day++) {
            team.create(event("E" + day, String.format("2026-03-%02d", day)));
        }
        Answer first = get(events() + "?$select=subject");
        assertThat(first.value()).hasSize(10);
        Answer second = get(first.text("@odata.nextLink"));
        Answer third = get(second.text("@odata.nextLink"));
        assertThat(third.value()).hasSize(3);
        assertThat(third.json().has("@odata.nextLink")).isFalse();
        assertThat(get("/me/calendars/" + team.id()
                                + "/calendarView?startDateTime=2026-03-05T00:00:00Z&endDateTime=2026-03-07T00:00:00Z")
                        .value())
                .hasSize(2);
        assertThat(get(events() + "?$search=x").status()).isEqualTo(400);
    }

    @Test
    void readOnlyCalendar_isNotWritten() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        team.readOnly(true);
        assertThat(send("POST", events(), event("B", "2026-03-02")).code()).isEqualTo("ErrorAccessDenied");
        assertThat(send("PATCH", event(id), "{\"subject\":\"B\"}").status()).isEqualTo(403);
        assertThat(send("DELETE", event(id), "").status()).isEqualTo(403);
        assertThat(get("/me/calendars/" + team.id()).json().path("canEdit").asBoolean())
                .isFalse();
    }

    @Test
    void sharedCalendar_isReachedThroughTheCalendarOnly() throws Exception {
        FakeCalendar bobs = graph.mailbox("bob@example.com").createCalendar("Bob's");
        String id = bobs.create(event("B", "2026-03-02"));
        assertThat(get("/me/calendars/" + bobs.id()).status()).isEqualTo(404);
        alice.share(bobs);
        assertThat(get("/me/calendars/" + bobs.id() + "/events/" + id).text("subject"))
                .isEqualTo("B");
        assertThat(get("/me/events/" + id).status()).isEqualTo(404);
        assertThat(get("/users/bob@example.com/events/" + id).status()).isEqualTo(403);
    }

    @Test
    void calendars_areListedInGroupsAndPages() throws Exception {
        Answer all = get("/me/calendars");
        assertThat(all.value()).extracting(item -> Json.text(item, "name")).containsExactly("Calendar", "Team");
        assertThat(all.value().get(0).path("isDefaultCalendar").asBoolean()).isTrue();
        Answer groups = get("/me/calendarGroups");
        String mine = Json.text(groups.value().get(0), "id");
        assertThat(get("/me/calendarGroups/" + mine + "/calendars").value()).hasSize(2);
        for (int i = 0; i < 12; i++) {
            alice.createCalendar("C" + i);
        }
        assertThat(get(get("/me/calendars?$select=name").text("@odata.nextLink"))
                        .value())
                .hasSize(4);
        assertThat(get("/me").text("userPrincipalName")).isEqualTo("alice@example.com");
        assertThat(get("/me/calendar").text("name")).isEqualTo("Calendar");
    }

    @Test
    void missingScopes_are403_andMissingTokens401() throws Exception {
        bearer = graph.login().accessToken(alice, "Calendars.Read");
        assertThat(get(events()).status()).isEqualTo(200);
        assertThat(send("POST", events(), event("A", "2026-03-02")).code()).isEqualTo("ErrorAccessDenied");
        assertThat(get("/me").status()).isEqualTo(403);
        graph.login().expireAccessTokens();
        Answer refused = get(events());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("InvalidAuthenticationToken");
    }
}
