package dev.calsync.provider.graph.testing;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One request as the server saw it; each request of a batch is one of its own.
 *
 * @param at when its body had been read
 * @param kind what it asked for
 * @param method upper-case HTTP method
 * @param target path and query as sent; of a request in a batch, as it would be on its own
 * @param headers names in lower case, without the credentials
 * @param mailbox whose token it came with, or the empty string
 * @param batched whether it came in a batch
 * @param requestBytes length of its body
 * @param status what was answered; {@link #UNANSWERED} while it is being worked on or when the connection was dropped
 * @param replyBytes length of the answer's body as it went over the wire
 */
public record LoggedRequest(
        Instant at,
        RequestKind kind,
        String method,
        String target,
        Map<String, String> headers,
        String mailbox,
        boolean batched,
        long requestBytes,
        int status,
        long replyBytes) {

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

    /** Requests of this kind. */
    public static Predicate<LoggedRequest> of(RequestKind kind) {
        return request -> request.kind == kind;
    }

    /** Requests with this method. */
    public static Predicate<LoggedRequest> withMethod(String method) {
        return request -> request.method.equals(method);
    }

    /** Requests whose target holds this text. */
    public static Predicate<LoggedRequest> about(String text) {
        return request -> request.target.contains(text);
    }

    /** Every request to Graph, none for tokens. */
    public static Predicate<LoggedRequest> toGraph() {
        return request -> request.kind != RequestKind.TOKEN && request.kind != RequestKind.LOGIN;
    }

    /** Every request. */
    public static Predicate<LoggedRequest> any() {
        return request -> true;
    }

    LoggedRequest answered(int withStatus, long bytes) {
        return new LoggedRequest(at, kind, method, target, headers, mailbox, batched, requestBytes, withStatus, bytes);
    }

    @Override
    public String toString() {
        return method + " " + target + (batched ? " (batched)" : "") + " -> "
                + (status == UNANSWERED ? "unanswered" : status);
    }
}
