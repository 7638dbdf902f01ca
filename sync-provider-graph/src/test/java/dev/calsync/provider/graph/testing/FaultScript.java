package dev.calsync.provider.graph.testing;

import dev.calsync.testing.wire.FaultLines;
import dev.calsync.testing.wire.HeldRequests;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong. Only {@link #loseReply} and {@link #cutReply} let the request take
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

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final FaultLines<LoggedRequest, Fault> lines = new FaultLines<>();
    private volatile Weather weather = Weather.calm();

    FaultScript() {}

    /** Answers with an error in Graph's form. */
    public void fail(int times, Predicate<LoggedRequest> which, int status, String code) {
        lines.add(times, which, new Refuse(status, code, "It was told to fail.", Map.of()));
    }

    /** Answers with this status, these headers and this body, whatever they are. */
    public void answer(
            int times, Predicate<LoggedRequest> which, int status, Map<String, String> headers, String body) {
        lines.add(times, which, new Raw(status, Map.copyOf(headers), body));
    }

    /** Answers 429 with a Retry-After in whole seconds, rounded up. */
    public void throttle(int times, Predicate<LoggedRequest> which, Duration retryAfter) {
        lines.add(times, which, throttled(Long.toString(seconds(retryAfter))));
    }

    /** Answers 429 with a Retry-After as an HTTP date. */
    public void throttleUntil(int times, Predicate<LoggedRequest> which, Instant until) {
        lines.add(times, which, throttled(HTTP_DATE.format(until)));
    }

    /** Answers 429 without a Retry-After. */
    public void throttleWithoutHint(int times, Predicate<LoggedRequest> which) {
        lines.add(times, which, new Refuse(429, "TooManyRequests", "Too many requests.", Map.of()));
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
        lines.add(times, which, busy(seconds(retryAfter)));
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
        lines.add(times, which, new Refuse(412, "ErrorIrresolvableConflict", GraphDoor.CONFLICT, Map.of()));
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

    void weather(Weather newWeather) {
        weather = newWeather;
    }

    /** Forgets the rest of the script and releases what is held. */
    public void clear() {
        lines.clear();
    }

    @Nullable
    Fault next(LoggedRequest request) {
        Fault scripted = lines.next(request, fault -> !request.batched() || fault instanceof Refuse);
        return scripted != null ? scripted : weather.next(request);
    }

    private static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
