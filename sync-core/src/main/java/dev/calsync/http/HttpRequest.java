package dev.calsync.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request that came in, whatever framework took it. Methods that take a value return a changed copy. Immutable and
 * thread-safe.
 */
public final class HttpRequest {
    private final String method;
    private final String path;
    private final Map<String, List<String>> headers;
    private final Map<String, String> query;
    private final byte[] body;
    private final String source;

    private HttpRequest(
            String method,
            String path,
            Map<String, List<String>> headers,
            Map<String, String> query,
            byte[] body,
            String source) {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.query = query;
        this.body = body;
        this.source = source;
    }

    /**
     * A request without headers or a body.
     *
     * @param method in capitals, for example {@code POST}
     * @param path what comes behind the place where the door is mounted, not decoded; with or without a slash in front
     */
    public static HttpRequest of(String method, String path) {
        String absolute = path.startsWith("/") ? path : "/" + path;
        return new HttpRequest(method, absolute, Map.of(), Map.of(), new byte[0], "");
    }

    /** The same with one more header line. */
    public HttpRequest header(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.merge(
                name.toLowerCase(Locale.ROOT),
                List.of(value),
                (before, one) -> List.copyOf(java.util.stream.Stream.concat(before.stream(), one.stream())
                        .toList()));
        return new HttpRequest(method, path, Map.copyOf(more), query, body, source);
    }

    /** The same with these headers instead, names in any case. */
    public HttpRequest headers(Map<String, List<String>> values) {
        Map<String, List<String>> lower = new LinkedHashMap<>();
        values.forEach((name, lines) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(lines)));
        return new HttpRequest(method, path, Map.copyOf(lower), query, body, source);
    }

    /**
     * The same with what stood behind the question mark, as it was sent; null or empty if there was none. What is not
     * properly encoded is left out; of several values of one name the first counts.
     */
    public HttpRequest query(@org.jspecify.annotations.Nullable String raw) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String pair : (raw == null ? "" : raw).split("&", -1)) {
            int at = pair.indexOf('=');
            decoded(at < 0 ? pair : pair.substring(0, at))
                    .filter(name -> !name.isEmpty())
                    .ifPresent(name -> decoded(at < 0 ? "" : pair.substring(at + 1))
                            .ifPresent(value -> read.putIfAbsent(name, value)));
        }
        return new HttpRequest(method, path, headers, Map.copyOf(read), body, source);
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The same with a body, a copy of these bytes; {@link SyncHttp#BODY_BYTES_MAX} at most is looked at. */
    public HttpRequest body(byte[] bytes) {
        return new HttpRequest(method, path, headers, query, bytes.clone(), source);
    }

    /** The same with who sent it: an address, as the host believes it. Callers are limited by it. */
    public HttpRequest source(@org.jspecify.annotations.Nullable String address) {
        return new HttpRequest(method, path, headers, query, body, address == null ? "" : address);
    }

    /** The method, in capitals. */
    public String method() {
        return method;
    }

    /** The path behind the place where the door is mounted, not decoded; begins with a slash. */
    public String path() {
        return path;
    }

    /** The path's segments, decoded; empty ones are left out. One that cannot be decoded is as it was sent. */
    public List<String> segments() {
        return java.util.Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .map(HttpRequest::segment)
                .toList();
    }

    private static String segment(String text) {
        // In a path a plus is a plus.
        return decoded(text.replace("+", "%2B")).orElse(text);
    }

    /** All headers, names in lower case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** The decoded parameters behind the question mark. */
    public Map<String, String> query() {
        return query;
    }

    /** The body, a copy. */
    public byte[] body() {
        return body.clone();
    }

    int bodyBytes() {
        return body.length;
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Who sent it; empty if that is not known. */
    public String source() {
        return source;
    }

    /** Shows the method and the size only: a path may be a secret. */
    @Override
    public String toString() {
        return "HttpRequest[" + method + ", " + body.length + " bytes]";
    }
}
