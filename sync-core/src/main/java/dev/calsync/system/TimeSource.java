package dev.calsync.system;

import java.time.Instant;

/**
 * The only door to time. Everything in Calsync that asks what time it is, asks one of these, so that the whole engine
 * can run on virtual time.
 *
 * <p>Implementations are thread-safe and never block. {@link #now()} may jump in either direction when the machine's
 * clock is set; {@link #nanoTime()} never goes back and is only good for measuring how long something took.
 */
public interface TimeSource {

    /** The wall clock's time. */
    Instant now();

    /** A monotonic reading in nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** The machine's own clock. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }
}
