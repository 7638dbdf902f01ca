package dev.calsync.provider.google.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong. Each line of the script says how many of the matching requests to hit; a request is hit by the
 * first line that matches it and is not used up. Only {@link #loseReply} and {@link #cutReply} let the request take
 * effect, and {@link #hold} after its release. Faults come before authorisation. A part of a batch is hit like any
 * request; dropped or lost, it is missing from the batch's answer. Thread-safe.
 */
public final class FaultScript {

    sealed interface Fault {}

    record Answer(ApiReply reply) implements Fault {}

    record Hold(HeldRequests held) implements Fault {}

    enum Broken implements Fault {
        DROP,
        LOSE_REPLY,
        CUT_REPLY
    }

    private static final class Line {
        final Predicate<LoggedRequest> which;
        final Fault fault;
        int left;

        Line(int times, Predicate<LoggedRequest> which, Fault fault) {
            if (times < 1) {
                throw new IllegalArgumentException("times must be at least 1, was " + times);
            }
            this.left = times;
            this.which = which;
            this.fault = fault;
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private final List<HeldRequests> allHeld = new ArrayList<>();

    FaultScript() {}

    /** Answers as the API does for this reason, such as 403 {@code rateLimitExceeded} or 500 {@code backendError}. */
    public void fail(int times, Predicate<LoggedRequest> which, int status, String reason) {
        add(new Line(
                times, which, new Answer(ApiProblem.scripted(status, reason).reply())));
    }

    /** The same with a Retry-After in whole seconds, rounded up. */
    public void fail(int times, Predicate<LoggedRequest> which, int status, String reason, Duration retryAfter) {
        ApiReply reply = ApiProblem.scripted(status, reason).reply(retryAfter);
        add(new Line(times, which, new Answer(reply)));
    }

    /** Answers with this status, these headers and this body, whatever they are. */
    public void answer(
            int times, Predicate<LoggedRequest> which, int status, Map<String, String> headers, String body) {
        ApiReply reply = ApiReply.text(status, "text/html; charset=UTF-8", body).with(headers);
        add(new Line(times, which, new Answer(reply)));
    }

    /** Closes the connection without applying the request and without a byte of answer. */
    public void drop(int times, Predicate<LoggedRequest> which) {
        add(new Line(times, which, Broken.DROP));
    }

    /** Applies the request, then closes the connection without a byte of answer. */
    public void loseReply(int times, Predicate<LoggedRequest> which) {
        add(new Line(times, which, Broken.LOSE_REPLY));
    }

    /** Applies the request, then closes the connection after half of the answer's body. */
    public void cutReply(int times, Predicate<LoggedRequest> which) {
        add(new Line(times, which, Broken.CUT_REPLY));
    }

    /** Lets requests wait until they are released; closing the server or {@link #clear()} releases them too. */
    public HeldRequests hold(int times, Predicate<LoggedRequest> which) {
        HeldRequests held = new HeldRequests();
        add(new Line(times, which, new Hold(held)));
        synchronized (this) {
            allHeld.add(held);
        }
        return held;
    }

    /** How many requests are still to be hit. */
    public synchronized int pending() {
        return lines.stream().mapToInt(line -> line.left).sum();
    }

    /** Forgets the rest of the script and releases what is held. */
    public synchronized void clear() {
        lines.clear();
        allHeld.forEach(HeldRequests::release);
        allHeld.clear();
    }

    synchronized @Nullable Fault next(LoggedRequest request) {
        for (Iterator<Line> each = lines.iterator(); each.hasNext(); ) {
            Line line = each.next();
            if (line.which.test(request)) {
                line.left--;
                if (line.left == 0) {
                    each.remove();
                }
                return line.fault;
            }
        }
        return null;
    }

    private synchronized void add(Line line) {
        lines.add(line);
    }
}
