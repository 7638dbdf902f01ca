package dev.calsync.provider.caldav.testing;

import dev.calsync.testing.wire.FaultLines;
import dev.calsync.testing.wire.HeldRequests;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong. Only {@link #loseReply} and {@link #cutReply} let the request take
 * effect, and {@link #hold} after its release. Faults come before authentication. Thread-safe.
 */
public final class FaultScript {

    sealed interface Fault {}

    record Answer(DavReply reply) implements Fault {}

    record Hold(HeldRequests held) implements Fault {}

    enum Broken implements Fault {
        DROP,
        LOSE_REPLY,
        CUT_REPLY
    }

    private final FaultLines<LoggedRequest, Fault> lines = new FaultLines<>();

    FaultScript() {}

    /** Answers with {@code status} and no body. */
    public void fail(int times, Predicate<LoggedRequest> which, int status) {
        fail(times, which, status, Map.of());
    }

    /** Answers with {@code status}, these headers and no body. */
    public void fail(int times, Predicate<LoggedRequest> which, int status, Map<String, String> headers) {
        answer(times, which, status, headers, "");
    }

    /** Answers with this status, these headers and this body, whatever they are. */
    public void answer(
            int times, Predicate<LoggedRequest> which, int status, Map<String, String> headers, String body) {
        DavReply reply = new DavReply(status, Map.copyOf(headers), body);
        lines.add(times, which, new Answer(reply));
    }

    /** Answers 503 with a Retry-After in whole seconds, rounded up. */
    public void unavailable(int times, Predicate<LoggedRequest> which, Duration retryAfter) {
        fail(times, which, 503, Map.of("Retry-After", seconds(retryAfter)));
    }

    /** Answers 429 with a Retry-After in whole seconds, rounded up. */
    public void throttle(int times, Predicate<LoggedRequest> which, Duration retryAfter) {
        fail(times, which, 429, Map.of("Retry-After", seconds(retryAfter)));
    }

    /** Closes the connection without applying the request and without a byte of answer. */
    public void drop(int times, Predicate<LoggedRequest> which) {
        lines.add(times, which, Broken.DROP);
    }

    /** Applies the request, then closes the connection without a byte of answer. */
    public void loseReply(int times, Predicate<LoggedRequest> which) {
        lines.add(times, which, Broken.LOSE_REPLY);
    }

    /** Applies the request, then closes the connection after half of the answer's body. */
    public void cutReply(int times, Predicate<LoggedRequest> which) {
        lines.add(times, which, Broken.CUT_REPLY);
    }

    /** Lets requests wait until they are released; closing the server or {@link #clear()} releases them too. */
    public HeldRequests hold(int times, Predicate<LoggedRequest> which) {
        HeldRequests held = lines.held();
        lines.add(times, which, new Hold(held));
        return held;
    }

    /** How many requests are still to be hit. */
    public int pending() {
        return lines.pending();
    }

    /** Forgets the rest of the script and releases what is held. */
    public void clear() {
        lines.clear();
    }

    @Nullable
    Fault next(LoggedRequest request) {
        return lines.next(request);
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.plusNanos(999_999_999).toSeconds());
    }
}
