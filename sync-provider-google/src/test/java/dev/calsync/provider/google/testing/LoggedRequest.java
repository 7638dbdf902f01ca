package dev.calsync.provider.google.testing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One request as the server saw it; each part of a batch is one of its own.
 *
 * @param at when its body had been read
 * @param kind the API's name of the method such as {@code events.list}; {@code batch}; {@code oauth.token},
 *     {@code oauth.revoke}, {@code oauth.authorize}, {@code oauth.certificates}; otherwise {@code unknown}
 * @param method upper-case HTTP method that was meant
 * @param path path as sent, still percent-encoded
 * @param query decoded parameters; those of a form for {@code oauth.token}
 * @param headers joined values, names in lower case, without the credentials
 * @param body the body as text, at most {@value #MOST_BODY} characters of it; empty for {@code oauth.token}
 * @param inBatch whether it came as a part of a batch
 * @param requestBytes length of its body
 * @param status what was answered; {@link #UNANSWERED} when the connection was dropped
 * @param answerBytes length of the answer's body as it went out, compressed or not
 */
public record LoggedRequest(
        Instant at,
        String kind,
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        String body,
        boolean inBatch,
        long requestBytes,
        int status,
        long answerBytes) {

    /** Status of a request that got no answer. */
    public static final int UNANSWERED = 0;

    static final int MOST_BODY = 100_000;

    /** Copies the maps. */
    public LoggedRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    static LoggedRequest of(Instant at, String kind, HttpMessage message) {
        Map<String, String> headers = new LinkedHashMap<>(message.headers());
        headers.remove("authorization");
        headers.remove("cookie");
        boolean secret = kind.startsWith("oauth.");
        Map<String, List<String>> query = new LinkedHashMap<>(message.query());
        if (secret) {
            query.putAll(HttpMessage.form(message.text()));
            query.keySet().removeAll(List.of("client_secret", "refresh_token", "code", "assertion", "token"));
        }
        String body = secret ? "" : message.text();
        return new LoggedRequest(
                at,
                kind,
                message.method(),
                message.path(),
                query,
                headers,
                body.substring(0, Math.min(body.length(), MOST_BODY)),
                message.inBatch(),
                message.body().length,
                UNANSWERED,
                0);
    }

    /** Value of the header {@code name} in any case, or the empty string. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** First value of the parameter, or the empty string. */
    public String query(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /** Requests of any of these kinds, as in {@link #kind()}. */
    public static Predicate<LoggedRequest> of(String... kinds) {
        return request -> List.of(kinds).contains(request.kind);
    }

    /** Requests for the Calendar API, parts of batches among them but not batches as such. */
    public static Predicate<LoggedRequest> api() {
        return request -> ApiMethod.ids().contains(request.kind);
    }

    /** Every request. */
    public static Predicate<LoggedRequest> any() {
        return request -> true;
    }

    LoggedRequest answered(int withStatus, long bytes) {
        return new LoggedRequest(
                at, kind, method, path, query, headers, body, inBatch, requestBytes, withStatus, bytes);
    }

    @Override
    public String toString() {
        return (inBatch ? "part " : "") + kind + ": " + method + " " + path + " " + query.keySet() + " -> "
                + (status == UNANSWERED ? "unanswered" : status);
    }
}
