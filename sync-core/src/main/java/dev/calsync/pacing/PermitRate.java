package dev.calsync.pacing;

import dev.calsync.error.Faults;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How fast a {@link TokenBucket} refills and how much it holds. Immutable and thread-safe.
 *
 * @param permits how many permits come back during {@code per}, 1 to 1,000,000,000
 * @param per the time in which they come back, evenly; whole microseconds, 1 ms to 2 days
 * @param burst the most permits that are ever available at once, 1 to 1,000,000
 * @param onlyWhenThrottled whether requests are free until the provider throttles, and again once the rate has recovered
 */
public record PermitRate(long permits, Duration per, long burst, boolean onlyWhenThrottled) {
    /** For how long a node may use permits that it has leased: 2 seconds from when it asked for them. */
    public static final Duration CHUNK_LIFE = Duration.ofSeconds(2);

    // A throttled rate goes in sixteenths of the published one; levels are counted in shares of a permit that make
    // every refill a whole number.
    static final int FULL_SHARE = 16;

    private static final long MOST_PERMITS = 1_000_000_000;
    private static final long LARGEST_BURST = 1_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(2);

    /** @throws dev.calsync.error.InvalidConfigurationException if something is out of its bounds, naming every fault */
    public PermitRate {
        new Faults("PermitRate")
                .require(permits >= 1 && permits <= MOST_PERMITS, "permits must be 1 to 1,000,000,000, was " + permits)
                .require(
                        per.compareTo(SHORTEST) >= 0
                                && per.compareTo(LONGEST) <= 0
                                && per.equals(per.truncatedTo(ChronoUnit.MICROS)),
                        "per must be whole microseconds from 1 ms to 2 days, was " + per)
                .require(burst >= 1 && burst <= LARGEST_BURST, "burst must be 1 to 1,000,000, was " + burst)
                .throwIfAny();
    }

    /**
     * A rate that keeps a limit which a provider counts over a sliding window: in no window of that length are more than
     * {@code limit} permits used. So what the burst can add is taken off the refill, and the window counts longer by
     * {@link #CHUNK_LIFE}, because a leased permit may be used that much later.
     *
     * @param limit the most requests within a window
     * @param window the length of the window, 1 ms to 1 day
     * @param burst how many may come at once, 1 to {@code limit - 1}
     * @throws dev.calsync.error.InvalidConfigurationException if something is out of its bounds
     */
    public static PermitRate within(long limit, Duration window, long burst) {
        new Faults("PermitRate")
                .require(burst < limit, "burst must be less than the limit " + limit + ", was " + burst)
                .throwIfAny();
        return new PermitRate(limit - burst, window.plus(CHUNK_LIFE), burst, false);
    }

    /** A rate that holds only from when a provider throttles until it has recovered. */
    public static PermitRate whenThrottled(long permits, Duration per, long burst) {
        return new PermitRate(permits, per, burst, true);
    }

    /** Half as fast, and half as many at once. */
    PermitRate half() {
        return new PermitRate(Math.max(1, permits / 2), per, Math.max(1, burst / 2), onlyWhenThrottled);
    }

    /** What one permit weighs in a bucket's level. */
    long weight() {
        return Micros.of(per) * FULL_SHARE;
    }

    /** The level of a full bucket. */
    long capacity() {
        return burst * weight();
    }

    /** How many permits a node leases at once at most: those of one second, or all if there is no rate at the moment. */
    long largestChunk() {
        long perSecond = permits * Micros.of(Duration.ofSeconds(1)) / Micros.of(per);
        return onlyWhenThrottled ? burst : Math.max(1, Math.min(burst, perSecond));
    }
}
