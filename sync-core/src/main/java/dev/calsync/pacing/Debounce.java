package dev.calsync.pacing;

import dev.calsync.error.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Turns many hints into few runs. The first hint after quiet runs at once. Hints that follow within the quiet time become
 * one run, {@code quiet} after the last of them, and {@code maxWait} after the first of them at the latest. Immutable
 * and thread-safe; pure.
 *
 * <p>Every hint is served by a run at its own time or later, at most {@code maxWait} later, and no two runs are closer
 * than {@code quiet}, however many hints come. Both as long as the clock does not step back; if it does, a hint is served
 * within {@code maxWait} all the same.
 *
 * @param quiet how long nothing must have happened before a hint runs at once; more than zero
 * @param maxWait the longest that a hint waits; at least {@code quiet}, at most 1 hour
 */
public record Debounce(Duration quiet, Duration maxWait) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** 2 seconds of quiet, 30 seconds of waiting at most. */
    public static final Debounce DEFAULT = new Debounce(Duration.ofSeconds(2), Duration.ofSeconds(30));

    /**
     * What is known of the hints so far. Immutable.
     *
     * @param lastHint when the last hint came
     * @param firstUnserved when the first hint came that the run at {@code dueAt} serves
     * @param dueAt when the run is due that serves all hints so far; if it has passed, that run has been asked for
     */
    public record Burst(Instant lastHint, Instant firstUnserved, Instant dueAt) {}

    /** @throws dev.calsync.error.InvalidConfigurationException if something is out of its bounds, naming every fault */
    public Debounce {
        new Faults("Debounce")
                .require(quiet.compareTo(Duration.ZERO) > 0, "quiet must be more than zero, was " + quiet)
                .require(
                        maxWait.compareTo(quiet) >= 0 && maxWait.compareTo(LONGEST) <= 0,
                        "maxWait must be quiet " + quiet + " to 1 hour, was " + maxWait)
                .throwIfAny();
    }

    /**
     * A hint came.
     *
     * @param before what the last hint left; empty if there was none
     * @return the burst with this hint; its {@link Burst#dueAt()} replaces the one before if that has not passed
     */
    public Burst hint(Optional<Burst> before, Instant now) {
        Burst known = before.orElse(null);
        if (known == null || isQuiet(known, now) || clockSteppedBack(known, now)) {
            return new Burst(now, now, now);
        }
        // A run that is due at this very moment may have begun before the hint.
        boolean served = !known.dueAt.isAfter(now);
        Instant first = served || now.isBefore(known.firstUnserved) ? now : known.firstUnserved;
        return new Burst(now, first, earlier(now.plus(quiet), first.plus(maxWait)));
    }

    private boolean isQuiet(Burst known, Instant now) {
        return !now.isBefore(later(known.lastHint, known.dueAt).plus(quiet));
    }

    private boolean clockSteppedBack(Burst known, Instant now) {
        return known.dueAt.isAfter(now.plus(maxWait));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
