package dev.calsync.pacing;

import dev.calsync.error.Faults;
import java.time.Duration;
import java.time.Instant;

/**
 * Spreads what is late after downtime, instead of starting it all at once. Small state, for one thread or under one
 * lock. Each node has its own, so a fleet catches up at the sum of their rates.
 *
 * <p>What is late by more than {@link #LATE_AFTER} gets the next free slot, in the order of asking: no second has more
 * slots than the rate says, and idle time saves up none. What is on time is not delayed and takes no slot. At the
 * default rate 100,000 late fires take 34 minutes.
 */
public final class RecoveryRamp {
    /** 50 late runs a second. */
    public static final int DEFAULT_RUNS_PER_SECOND = 50;
    /** The highest rate there is. */
    public static final int MOST_RUNS_PER_SECOND = 10_000;
    /** So late is still on time: 10 seconds. */
    public static final Duration LATE_AFTER = Duration.ofSeconds(10);

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Duration gap;
    private Instant lastAsked = Instant.MIN;
    private Instant nextFree = Instant.MIN;

    /**
     * @param runsPerSecond how many late runs start within a second at most, 1 to 10,000
     * @throws dev.calsync.error.InvalidConfigurationException if it is out of its bounds
     */
    public RecoveryRamp(int runsPerSecond) {
        new Faults("RecoveryRamp")
                .require(
                        runsPerSecond >= 1 && runsPerSecond <= MOST_RUNS_PER_SECOND,
                        "runsPerSecond must be 1 to " + MOST_RUNS_PER_SECOND + ", was " + runsPerSecond)
                .throwIfAny();
        // Rounded up: a second must not hold one more.
        this.gap = Duration.ofNanos((NANOS_PER_SECOND + runsPerSecond - 1) / runsPerSecond);
    }

    /**
     * When something is to run.
     *
     * @param dueAt when it should have run, or is to run
     * @param asOf since when what is due is looked through without a pause, not after {@code now}: the time that takes makes
     *     nothing late
     * @return {@code dueAt} if it is on time; otherwise a slot that nobody else gets, not before {@code now}
     */
    public Instant slot(Instant dueAt, Instant asOf, Instant now) {
        // A clock that stepped back takes the queue of slots with it, which would lie far ahead otherwise.
        if (now.isBefore(lastAsked) && nextFree.isAfter(lastAsked)) {
            nextFree = now.plus(Duration.between(lastAsked, nextFree));
        }
        lastAsked = now;
        if (!dueAt.isBefore(asOf.minus(LATE_AFTER))) {
            return dueAt;
        }
        Instant slot = nextFree.isAfter(now) ? nextFree : now;
        nextFree = slot.plus(gap);
        return slot;
    }
}
