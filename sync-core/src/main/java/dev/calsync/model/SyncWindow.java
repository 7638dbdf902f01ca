package dev.calsync.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What of a calendar is synchronised: a span that rolls along with time. What lies outside is unknown, not absent:
 * leaving the window deletes nothing.
 *
 * @param past how far back, zero or more
 * @param future how far ahead, more than zero
 */
public record SyncWindow(Duration past, Duration future) {

    /** One year back, two ahead. */
    public static final SyncWindow DEFAULT = new SyncWindow(Duration.ofDays(365), Duration.ofDays(730));

    /** @throws IllegalArgumentException if {@code past} is negative or {@code future} is not positive */
    public SyncWindow {
        if (past.isNegative() || future.isNegative() || future.isZero()) {
            throw new IllegalArgumentException("a window needs a past of zero or more and a future of more than zero");
        }
    }

    /** The first instant inside, seen from {@code now}. */
    public Instant from(Instant now) {
        return now.minus(past);
    }

    /** The first instant after it, seen from {@code now}. */
    public Instant until(Instant now) {
        return now.plus(future);
    }
}
