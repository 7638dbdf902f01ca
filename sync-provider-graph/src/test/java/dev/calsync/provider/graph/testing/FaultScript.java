package dev.calsync.provider.graph.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong. Each line of the script says how many of the matching requests to hit; a request is hit by the
 * first line that matches it and is not used up. Only {@link #loseReply} and {@link #cutReply} let the request take
 * effect, and {@link #hold} after its release. Faults come before tokens are looked at. In a batch single requests can be
 * answered by the script; what breaks connections hits whole batches only. Thread-safe.
 */
public final class FaultScript {

    sealed interface Fault {}

    record Refuse(int status, String code, String message, Map<String, String> headers) implements Fault {

        GraphProblem problem() {
            GraphProblem problem = new GraphProblem(status, code, message);
            headers.forEach(problem::with);
            return problem;
        }
    }

    record Raw(int status, Map<String, String> headers, String body) implements Fault {}

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

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final List<Line> lines = new ArrayList<>();
    private final List<HeldRequests> allHeld = new ArrayList<>();
    private Weather weather = Weather.calm();

    FaultScript() {}

    /** Answers with an error in Graph's form. */
    public void fail(int times, Predicate<LoggedRequest> which, int status, String code) {
        add(times, which, new Refuse(status, code, "It was told to fail.", Map.of()));
    }

    /** Answers with this status, these headers and this body, whatever they are. */
    public void answer(
            int times, Predicate<LoggedRequest> which, int status, Map<String, String> headers, String body) {
        add(times, which, new Raw(status, Map.copyOf(headers), body));
    }

    /** Answers 429 with a Retry-After in whole seconds, rounded up. */
    public void throttle(int times, Predicate<LoggedRequest> which, Duration retryAfter) {
        add(times, which, throttled(Long.toString(seconds(retryAfter))));
    }

    /** Answers 429 with a Retry-After as an HTTP date. */
    public void throttleUntil(int times, Predicate<LoggedRequest> which, Instant until) {
        add(times, which, throttled(HTTP_DATE.format(until)));
    }

    /** Answers 429 without a Retry-After. */
    public void throttleWithoutHint(int times, Predicate<LoggedRequest> which) {
        add(times, which, new Refuse(429, "TooManyRequests", "Too many requests.", Map.of()));
    }

    static Refuse throttled(String retryAfter) {
        return new Refuse(
                429,
                "ApplicationThrottled",
                "Application is over its MailboxConcurrency limit.",
                Map.of("Retry-After", retryAfter));
    }

    /** Answers 503 with a Retry-After, as Graph does when a mailbox serves too many requests at once. */
    public void busyMailbox(int times, Predicate<LoggedRequest> which, Duration retryAfter) {
        add(times, which, busy(seconds(retryAfter)));
    }

    static Refuse busy(long retryAfterSeconds) {
        return new Refuse(
                503,
                "ErrorMailboxConcurrency",
                "The mailbox is over its concurrency limit.",
                Map.of("Retry-After", Long.toString(retryAfterSeconds)));
    }

    /** Answers 412 as if the change key had moved, though it has not. */
    public void irresolvableConflict(int times, Predicate<LoggedRequest> which) {
        add(times, which, new Refuse(412, "ErrorIrresolvableConflict", GraphDoor.CONFLICT, Map.of()));
    }

    /** Closes the connection without applying the request and without a byte of answer. */
    public void drop(int times, Predicate<LoggedRequest> which) {
        add(times, which, Broken.DROP);
    }

    /** Applies the request, then closes the connection without a byte of answer. */
    public void loseReply(int times, Predicate<LoggedRequest> which) {
        add(times, which, Broken.LOSE_REPLY);
    }

    /** Applies the request, then closes the connection after half of the answer's body. */
    public void cutReply(int times, Predicate<LoggedRequest> which) {
        add(times, which, Broken.CUT_REPLY);
    }

    /** Lets requests wait until they are released; closing the server or {@link #clear()} releases them too. */
    public HeldRequests hold(int times, Predicate<LoggedRequest> which) {
        HeldRequests held = new HeldRequests();
        add(times, which, new Hold(held));
        synchronized (this) {
            allHeld.add(held);
        }
        return held;
    }

    /** How many requests are still to be hit. */
    public synchronized int pending() {
        return lines.stream().mapToInt(line -> line.left).sum();
    }

    synchronized void weather(Weather newWeather) {
        weather = newWeather;
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
            boolean fits = !request.batched() || line.fault instanceof Refuse;
            if (fits && line.which.test(request)) {
                line.left--;
                if (line.left == 0) {
                    each.remove();
                }
                return line.fault;
            }
        }
        return weather.next(request);
    }

    private synchronized void add(int times, Predicate<LoggedRequest> which, Fault fault) {
        lines.add(new Line(times, which, fault));
    }

    private static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
