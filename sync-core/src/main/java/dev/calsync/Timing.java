package dev.calsync;

import dev.calsync.error.Faults;
import dev.calsync.internal.engine.Batching;
import java.time.Duration;

/** The durations that a builder was given. */
record Timing(
        Duration lease, Duration heartbeat, Duration poll, Duration drain, Duration runDeadline, Batching batching) {
    private static final Duration BATCH_WINDOW_MAX = Duration.ofMinutes(1);

    void check(Faults faults) {
        faults.require(
                !batching.window().isNegative() && batching.window().compareTo(BATCH_WINDOW_MAX) <= 0,
                "batching's window must be zero to " + BATCH_WINDOW_MAX + ", was " + batching.window());
        faults.require(batching.most() >= 1, "batching needs at least 1 calendar in a session");
        positive(faults, "lease", lease);
        positive(faults, "the lease's renewal", heartbeat);
        positive(faults, "pollInterval", poll);
        positive(faults, "runDeadline", runDeadline);
        faults.require(runDeadline.compareTo(Duration.ofDays(7)) <= 0, "runDeadline must be at most 7 days");
        faults.require(!drain.isNegative(), "drain must not be negative");
        faults.require(
                heartbeat.multipliedBy(2).compareTo(lease) <= 0,
                "a lease must be renewed at least twice within its length");
    }

    private static void positive(Faults faults, String what, Duration value) {
        faults.require(!value.isZero() && !value.isNegative(), what + " must be more than zero, was " + value);
    }
}
