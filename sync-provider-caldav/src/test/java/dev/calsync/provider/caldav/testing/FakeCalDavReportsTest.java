package dev.calsync.provider.caldav.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The three reports, and compression. */
class FakeCalDavReportsTest extends FakeCalDavConversation {

    @Test
    void multiget_answersEachHref() throws Exception {
        FakeResource stored = team.put("a b.ics", event("a", "<&> \"ü\" ]]> 漢"));
        XmlAnswer answer = XmlAnswer.of(report(multiget(team.path("a b.ics"), team.path("missing.ics"))));
        assertThat(answer.text(CALDAV, "calendar-data")).isEqualTo(stored.text());
        assertThat(answer.text(DAV, "getetag")).isEqualTo(stored.etag());
        assertThat(answer.statusByHref())
                .containsEntry(team.path("a b.ics"), "HTTP/1.1 200 OK")
                .containsEntry(team.path("missing.ics"), "HTTP/1.1 404 Not Found");
    }

    @Test
    void multiget_staysInsideItsCalendar() throws Exception {
        FakeCalendar foreign = server.createCalendar("bob", "private", "Private");
        foreign.put("a.ics", event("a", "A"));
        XmlAnswer answer = XmlAnswer.of(report(multiget(foreign.path("a.ics"))));
        assertThat(answer.statusByHref()).containsExactly(Map.entry(foreign.path("a.ics"), "HTTP/1.1 404 Not Found"));
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
        XmlAnswer initial = sync("", 0);
        assertThat(initial.names()).containsExactly("a.ics", "b.ics");
        XmlAnswer nothing = sync(initial.token(), 0);
        assertThat(nothing.names()).isEmpty();
        assertThat(nothing.token()).isEqualTo(initial.token());

        team.edit("a.ics", text -> text.replace("SUMMARY:A", "SUMMARY:AA"));
        team.remove("b.ics");
        team.put("c.ics", event("c", "C"));
        team.remove("c.ics");
        team.put("d.ics", event("d", "D"));
        XmlAnswer changed = sync(initial.token(), 0);
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
        XmlAnswer page = sync("", 3);
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
        String foreign =
                XmlAnswer.of(send("REPORT", other.path(), syncBody("", 0))).token();
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
        assertThat(reply.headers().firstValue("ETag").orElseThrow()).startsWith("W/");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
        assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo(event("a", "A".repeat(2000)));
        server.quirks(Quirk.NO_GZIP);
        assertThat(client.send(request, BodyHandlers.ofString()).headers().firstValue("Content-Encoding"))
                .isEmpty();
    }
}
