package dev.calsync.provider.caldav.testing;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One request as the server saw it.
 *
 * @param at when its body had been read
 * @param method upper-case HTTP method
 * @param path path as sent, still percent-encoded
 * @param depth value of the Depth header, or the empty string
 * @param body local name of the root element ({@code propfind}, {@code sync-collection}, {@code calendar-multiget}),
 *     {@code calendar} for iCalendar, {@code other}, or the empty string when there was no body
 * @param headers the first value of each header, names in lower case, without the credentials
 * @param status what was answered; {@link #UNANSWERED} while it is being worked on or when the connection was dropped
 */
public record LoggedRequest(
        Instant at, String method, String path, String depth, String body, Map<String, String> headers, int status) {

    /** Status of a request that got no answer. */
    public static final int UNANSWERED = 0;

    /** Copies the headers. */
    public LoggedRequest {
        headers = Map.copyOf(headers);
    }

    /** Value of the header {@code name} in any case, or the empty string. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Requests with this method. */
    public static Predicate<LoggedRequest> withMethod(String method) {
        return request -> request.method.equals(method);
    }

    /** Requests with this kind of body, as in {@link #body()}. */
    public static Predicate<LoggedRequest> withBody(String body) {
        return request -> request.body.equals(body);
    }

    /** Every request. */
    public static Predicate<LoggedRequest> any() {
        return request -> true;
    }

    LoggedRequest answered(int withStatus) {
        return new LoggedRequest(at, method, path, depth, body, headers, withStatus);
    }

    @Override
    public String toString() {
        return method + " " + path + (depth.isEmpty() ? "" : " depth=" + depth)
                + (body.isEmpty() ? "" : " body=" + body) + " -> " + (status == UNANSWERED ? "unanswered" : status);
    }
}
