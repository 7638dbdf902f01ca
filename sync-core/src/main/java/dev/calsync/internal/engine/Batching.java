package dev.calsync.internal.engine;

import java.time.Duration;

/**
 * Which calendars of one account follow one another in one session.
 *
 * @param window what is due within this time is run along with what is due now; zero for what is due already
 * @param most so many calendars in one session, at least 1
 */
public record Batching(Duration window, int most) {

    /** Ten calendars that are due now or within 15 seconds. */
    public static final Batching DEFAULT = new Batching(Duration.ofSeconds(15), 10);
}
