package dev.calsync.provider.caldav.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The judge is judged: asks the server with the JDK's own HTTP client and XML parser. */
@Timeout(60)
abstract class FakeCalDavConversation {

    static final String DAV = "DAV:";
    static final String CALDAV = "urn:ietf:params:xml:ns:caldav";
    static final String NAMESPACES =
            " xmlns=\"DAV:\" xmlns:c=\"" + CALDAV + "\" xmlns:cs=\"http://calendarserver.org/ns/\"";

    FakeCalDavServer server;
    FakeCalendar team;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    final void start() {
        server = FakeCalDavServer.start().user("alice", "secret").user("bob", "hidden");
        team = server.createCalendar("alice", "team", "Team & Co ü");
    }

    @AfterEach
    final void stop() {
        server.close();
    }

    static String event(String uid, String summary) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" + uid
                + "\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nSUMMARY:"
                + summary + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    }

    final XmlAnswer propfind(String path, String depth, String names) throws Exception {
        String body = "<propfind" + NAMESPACES + "><prop>" + names + "</prop></propfind>";
        return XmlAnswer.of(send("PROPFIND", path, body, "Depth", depth));
    }

    final HttpResponse<String> report(String body) throws Exception {
        return send("REPORT", team.path(), body, "Depth", body.contains("sync-collection") ? "0" : "1");
    }

    final XmlAnswer sync(String token, int limit) throws Exception {
        return XmlAnswer.of(report(syncBody(token, limit)));
    }

    static String syncBody(String token, int limit) {
        return "<sync-collection" + NAMESPACES + "><sync-token>" + token + "</sync-token><sync-level>1</sync-level>"
                + (limit > 0 ? "<limit><nresults>" + limit + "</nresults></limit>" : "")
                + "<prop><getetag/><c:calendar-data/></prop></sync-collection>";
    }

    static String multiget(String... hrefs) {
        return "<c:calendar-multiget" + NAMESPACES + "><prop><getetag/><c:calendar-data/></prop><href>"
                + String.join("</href><href>", hrefs) + "</href></c:calendar-multiget>";
    }

    final List<String> queried(String filter) throws Exception {
        String body = "<c:calendar-query" + NAMESPACES + "><prop><getetag/></prop><c:filter>"
                + "<c:comp-filter name=\"VCALENDAR\"><c:comp-filter name=\"VEVENT\">" + filter
                + "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>";
        return XmlAnswer.of(report(body)).names();
    }

    final HttpResponse<String> put(String name, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                authorized("PUT", team.path() + name, body).header("Content-Type", "text/calendar; charset=utf-8");
        return exchange(headers.length == 0 ? request : request.headers(headers));
    }

    final HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = authorized(method, path, body);
        return exchange(headers.length == 0 ? request : request.headers(headers));
    }

    final HttpResponse<String> exchange(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    final HttpRequest.Builder authorized(String method, String path, String body) {
        return bare(method, path, body).header("Authorization", basic("alice", "secret"));
    }

    final HttpRequest.Builder bare(String method, String path, String body) {
        URI target = server.url().resolve(path);
        return HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }
}
