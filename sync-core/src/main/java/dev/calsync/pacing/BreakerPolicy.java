package dev.calsync.pacing;

import dev.calsync.error.Faults;
import java.time.Duration;
import java.time.Instant;

/**
 * When a {@link CircuitBreaker} opens and for how long. Immutable and thread-safe.
 *
 * @param consecutiveFailures so many failures in a row open it, at least 1; default 5
 * @param failurePercent so many failures of a hundred calls within the window open it, 1 to 100; default 50
 * @param leastCalls fewer calls than this within the window say nothing about the share, at least 1; default 20
 * @param window the length of the rolling window, at most 1 hour; default 1 minute
 * @param firstOpen for how long it opens at first; doubles with each failed probe; default 30 seconds
 * @param longestOpen the longest it stays open, at most 1 day; default 15 minutes
 * @param probeTimeout how long a probe may take before another may be sent; default 2 minutes
 * @param spread over how much time work that waited is planned after the breaker may close; default 1 minute
 */
public record BreakerPolicy(
        int consecutiveFailures,
        int failurePercent,
        int leastCalls,
        Duration window,
        Duration firstOpen,
        Duration longestOpen,
        Duration probeTimeout,
        Duration spread) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** The defaults named above. */
    public static final BreakerPolicy DEFAULT = new BreakerPolicy(
            5,
            50,
            20,
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(15),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1));

    /** @throws dev.calsync.error.InvalidConfigurationException if something is out of its bounds, naming every fault */
    public BreakerPolicy {
        new Faults("BreakerPolicy")
                .require(consecutiveFailures >= 1, "consecutiveFailures must be at least 1, was " + consecutiveFailures)
                .require(
                        failurePercent >= 1 && failurePercent <= 100,
                        "failurePercent must be 1 to 100, was " + failurePercent)
                .require(leastCalls >= 1, "leastCalls must be at least 1, was " + leastCalls)
                .require(between(SHORTEST, window, HOUR), "window must be 1 ms to 1 hour, was " + window)
                .require(
                        between(SHORTEST, firstOpen, longestOpen),
                        "firstOpen must be 1 ms to longestOpen " + longestOpen + ", was " + firstOpen)
                .require(longestOpen.compareTo(DAY) <= 0, "longestOpen must be at most 1 day, was " + longestOpen)
                .require(
                        between(SHORTEST, probeTimeout, HOUR),
                        "probeTimeout must be 1 ms to 1 hour, was " + probeTimeout)
                .require(between(Duration.ZERO, spread, HOUR), "spread must be zero to 1 hour, was " + spread)
                .throwIfAny();
    }

    /**
     * When work that met an open breaker is due again: the same time for the same work, evenly spread over
     * {@link #spread()} from when the breaker may close, so that what waited together does not come back together.
     *
     * @param openUntil as {@link BreakerPermission.Refused#until()} says
     * @param key a number of the work, for instance the hash of its id; need not be well mixed
     * @return from {@code openUntil} (inclusive) to {@code openUntil} plus the spread (exclusive, unless it is zero)
     */
    public Instant plannedAt(Instant openUntil, long key) {
        long micros = Micros.of(spread);
        return micros == 0 ? openUntil : openUntil.plusNanos(Math.floorMod(mixed(key), micros) * 1000);
    }

    /** How long it stays open the {@code opening}th time without a success between, 1 for the first. */
    Duration openFor(int opening) {
        Duration open = firstOpen;
        for (int i = 1; i < opening && open.compareTo(longestOpen) < 0; i++) {
            open = open.multipliedBy(2);
        }
        return open.compareTo(longestOpen) < 0 ? open : longestOpen;
    }

    private static boolean between(Duration least, Duration value, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    // The finishing steps of MurmurHash3; ids that count up would otherwise lie side by side.
    private static long mixed(long key) {
        long hash = (key ^ (key >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
