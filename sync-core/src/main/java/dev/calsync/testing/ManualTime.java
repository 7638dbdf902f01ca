package dev.calsync.testing;

import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * Time that moves only when told. Thread-safe.
 *
 * <p>{@link #advance} lets time pass; {@link #jump} sets the wall clock, as an operator or a time server would, and
 * leaves the monotonic reading alone.
 */
public final class ManualTime implements TimeSource {
    private Instant now;
    private long nanos;

    /** Time that stands still at {@code start}. */
    public ManualTime(Instant start) {
        this.now = start;
    }

    /** Time that stands still at the start of 2026, UTC. */
    public static ManualTime atNewYear() {
        return new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    /**
     * Lets time pass.
     *
     * @throws IllegalArgumentException if the span is negative
     */
    public synchronized void advance(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("time does not pass backwards: " + span);
        }
        now = now.plus(span);
        nanos += span.toNanos();
    }

    /** Sets the wall clock forwards or, by a negative span, backwards. */
    public synchronized void jump(Duration span) {
        now = now.plus(span);
    }
}
