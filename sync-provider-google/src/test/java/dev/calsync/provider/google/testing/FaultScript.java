package dev.calsync.provider.google.testing;

import dev.calsync.testing.wire.FaultLines;
import dev.calsync.testing.wire.HeldRequests;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong. Only {@link #loseReply}, {@link #cutReply} and {@link #slow} let the
 * request take effect, and {@link #hold} after its release. Faults come before authorisation. A part of a batch is hit like any
 * request; dropped or lost, it is missing from the batch's answer. Thread-safe.
 */
public final class FaultScript {

    sealed interface Fault {}

    /**
     * An answer in place of the service's own.
     *
     * @param genuine whether the service could have given it; what a test makes up is nothing to judge the service by
     */
    record Answer(ApiReply reply, boolean genuine) implements Fault {}

    record Hold(HeldRequests held) implements Fault {}

    record Slow(Duration by) implements Fault {}

    enum Broken implements Fault {
        DROP,
        LOSE_REPLY,
        CUT_REPLY
    }

    private final FaultLines<LoggedRequest, Fault> lines = new FaultLines<>();

    FaultScript() {}

    /** Answers as the API does for this reason, such as 403 {@code rateLimitExceeded} or 500 {@code backendError}. */
    public void fail(int times, Predicate<LoggedRequest> which, int status, String reason) {
        lines.add(times, which, new Answer(ApiProblem.scripted(status, reason).reply(), true));
    }

    /** The same with a Retry-After in whole seconds, rounded up. */
    public void fail(int times, Predicate<LoggedRequest> which, int status, String reason, Duration retryAfter) {
        ApiReply reply = ApiProblem.scripted(status, reason).reply(retryAfter);
        lines.add(times, which, new Answer(reply, true));
    }

    /** Answers with this status, these headers and this body, whatever they are. */
    public void answer(
            int times, Predicate<LoggedRequest> which, int status, Map<String, String> headers, String body) {
        ApiReply reply = ApiReply.text(status, "text/html; charset=UTF-8", body).with(headers);
        lines.add(times, which, new Answer(reply, false));
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

    /** Lets requests wait for this long, by the machine's clock, and then take effect. */
    public void slow(int times, Predicate<LoggedRequest> which, Duration by) {
        lines.add(times, which, new Slow(by));
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
}
