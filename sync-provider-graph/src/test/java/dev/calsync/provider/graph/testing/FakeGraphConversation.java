package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.testing.ManualTime;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The judge is judged: asks the server with the JDK's own HTTP client. */
@Timeout(60)
abstract class FakeGraphConversation {

    static final String IMMUTABLE = "IdType=\"ImmutableId\"";
    static final String YEAR = "startDateTime=2026-01-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z";

    final ManualTime time = ManualTime.atNewYear();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    FakeGraph graph;
    FakeMailbox alice;
    FakeCalendar team;
    String bearer;

    @BeforeEach
    final void start() {
        graph = FakeGraph.start(time);
        alice = graph.mailbox("alice@example.com");
        team = alice.createCalendar("Team");
        bearer = graph.login().accessToken(alice);
    }

    @AfterEach
    final void stop() {
        graph.close();
    }

    /** An answer with its body read. */
    record Answer(int status, HttpResponse<byte[]> http, JsonNode json) {
        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        String code() {
            return Json.text(json.path("error"), "code");
        }

        String text(String name) {
            return Json.text(json, name);
        }

        List<JsonNode> value() {
            List<JsonNode> all = new ArrayList<>();
            json.path("value").forEach(all::add);
            return all;
        }
    }

    static String event(String subject, String day) {
        return timed(subject, day + "T09:00:00", day + "T10:00:00", "Europe/Berlin");
    }

    static String timed(String subject, String start, String end, String zone) {
        return "{\"subject\":\"" + subject + "\",\"start\":{\"dateTime\":\"" + start + "\",\"timeZone\":\"" + zone
                + "\"},\"end\":{\"dateTime\":\"" + end + "\",\"timeZone\":\"" + zone + "\"}}";
    }

    static String weekly(String subject, String startDay, String weekday, int count) {
        return with(
                event(subject, startDay),
                "\"recurrence\":{\"pattern\":{\"type\":\"weekly\",\"interval\":1,\"daysOfWeek\":[\"" + weekday
                        + "\"],\"firstDayOfWeek\":\"monday\"},\"range\":{\"type\":\"numbered\",\"startDate\":\""
                        + startDay + "\",\"numberOfOccurrences\":" + count + "}}");
    }

    /** The JSON object with more in it. */
    static String with(String object, String more) {
        return object.substring(0, object.length() - 1) + "," + more + "}";
    }

    final String events() {
        return "/me/calendars/" + team.id() + "/events";
    }

    final String event(String id) {
        return events() + "/" + id;
    }

    final String delta() {
        return "/me/calendars/" + team.id() + "/calendarView/delta?" + YEAR;
    }

    final Answer get(String target, String... headers) throws Exception {
        return send("GET", target, "", headers);
    }

    final Answer send(String method, String target, String body, String... headers) throws Exception {
        URI uri = target.startsWith("http") ? URI.create(target) : URI.create(graph.url() + target);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + bearer)
                .header("User-Agent", Recording.OWN_CLIENT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        boolean prefers = false;
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
            prefers |= headers[i].equals("Prefer");
        }
        if (!prefers) {
            request.header("Prefer", IMMUTABLE);
        }
        return read(client.send(request.build(), BodyHandlers.ofByteArray()));
    }

    static Answer read(HttpResponse<byte[]> http) throws IOException {
        JsonNode json = http.body().length == 0 ? Json.object() : Json.read(http.body());
        return new Answer(http.statusCode(), http, json);
    }

    final Answer form(String path, String... fields) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            body.append(i == 0 ? "" : "&").append(fields[i]).append('=');
            body.append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(graph.loginUrl() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return read(client.send(request, BodyHandlers.ofByteArray()));
    }

    /** A whole round: all items in order, and the link to go on with. */
    record Round(List<JsonNode> items, String link, int pages) {
        List<String> ids() {
            return items.stream().map(item -> Json.text(item, "id")).toList();
        }

        List<String> subjects() {
            return items.stream()
                    .filter(item -> item.has("subject"))
                    .map(item -> Json.text(item, "subject"))
                    .sorted()
                    .toList();
        }

        List<String> removed() {
            return items.stream()
                    .filter(item -> item.has("@removed"))
                    .map(item -> Json.text(item, "id"))
                    .toList();
        }

        List<String> types() {
            return items.stream().map(item -> Json.text(item, "type")).sorted().toList();
        }
    }

    final Round round(String target, String... headers) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        String next = target;
        for (int pages = 1; ; pages++) {
            Answer page = get(next, headers);
            if (page.status() != 200) {
                throw new AssertionError(page.status() + " " + page.json());
            }
            items.addAll(page.value());
            String link = page.text("@odata.deltaLink");
            if (!link.isEmpty()) {
                return new Round(items, link, pages);
            }
            next = page.text("@odata.nextLink");
        }
    }

    static ObjectNode json(String text) {
        return Json.object(text);
    }
}
