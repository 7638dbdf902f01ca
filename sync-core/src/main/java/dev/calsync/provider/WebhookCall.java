package dev.calsync.provider;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A call that came in at a channel's address. Whatever it says may be forged. Immutable and thread-safe. */
public final class WebhookCall {
    private final String method;
    private final String path;
    private final Map<String, List<String>> headers;
    private final Map<String, String> query;
    private final byte[] body;

    /**
     * Copies everything.
     *
     * @param method in capitals, for example {@code POST}
     * @param path the last segment of the address that was called, decoded
     * @param headers by name, in any case
     * @param query the parameters behind the question mark, decoded, by name as it was sent; of several with one name the
     *     first
     * @param body bounded by whoever took the call
     */
    public WebhookCall(
            String method, String path, Map<String, List<String>> headers, Map<String, String> query, byte[] body) {
        Map<String, List<String>> lower = new LinkedHashMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        this.method = method;
        this.path = path;
        this.headers = Map.copyOf(lower);
        this.query = Map.copyOf(query);
        this.body = body.clone();
    }

    /** The method, in capitals. */
    public String method() {
        return method;
    }

    /** The last segment of the address that was called, decoded. */
    public String path() {
        return path;
    }

    /** All headers, by name in lower case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** The decoded parameters behind the question mark. */
    public Map<String, String> query() {
        return query;
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** The body, a copy. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Shows the method and the size only. */
    @Override
    public String toString() {
        return "WebhookCall[" + method + ", " + body.length + " bytes]";
    }
}
