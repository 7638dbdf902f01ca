package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of the fake for its own tests: plain HTTP, no cleverness. */
final class Talk {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FakeGoogleCalendar google;
    private String token;

    Talk(FakeGoogleCalendar google, String token) {
        this.google = google;
        this.token = token;
    }

    /** What came back. */
    record Heard(int status, HttpResponse<byte[]> whole) {
        String text() {
            return new String(whole.body(), StandardCharsets.UTF_8);
        }

        ObjectNode json() {
            return Json.given(text());
        }

        String reason() {
            return json().at("/error/errors/0/reason").asText();
        }

        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }

        List<String> ids() {
            List<String> ids = new ArrayList<>();
            for (JsonNode item : json().path("items")) {
                ids.add(item.path("id").asText());
            }
            return ids;
        }

        String get(String pointer) {
            return json().at(pointer).asText();
        }
    }

    void token(String other) {
        token = other;
    }

    Heard get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    Heard send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        return raw(method, google.root().resolve("calendar/v3/" + path), body, headers);
    }

    Heard raw(String method, URI uri, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("User-Agent", Recording.OWN_CLIENT);
        if (body.startsWith("{") || body.startsWith("[")) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Heard(response.statusCode(), response);
    }

    /** Reads a list to its end and returns the ids; the last page's sync token is in the last element of {@code end}. */
    List<String> all(String path, List<String> end) throws Exception {
        List<String> ids = new ArrayList<>();
        String page = "";
        do {
            String more = page.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "pageToken=" + encoded(page);
            Heard heard = get(path + more);
            if (heard.status() != 200) {
                throw new AssertionError(heard.status() + " " + heard.text());
            }
            ids.addAll(heard.ids());
            page = heard.get("/nextPageToken");
            end.add(heard.get("/nextSyncToken"));
        } while (!page.isEmpty());
        return ids;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
