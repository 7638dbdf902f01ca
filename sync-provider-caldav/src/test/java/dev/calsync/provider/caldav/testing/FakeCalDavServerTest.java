package dev.calsync.provider.caldav.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The judge is judged: what the standards ask of a server, asked with the JDK's own HTTP client. */
@Timeout(60)
class FakeCalDavServerTest {

    private static final String DAV = "DAV:";
    private static final String CALDAV = "urn:ietf:params:xml:ns:caldav";
    private static final String NAMESPACES =
            " xmlns=\"DAV:\" xmlns:c=\"" + CALDAV + "\" xmlns:cs=\"http://calendarserver.org/ns/\"";

    private FakeCalDavServer server;
    private FakeCalendar team;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() {
        server = FakeCalDavServer.start().user("alice", "secret").user("bob", "hidden");
        team = server.createCalendar("alice", "team", "Team & Co ü");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // ---- the way in

    @Test
    void wellKnown_redirectsWithoutCredentials() throws Exception {
        for (String method : List.of("GET", "PROPFIND")) {
            HttpResponse<String> reply = exchange(bare(method, "/.well-known/caldav", ""));
            assertThat(reply.statusCode()).isEqualTo(301);
            assertThat(header(reply, "Location")).isEqualTo("/dav/");
        }
    }

    @Test
    void missingOrWrongCredentials_are401WithAChallenge() throws Exception {
        HttpRequest.Builder none = bare("PROPFIND", "/dav/", "");
        HttpRequest.Builder wrong = bare("PROPFIND", "/dav/", "").header("Authorization", basic("alice", "wrong"));
        HttpRequest.Builder unknown = bare("PROPFIND", "/dav/", "").header("Authorization", basic("carol", "secret"));
        HttpRequest.Builder garbage = bare("PROPFIND", "/dav/", "").header("Authorization", "Basic ???");
        for (HttpRequest.Builder request : List.of(none, wrong, unknown, garbage)) {
            HttpResponse<String> reply = exchange(request);
            assertThat(reply.statusCode()).isEqualTo(401);
            assertThat(header(reply, "WWW-Authenticate")).startsWith("Basic realm=");
        }
    }

    @Test
    void principalAndHome_leadToTheCalendars() throws Exception {
        Xml root = propfind("/", "0", "<current-user-principal/>");
        String principal = root.hrefIn(DAV, "current-user-principal");
        Xml home = propfind(principal, "0", "<c:calendar-home-set/>");
        Xml listing = propfind(home.hrefIn(CALDAV, "calendar-home-set"), "1", "<resourcetype/><displayname/>");
        assertThat(listing.statusByHref()).containsOnlyKeys("/dav/calendars/alice/", "/dav/calendars/alice/team/");
        assertThat(listing.texts(DAV, "displayname")).contains("Team & Co ü");
        assertThat(listing.count(CALDAV, "calendar")).isEqualTo(1);
    }

    @Test
    void homesOfOthers_areForbidden() throws Exception {
        assertThat(send("PROPFIND", "/dav/calendars/bob/", "", "Depth", "1").statusCode())
                .isEqualTo(403);
        assertThat(send("PROPFIND", "/dav/nowhere/", "", "Depth", "0").statusCode())
                .isEqualTo(404);
    }

    @Test
    void options_namesCalendarAccess() throws Exception {
        HttpResponse<String> reply = send("OPTIONS", team.path(), "");
        assertThat(header(reply, "DAV")).contains("calendar-access");
        assertThat(header(reply, "Allow")).contains("MKCALENDAR").contains("REPORT");
    }

    // ---- properties

    @Test
    void calendarProperties_areComplete() throws Exception {
        Xml answer = propfind(
                team.path(),
                "0",
                "<supported-report-set/><c:supported-calendar-component-set/><cs:getctag/><sync-token/>"
                        + "<current-user-privilege-set/><c:max-resource-size/>");
        assertThat(answer.count(DAV, "sync-collection")).isEqualTo(1);
        assertThat(answer.count(CALDAV, "calendar-multiget")).isEqualTo(1);
        assertThat(answer.attributes(CALDAV, "comp", "name")).containsExactly("VEVENT");
        assertThat(answer.text("http://calendarserver.org/ns/", "getctag")).isNotEmpty();
        assertThat(answer.text(DAV, "sync-token")).startsWith("data:,");
        assertThat(answer.count(DAV, "write-content")).isEqualTo(1);
        assertThat(answer.text(CALDAV, "max-resource-size")).isEqualTo("1048576");
        assertThat(answer.texts(DAV, "status")).containsExactly("HTTP/1.1 200 OK");
    }

    @Test
    void unknownProperties_areA404OfTheirOwn() throws Exception {
        String names = "<displayname/><x:y xmlns:x=\"urn:x\"/>";
        Xml answer = propfind(team.path(), "0", names);
        assertThat(answer.texts(DAV, "status")).containsExactly("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found");
        assertThat(answer.count("urn:x", "y")).isEqualTo(1);

        String body = "<propfind" + NAMESPACES + "><prop>" + names + "</prop></propfind>";
        HttpResponse<String> minimal = send("PROPFIND", team.path(), body, "Depth", "0", "Prefer", "return=minimal");
        assertThat(Xml.of(minimal).texts(DAV, "status")).containsExactly("HTTP/1.1 200 OK");
    }

    @Test
    void propfindWithoutFiniteDepthOrWithBadXml_isRefused() throws Exception {
        assertThat(send("PROPFIND", team.path(), "").statusCode()).isEqualTo(403);
        assertThat(send("PROPFIND", team.path(), "<propfind", "Depth", "0").statusCode())
                .isEqualTo(400);
        String entity = "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><propfind" + NAMESPACES
                + "><prop>&e;</prop></propfind>";
        assertThat(send("PROPFIND", team.path(), entity, "Depth", "0").statusCode())
                .isEqualTo(400);
    }

    @Test
    void ctagAndToken_moveWithEachChangeOnly() throws Exception {
        String names = "<cs:getctag/><sync-token/>";
        String before = propfind(team.path(), "0", names).raw();
        assertThat(propfind(team.path(), "0", names).raw()).isEqualTo(before);
        team.put("a.ics", event("a", "A"));
        assertThat(propfind(team.path(), "0", names).raw()).isNotEqualTo(before);
    }

    @Test
    void proppatch_setsTheNameAndRefusesWhatTheServerComputes() throws Exception {
        String rename = "<propertyupdate" + NAMESPACES
                + "><set><prop><displayname>New &lt;name></displayname></prop></set></propertyupdate>";
        assertThat(send("PROPPATCH", team.path(), rename).statusCode()).isEqualTo(207);
        assertThat(team.displayName()).isEqualTo("New <name>");
        String forbidden =
                rename.replace("</prop>", "<getetag>x</getetag></prop>").replace("New", "Other");
        Xml answer = Xml.of(send("PROPPATCH", team.path(), forbidden));
        assertThat(answer.text(DAV, "status")).contains("403");
        assertThat(team.displayName()).isEqualTo("New <name>");
    }

    @Test
    void mkcalendar_makesOneOnce() throws Exception {
        String body =
                "<c:mkcalendar" + NAMESPACES + "><set><prop><displayname>P</displayname></prop></set></c:mkcalendar>";
        assertThat(send("MKCALENDAR", "/dav/calendars/alice/p%20q/", body).statusCode())
                .isEqualTo(201);
        assertThat(server.calendar("alice", "p q").orElseThrow().displayName()).isEqualTo("P");
        HttpResponse<String> again = send("MKCALENDAR", "/dav/calendars/alice/p%20q/", body);
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("resource-must-be-null");
        assertThat(send("DELETE", "/dav/calendars/alice/p%20q/", "").statusCode())
                .isEqualTo(204);
        assertThat(server.calendars("alice")).containsExactly(team);
    }

    // ---- resources

    @Test
    void resource_livesThroughCreateReadUpdateDelete() throws Exception {
        HttpResponse<String> created = put("e%201.ics", event("e1", "Ünë"), "If-None-Match", "*");
        assertThat(created.statusCode()).isEqualTo(201);
        String first = header(created, "ETag");
        assertThat(first).startsWith("\"").endsWith("\"");

        HttpResponse<String> got = send("GET", team.path("e 1.ics"), "");
        assertThat(got.body()).isEqualTo(event("e1", "Ünë"));
        assertThat(header(got, "ETag")).isEqualTo(first);
        assertThat(header(got, "Content-Type")).startsWith("text/calendar");
        HttpResponse<String> head = send("HEAD", team.path("e 1.ics"), "");
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "ETag")).isEqualTo(first);
        assertThat(send("GET", team.path("e 1.ics"), "", "If-None-Match", first).statusCode())
                .isEqualTo(304);

        HttpResponse<String> updated = put("e%201.ics", event("e1", "two"), "If-Match", first);
        assertThat(updated.statusCode()).isEqualTo(204);
        String second = header(updated, "ETag");
        assertThat(second).isNotEqualTo(first);
        assertThat(send("DELETE", team.path("e 1.ics"), "", "If-Match", first).statusCode())
                .isEqualTo(412);
        assertThat(send("DELETE", team.path("e 1.ics"), "", "If-Match", second).statusCode())
                .isEqualTo(204);
        assertThat(send("DELETE", team.path("e 1.ics"), "").statusCode()).isEqualTo(404);
        assertThat(send("GET", team.path("e 1.ics"), "").statusCode()).isEqualTo(404);
    }

    @Test
    void preconditionsThatFail_changeNothing() throws Exception {
        FakeResource stored = team.put("a.ics", event("a", "A"));
        String other = event("a", "other");
        assertThat(put("a.ics", other, "If-None-Match", "*").statusCode()).isEqualTo(412);
        assertThat(put("a.ics", other, "If-Match", "\"stale\"").statusCode()).isEqualTo(412);
        assertThat(put("a.ics", other, "If-Match", "W/" + stored.etag()).statusCode())
                .isEqualTo(412);
        assertThat(put("b.ics", event("b", "B"), "If-Match", "*").statusCode()).isEqualTo(412);
        assertThat(team.resources()).containsExactly(Map.entry("a.ics", stored));
        assertThat(put("a.ics", other, "If-Match", "\"x\", " + stored.etag()).statusCode())
                .isEqualTo(204);
    }

    @Test
    void uidConflicts_nameTheOther() throws Exception {
        team.put("a.ics", event("a", "A"));
        HttpResponse<String> twin = put("b.ics", event("a", "A"));
        assertThat(twin.statusCode()).isEqualTo(403);
        assertThat(Xml.of(twin).hrefIn(CALDAV, "no-uid-conflict")).isEqualTo(team.path("a.ics"));
        assertThat(put("a.ics", event("changed", "A")).body()).contains("no-uid-conflict");
        FakeCalendar other = server.createCalendar("alice", "other", "Other");
        assertThat(send("PUT", other.path("a.ics"), event("a", "A")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void brokenBodies_areRefusedByWhatIsBroken() throws Exception {
        String good = event("a", "A");
        Map<String, String> broken = new LinkedHashMap<>();
        broken.put("no calendar at all", "valid-calendar-data");
        broken.put(good.replace("END:VEVENT\r\n", ""), "valid-calendar-data");
        broken.put(good.replace("VERSION:2.0\r\n", ""), "valid-calendar-data");
        broken.put(good.replace("SUMMARY:", "SUMMARY "), "valid-calendar-data");
        broken.put(good.replace("SUMMARY:", "SUMMARY;X=\"open:"), "valid-calendar-data");
        broken.put(good + good, "valid-calendar-data");
        broken.put(good.replace("SUMMARY:A", "SUMMARY:\u0007"), "valid-calendar-data");
        broken.put(good.replace("UID:a\r\n", ""), "valid-calendar-object-resource");
        broken.put(good.replace("DTSTAMP:20261101T000000Z\r\n", ""), "valid-calendar-object-resource");
        broken.put(good.replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:REQUEST"), "valid-calendar-object-resource");
        broken.put(good.replace("VEVENT", "VTODO"), "supported-calendar-component");
        for (Map.Entry<String, String> each : broken.entrySet()) {
            HttpResponse<String> reply = put("a.ics", each.getKey());
            assertThat(reply.statusCode()).as(each.getKey()).isEqualTo(403);
            assertThat(reply.body()).as(each.getKey()).contains(":" + each.getValue() + "/>");
        }
        server.maxResourceBytes(100);
        assertThat(put("a.ics", good).body()).contains("max-resource-size");
        assertThat(team.resources()).isEmpty();
        assertThat(send("PUT", "/dav/calendars/alice/none/a.ics", good).statusCode())
                .isEqualTo(409);
    }

    @Test
    void masterWithOverrides_isOneResource() throws Exception {
        String override = event("s", "moved").replaceAll("(?s).*(BEGIN:VEVENT)|END:VCALENDAR.*", "$1");
        String instance = "RECURRENCE-ID:20261202T090000Z\r\n";
        String series = event("s", "S")
                .replace("SUMMARY:S", "RRULE:FREQ=DAILY")
                .replace("END:VCALENDAR", override.replace("SUMMARY", instance + "SUMMARY") + "END:VCALENDAR");
        assertThat(put("s.ics", series).statusCode()).isEqualTo(201);
        assertThat(put("s.ics", series.replace(instance, "")).statusCode()).isEqualTo(403);
    }

    @Test
    void readOnlyCalendars_sayWhichPrivilegeIsMissing() throws Exception {
        team.put("a.ics", event("a", "A"));
        team.readOnly(true);
        assertThat(put("a.ics", event("a", "B")).body()).contains("need-privileges");
        assertThat(send("DELETE", team.path("a.ics"), "").statusCode()).isEqualTo(403);
        Xml answer = propfind(team.path(), "0", "<current-user-privilege-set/>");
        assertThat(answer.count(DAV, "write")).isZero();
        assertThat(answer.count(DAV, "read")).isEqualTo(1);
    }

    // ---- reports

    @Test
    void multiget_answersEachHref() throws Exception {
        FakeResource stored = team.put("a b.ics", event("a", "<&> \"ü\" ]]> 漢"));
        Xml answer = Xml.of(report(multiget(team.path("a b.ics"), team.path("missing.ics"))));
        assertThat(answer.text(CALDAV, "calendar-data")).isEqualTo(stored.text());
        assertThat(answer.text(DAV, "getetag")).isEqualTo(stored.etag());
        assertThat(answer.statusByHref())
                .containsEntry(team.path("a b.ics"), "HTTP/1.1 200 OK")
                .containsEntry(team.path("missing.ics"), "HTTP/1.1 404 Not Found");
    }

    @Test
    void query_filtersByComponentTimeAndText() throws Exception {
        team.put("a.ics", event("a", "Alpha"));
        team.put("d.ics", event("d", "Day").replaceAll("DTSTART.*\r\nDTEND.*\r\n", "DTSTART;VALUE=DATE:20270105\r\n"));
        team.put("r.ics", event("r", "Ever").replace("END:VEVENT", "RRULE:FREQ=DAILY\r\nEND:VEVENT"));
        team.put("broken.ics", "no calendar");
        assertThat(queried("")).contains("a.ics", "d.ics", "r.ics");
        assertThat(queried("<c:time-range start=\"20261201T000000Z\" end=\"20261202T000000Z\"/>"))
                .containsExactlyInAnyOrder("a.ics", "r.ics", "broken.ics");
        assertThat(queried("<c:time-range start=\"20270105T120000Z\"/>"))
                .containsExactlyInAnyOrder("d.ics", "r.ics", "broken.ics");
        assertThat(queried("<c:prop-filter name=\"UID\"><c:text-match>a</c:text-match></c:prop-filter>"))
                .containsExactlyInAnyOrder("a.ics", "broken.ics");
        assertThat(report("<c:calendar-query" + NAMESPACES + "><prop><getetag/></prop></c:calendar-query>")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void sync_tellsWhatChangedSinceTheToken() throws Exception {
        team.put("a.ics", event("a", "A"));
        team.put("b.ics", event("b", "B"));
        Xml initial = sync("", 0);
        assertThat(initial.names()).containsExactly("a.ics", "b.ics");
        Xml nothing = sync(initial.token(), 0);
        assertThat(nothing.names()).isEmpty();
        assertThat(nothing.token()).isEqualTo(initial.token());

        team.edit("a.ics", text -> text.replace("SUMMARY:A", "SUMMARY:AA"));
        team.remove("b.ics");
        team.put("c.ics", event("c", "C"));
        team.remove("c.ics");
        team.put("d.ics", event("d", "D"));
        Xml changed = sync(initial.token(), 0);
        assertThat(changed.statusByHref())
                .containsExactly(
                        Map.entry(team.path("a.ics"), "HTTP/1.1 200 OK"),
                        Map.entry(team.path("b.ics"), "HTTP/1.1 404 Not Found"),
                        Map.entry(team.path("c.ics"), "HTTP/1.1 404 Not Found"),
                        Map.entry(team.path("d.ics"), "HTTP/1.1 200 OK"));
        assertThat(sync("", 0).names()).containsExactly("a.ics", "d.ics");
    }

    @Test
    void sync_pagesLoseNothingThatChangesBetweenThem() throws Exception {
        for (int i = 0; i < 7; i++) {
            team.put("e" + i + ".ics", event("e" + i, "E"));
        }
        Map<String, String> seen = new LinkedHashMap<>();
        Xml page = sync("", 3);
        int pages = 1;
        while (page.raw().contains("number-of-matches-within-limits")) {
            assertThat(page.statusByHref()).containsEntry(team.path(), "HTTP/1.1 507 Insufficient Storage");
            seen.putAll(page.statusByHref());
            if (pages == 1) {
                team.edit("e0.ics", text -> text + "");
                team.remove("e6.ics");
            }
            page = sync(page.token(), 3);
            pages++;
        }
        seen.putAll(page.statusByHref());
        seen.remove(team.path());
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(7).containsEntry(team.path("e6.ics"), "HTTP/1.1 404 Not Found");
        assertThat(sync(page.token(), 0).names()).isEmpty();
    }

    @Test
    void sync_refusesTokensItDoesNotKnow() throws Exception {
        String token = sync("", 0).token();
        FakeCalendar other = server.createCalendar("alice", "other", "Other");
        String foreign = Xml.of(send("REPORT", other.path(), syncBody("", 0))).token();
        for (String unknown : List.of("garbage", token + "9", foreign)) {
            HttpResponse<String> reply = report(syncBody(unknown, 0));
            assertThat(reply.statusCode()).as(unknown).isEqualTo(403);
            assertThat(reply.body()).contains("valid-sync-token");
        }
        assertThat(report(syncBody(token, 0)).statusCode()).isEqualTo(207);
        server.expireSyncTokens();
        assertThat(report(syncBody(token, 0)).statusCode()).isEqualTo(403);
        assertThat(report(syncBody(sync("", 0).token(), 0)).statusCode()).isEqualTo(207);
    }

    @Test
    void recreatedCalendar_doesNotKnowTheOldTokens() throws Exception {
        String token = sync("", 0).token();
        assertThat(server.deleteCalendar(team)).isTrue();
        assertThat(report(syncBody(token, 0)).statusCode()).isEqualTo(404);
        server.createCalendar("alice", "team", "Again");
        assertThat(report(syncBody(token, 0)).statusCode()).isEqualTo(403);
    }

    @Test
    void largeAnswers_areCompressedOnRequest() throws Exception {
        team.put("a.ics", event("a", "A".repeat(2000)));
        HttpRequest request = authorized("GET", team.path("a.ics"), "")
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> reply = client.send(request, BodyHandlers.ofByteArray());
        assertThat(reply.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
        assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo(event("a", "A".repeat(2000)));
        server.quirks(Quirk.NO_GZIP);
        assertThat(client.send(request, BodyHandlers.ofString()).headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    // ---- the handle behind it

    @Test
    void backDoor_storesAnythingAndComplainsAboutWhatIsNotThere() throws Exception {
        team.put("bad.ics", "BEGIN:VCALENDAR\r\nnot \u0001 iCalendar");
        assertThat(send("GET", team.path("bad.ics"), "").body()).isEqualTo("BEGIN:VCALENDAR\r\nnot \u0001 iCalendar");
        assertThat(Xml.of(report(multiget(team.path("bad.ics")))).text(CALDAV, "calendar-data"))
                .startsWith("BEGIN:VCALENDAR\r\nnot ");
        assertThatThrownBy(() -> team.edit("none.ics", text -> text)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> team.remove("none.ics")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> server.createCalendar("alice", "team", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.createCalendar("carol", "x", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void log_tellsWhatWasAskedButNoCredentials() throws Exception {
        sync("", 0);
        put("a.ics", event("a", "A"), "If-None-Match", "*");
        List<LoggedRequest> all = server.requests().all();
        assertThat(all).extracting(LoggedRequest::method).containsExactly("REPORT", "PUT");
        assertThat(all).extracting(LoggedRequest::body).containsExactly("sync-collection", "calendar");
        assertThat(all).extracting(LoggedRequest::status).containsExactly(207, 201);
        assertThat(all.get(1).header("If-None-Match")).isEqualTo("*");
        assertThat(all.get(1).header("Authorization")).isEmpty();
        assertThat(server.requests().count(LoggedRequest.withMethod("PUT"))).isEqualTo(1);
        server.requests().reset();
        assertThat(server.requests().count()).isZero();
    }

    // ---- faults

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

    // ---- quirks

    @Test
    void quirksOfHrefs_stillLeadToTheSameResource() throws Exception {
        team.put("a@b c.ics", event("a", "A"));
        server.quirks(Quirk.ABSOLUTE_HREFS, Quirk.ODD_HREF_ENCODING);
        String href = sync("", 0).statusByHref().keySet().iterator().next();
        assertThat(href).startsWith(server.url().toString()).contains("a%40b%20c%2eics");
        assertThat(Xml.of(report(multiget(href))).count(CALDAV, "calendar-data"))
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
        Xml page = sync("", 0);
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
        assertThat(Xml.of(report(multiget(team.path("a.ics")))).statusByHref()).isEmpty();
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
        Xml answer = propfind(team.path(), "0", "<displayname/><cs:getctag/>");
        assertThat(answer.texts(DAV, "displayname")).containsExactly("Team & Co ü", "");
        assertThat(answer.texts("http://calendarserver.org/ns/", "getctag")).containsExactly("");
        assertThat(report(multiget(team.path("a.ics"))).body()).contains("<![CDATA[BEGIN:VCALENDAR\r\n");
    }

    // ---- how to ask

    private static String event(String uid, String summary) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" + uid
                + "\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nSUMMARY:"
                + summary + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    }

    private Xml propfind(String path, String depth, String names) throws Exception {
        String body = "<propfind" + NAMESPACES + "><prop>" + names + "</prop></propfind>";
        return Xml.of(send("PROPFIND", path, body, "Depth", depth));
    }

    private HttpResponse<String> report(String body) throws Exception {
        return send("REPORT", team.path(), body, "Depth", body.contains("sync-collection") ? "0" : "1");
    }

    private Xml sync(String token, int limit) throws Exception {
        return Xml.of(report(syncBody(token, limit)));
    }

    private static String syncBody(String token, int limit) {
        return "<sync-collection" + NAMESPACES + "><sync-token>" + token + "</sync-token><sync-level>1</sync-level>"
                + (limit > 0 ? "<limit><nresults>" + limit + "</nresults></limit>" : "")
                + "<prop><getetag/><c:calendar-data/></prop></sync-collection>";
    }

    private static String multiget(String... hrefs) {
        return "<c:calendar-multiget" + NAMESPACES + "><prop><getetag/><c:calendar-data/></prop><href>"
                + String.join("</href><href>", hrefs) + "</href></c:calendar-multiget>";
    }

    private List<String> queried(String filter) throws Exception {
        String body = "<c:calendar-query" + NAMESPACES + "><prop><getetag/></prop><c:filter>"
                + "<c:comp-filter name=\"VCALENDAR\"><c:comp-filter name=\"VEVENT\">" + filter
                + "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>";
        return Xml.of(report(body)).names();
    }

    private HttpResponse<String> put(String name, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                authorized("PUT", team.path() + name, body).header("Content-Type", "text/calendar; charset=utf-8");
        return exchange(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = authorized(method, path, body);
        return exchange(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder authorized(String method, String path, String body) {
        return bare(method, path, body).header("Authorization", basic("alice", "secret"));
    }

    private HttpRequest.Builder bare(String method, String path, String body) {
        URI target = server.url().resolve(path);
        return HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }

    /** An answer read by the JDK's own parser. */
    private record Xml(Document document, String raw) {

        static Xml of(HttpResponse<String> reply) throws Exception {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            return new Xml(factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes)), reply.body());
        }

        List<Element> all(String namespace, String local) {
            return list(document.getElementsByTagNameNS(namespace, local));
        }

        int count(String namespace, String local) {
            return all(namespace, local).size();
        }

        List<String> texts(String namespace, String local) {
            return all(namespace, local).stream().map(Element::getTextContent).toList();
        }

        String text(String namespace, String local) {
            return texts(namespace, local).get(0);
        }

        List<String> attributes(String namespace, String local, String attribute) {
            return all(namespace, local).stream()
                    .map(element -> element.getAttribute(attribute))
                    .toList();
        }

        String hrefIn(String namespace, String local) {
            return list(all(namespace, local).get(0).getElementsByTagNameNS(DAV, "href"))
                    .get(0)
                    .getTextContent();
        }

        String token() {
            return text(DAV, "sync-token");
        }

        Map<String, String> statusByHref() {
            Map<String, String> found = new LinkedHashMap<>();
            for (Element response : all(DAV, "response")) {
                String href = list(response.getElementsByTagNameNS(DAV, "href"))
                        .get(0)
                        .getTextContent();
                found.put(
                        href,
                        list(response.getElementsByTagNameNS(DAV, "status"))
                                .get(0)
                                .getTextContent());
            }
            return found;
        }

        List<String> names() {
            return statusByHref().keySet().stream()
                    .map(href -> href.substring(href.lastIndexOf('/') + 1))
                    .toList();
        }

        private static List<Element> list(NodeList nodes) {
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                elements.add((Element) nodes.item(i));
            }
            return elements;
        }
    }
}
