package dev.calsync.provider.google.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request as it came in, alone or as a part of a batch. Headers are joined values, their names in lower case. */
final class HttpMessage {
    private final String method;
    private final String path;
    private final Map<String, List<String>> query;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean inBatch;

    private HttpMessage(
            String method,
            String path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body,
            boolean inBatch) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.inBatch = inBatch;
    }

    static HttpMessage of(String method, String target, Map<String, String> headers, byte[] body, boolean inBatch) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        // Clients whose HTTP stack knows no PATCH send a POST that says what it is.
        String meant = headers.getOrDefault("x-http-method-override", method).toUpperCase(Locale.ROOT);
        return new HttpMessage(meant, path, form(query), headers, body, inBatch);
    }

    /** The method that is meant, after an override. */
    String method() {
        return method;
    }

    /** The path as sent, still percent-encoded. */
    String path() {
        return path;
    }

    /** The decoded parameters. */
    Map<String, List<String>> query() {
        return query;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    boolean inBatch() {
        return inBatch;
    }

    /** The decoded segments of the path. */
    List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            segments.add(decoded(segment.replace("+", "%2B")));
        }
        return segments;
    }

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Reads {@code a=b&c=d}. */
    static Map<String, List<String>> form(String text) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
