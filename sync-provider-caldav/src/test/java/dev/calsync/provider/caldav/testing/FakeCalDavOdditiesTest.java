package dev.calsync.provider.caldav.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.testing.wire.HeldRequests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Faults and quirks do what they say, and nothing without being asked. */
class FakeCalDavOdditiesTest extends FakeCalDavConversation {

    @Test
    void scriptedFailures_hitAsOftenAsTheyWereOrdered() throws Exception {
        server.faults().unavailable(1, LoggedRequest.withMethod("PUT"), Duration.ofMillis(1500));
        server.faults().throttle(1, LoggedRequest.withMethod("PUT"), Duration.ofSeconds(7));
        HttpResponse<String> first = put("a.ics", event("a", "A"));
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(header(first, "Retry-After")).isEqualTo("2");
        assertThat(send("GET", team.path("a.ics"), "").statusCode()).isEqualTo(404);
        HttpResponse<String> second = put("a.ics", event("a", "A"));
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(header(second, "Retry-After")).isEqualTo("7");
        assertThat(server.faults().pending()).isZero();
        assertThat(put("a.ics", event("a", "A")).statusCode()).isEqualTo(201);
    }

    @Test
    void droppedRequests_areNotApplied_lostRepliesAre() {
        server.faults().drop(1, LoggedRequest.withMethod("PUT"));
        assertThatThrownBy(() -> put("a.ics", event("a", "A"))).isInstanceOf(IOException.class);
        assertThat(team.resources()).isEmpty();
        server.faults().loseReply(1, LoggedRequest.withMethod("PUT"));
        assertThatThrownBy(() -> put("a.ics", event("a", "A"))).isInstanceOf(IOException.class);
        assertThat(team.resources()).containsOnlyKeys("a.ics");
        assertThat(server.requests().all())
                .extracting(LoggedRequest::status)
                .containsExactly(LoggedRequest.UNANSWERED, LoggedRequest.UNANSWERED);
    }

    @Test
    void cutReplies_breakInTheMiddle() {
        server.faults().cutReply(1, LoggedRequest.withBody("sync-collection"));
        assertThatThrownBy(() -> sync("", 0)).isInstanceOf(IOException.class);
    }

    @Test
    void heldRequests_waitUntilTheyAreReleased() throws Exception {
        HeldRequests held = server.faults().hold(1, LoggedRequest.withMethod("PUT"));
        CompletableFuture<HttpResponse<String>> reply = client.sendAsync(
                authorized("PUT", team.path("a.ics"), event("a", "A"))
                        .header("Content-Type", "text/calendar")
                        .build(),
                BodyHandlers.ofString());
        assertThat(held.awaitArrival(Duration.ofSeconds(30))).isTrue();
        assertThat(team.resources()).isEmpty();
        assertThat(reply).isNotDone();
        held.release();
        assertThat(reply.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    }

    @Test
    void quirksOfHrefs_stillLeadToTheSameResource() throws Exception {
        team.put("a@b c.ics", event("a", "A"));
        server.quirks(Quirk.ABSOLUTE_HREFS, Quirk.ODD_HREF_ENCODING);
        String href = sync("", 0).statusByHref().keySet().iterator().next();
        assertThat(href).startsWith(server.url().toString()).contains("a%40b%20c%2eics");
        assertThat(XmlAnswer.of(report(multiget(href))).count(CALDAV, "calendar-data"))
                .isEqualTo(1);
        server.quirks(Quirk.HREFS_WITHOUT_CLOSING_SLASH);
        assertThat(propfind("/dav/calendars/alice", "1", "<displayname/>").statusByHref())
                .containsOnlyKeys("/dav/calendars/alice", "/dav/calendars/alice/team");
    }

    @Test
    void quirksOfSync_changeWhatTheySay() throws Exception {
        server.quirks(Quirk.NO_SYNC_COLLECTION);
        assertThat(report(syncBody("", 0)).body()).contains("supported-report");
        assertThat(propfind(team.path(), "0", "<supported-report-set/><sync-token/>")
                        .count(DAV, "sync-collection"))
                .isZero();

        server.quirks(Quirk.PAGED_BY_507, Quirk.SYNC_COLLECTION_WITH_CALENDAR_DATA);
        server.pageSize(1);
        team.put("a.ics", event("a", "A"));
        team.put("b.ics", event("b", "B"));
        XmlAnswer page = sync("", 0);
        assertThat(page.statusByHref()).containsOnlyKeys(team.path("a.ics"), team.path());
        assertThat(page.text(CALDAV, "calendar-data")).isEqualTo(event("a", "A"));

        Map<Quirk, Integer> expired = new LinkedHashMap<>();
        expired.put(Quirk.TOKEN_EXPIRED_AS_409, 409);
        expired.put(Quirk.TOKEN_EXPIRED_AS_500, 500);
        expired.put(Quirk.TOKEN_EXPIRED_LISTS_EVERYTHING, 207);
        for (Map.Entry<Quirk, Integer> each : expired.entrySet()) {
            server.quirks(each.getKey());
            assertThat(report(syncBody("gone", 0)).statusCode()).isEqualTo(each.getValue());
        }

        server.quirks(Quirk.SYNC_COLLECTION_FORGETS_REMOVED, Quirk.SYNC_COLLECTION_LISTS_ITSELF);
        String token = sync("", 0).token();
        team.remove("a.ics");
        assertThat(sync(token, 0).statusByHref()).containsOnlyKeys(team.path());
        server.quirks(Quirk.OMIT_MISSING_IN_MULTIGET);
        assertThat(XmlAnswer.of(report(multiget(team.path("a.ics")))).statusByHref())
                .isEmpty();
    }

    @Test
    void quirksOfWrites_changeWhatTheySay() throws Exception {
        server.quirks(Quirk.NO_ETAG_AFTER_PUT);
        HttpResponse<String> silent = put("a.ics", event("a", "A"));
        assertThat(silent.headers().firstValue("ETag")).isEmpty();
        assertThat(team.resource("a.ics").orElseThrow().text()).isEqualTo(event("a", "A"));
        server.quirks(Quirk.REWRITES_BODY_ON_PUT);
        assertThat(put("a.ics", event("a", "A")).headers().firstValue("ETag")).isEmpty();
        assertThat(team.resource("a.ics").orElseThrow().text()).contains("X-FAKE-REWRITTEN:1\r\n");

        server.quirks(Quirk.WEAK_ETAGS);
        String weak = header(send("GET", team.path("a.ics"), ""), "ETag");
        assertThat(weak).startsWith("W/\"");
        for (String tag : List.of(weak, weak.substring(2))) {
            assertThat(put("a.ics", event("a", "B"), "If-Match", tag).statusCode())
                    .isEqualTo(412);
        }

        server.quirks(Quirk.IGNORES_PRECONDITIONS, Quirk.OTHER_SUCCESS_STATUSES);
        assertThat(put("a.ics", event("a", "B"), "If-None-Match", "*").statusCode())
                .isEqualTo(201);
        assertThat(send("DELETE", team.path("a.ics"), "", "If-Match", "\"x\"").statusCode())
                .isEqualTo(200);

        team.put("a.ics", event("a", "A"));
        server.quirks(Quirk.UID_CONFLICT_AS_409, Quirk.UID_UNIQUE_PER_USER);
        FakeCalendar other = server.createCalendar("alice", "other", "Other");
        assertThat(send("PUT", other.path("b.ics"), event("a", "A")).statusCode())
                .isEqualTo(409);
        server.quirks(Quirk.UID_CONFLICT_ACCEPTED);
        assertThat(put("b.ics", event("a", "A")).statusCode()).isEqualTo(201);
    }

    @Test
    void quirksOfProperties_changeWhatTheySay() throws Exception {
        team.put("a.ics", event("a", "A"));
        server.quirks(Quirk.FOUND_PROPERTIES_AGAIN_AS_404, Quirk.NO_CTAG, Quirk.CALENDAR_DATA_AS_CDATA);
        XmlAnswer answer = propfind(team.path(), "0", "<displayname/><cs:getctag/>");
        assertThat(answer.texts(DAV, "displayname")).containsExactly("Team & Co ü", "");
        assertThat(answer.texts("http://calendarserver.org/ns/", "getctag")).containsExactly("");
        assertThat(report(multiget(team.path("a.ics"))).body()).contains("<![CDATA[BEGIN:VCALENDAR\r\n");
    }
}
