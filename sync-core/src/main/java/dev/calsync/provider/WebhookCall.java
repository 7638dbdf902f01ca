package dev.calsync.provider;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A call that came in at a channel's address. Whatever it says may be forged. Immutable.
 *
 * @param method in capitals, for example {@code POST}
 * @param path the last segment of the address that was called, decoded
 * @param headers by name in lower case
 * @param query the parameters behind the question mark, decoded, by name as it was sent; of several with one name the
 *     first
 * @param body bounded by whoever took the call
 */
public record WebhookCall(
        String method, String path, Map<String, List<String>> headers, Map<String, String> query, byte[] body) {

    /** Copies everything; names of headers are put into lower case. */
    public WebhookCall {
        Map<String, List<String>> lower = new LinkedHashMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        headers = Map.copyOf(lower);
        query = Map.copyOf(query);
        body = body.clone();
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** The body, a copy. */
    @Override
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
