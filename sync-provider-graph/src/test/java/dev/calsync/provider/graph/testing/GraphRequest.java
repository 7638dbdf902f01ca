package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request to Graph, on its own or in a batch, after its token was accepted. */
final class GraphRequest {

    private static final Pattern KEYED = Pattern.compile("([A-Za-z]+)\\('(.*)'\\)");

    private final String method;
    private final String target;
    private final String path;
    private final List<String> segments;
    private final Map<String, String> query;
    private final Map<String, String> headers;
    private final @Nullable JsonNode body;
    private final Caller caller;
    private final Preferences preferences;

    /**
     * Reads a target.
     *
     * @param target path below {@code /v1.0} and query, both as sent
     * @param headers names in lower case
     */
    GraphRequest(String method, String target, Map<String, String> headers, @Nullable JsonNode body, Caller caller) {
        this.method = method;
        this.target = target;
        int question = target.indexOf('?');
        this.path = question < 0 ? target : target.substring(0, question);
        this.segments = segments(path);
        this.query = parameters(question < 0 ? "" : target.substring(question + 1));
        this.headers = headers;
        this.body = body;
        this.caller = caller;
        this.preferences = Preferences.read(headers.getOrDefault("prefer", ""));
    }

    /** Decoded, {@code users('x')} as two of them. */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String raw : path.split("/", -1)) {
            String segment = decoded(raw.replace("+", "%2B"));
            Matcher keyed = KEYED.matcher(segment);
            if (keyed.matches()) {
                segments.add(keyed.group(1));
                segments.add(keyed.group(2));
            } else if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** Names in lower case. */
    static Map<String, String> parameters(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        decoded(pair.substring(0, equals)).toLowerCase(Locale.ROOT),
                        decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return raw;
        }
    }

    String method() {
        return method;
    }

    String target() {
        return target;
    }

    String path() {
        return path;
    }

    List<String> segments() {
        return segments;
    }

    @Nullable
    String query(String name) {
        return query.get(name);
    }

    Map<String, String> allQuery() {
        return query;
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable
    JsonNode body() {
        return body;
    }

    Caller caller() {
        return caller;
    }

    Preferences preferences() {
        return preferences;
    }

    /** A time in the query; without an offset it is in UTC. */
    Instant instant(String name) throws GraphProblem {
        String text = query(name);
        if (text == null) {
            throw GraphProblem.badRequest(
                    "ErrorInvalidParameter",
                    "This request requires a time window specified by the query string parameter " + name + ".");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            try {
                return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException neither) {
                throw GraphProblem.badRequest("ErrorInvalidParameter", "The value of " + name + " is no time.");
            }
        }
    }
}
