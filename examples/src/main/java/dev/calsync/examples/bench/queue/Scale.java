package dev.calsync.examples.bench.queue;

import java.time.Duration;

/**
 * How much is measured, and for how long.
 *
 * @param judged whether the figures are held against the bars
 * @param rounds of each contender, after the warm-up
 * @param warmUps rounds that do not count
 * @param kills how often a node is killed
 * @param runs of a round
 * @param herd schedules that are due at once
 * @param deep calendars that are queued at once, to compare with {@link #SHALLOW}
 * @param skewed calendars of the user who owns half of all
 * @param pickups how often the latency is measured
 * @param idle schedules none of which is due
 * @param idling how long nothing is done
 * @param steady schedules that fire at {@link #STEADY_RUNS_PER_SECOND} together
 * @param steadyFor how long
 * @param heldFor how long a transaction is held open
 * @param enqueuedFor how long single triggers are sent in a round
 * @param enqueued triggers sent in bulk in a round
 * @param elsewhere runs of a round on other databases
 */
record Scale(
        boolean judged,
        int rounds,
        int warmUps,
        int kills,
        int runs,
        int herd,
        int deep,
        int skewed,
        int pickups,
        int idle,
        Duration idling,
        int steady,
        Duration steadyFor,
        Duration heldFor,
        Duration enqueuedFor,
        int enqueued,
        int elsewhere) {

    /** Within five minutes. */
    static final Scale QUICK = new Scale(
            true,
            3,
            1,
            1,
            20_000,
            10_000,
            100_000,
            20_000,
            200,
            100_000,
            Duration.ofSeconds(8),
            66_660,
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            20_000,
            5_000);

    /** As the bars are meant. */
    static final Scale FULL = new Scale(
            true,
            7,
            2,
            3,
            50_000,
            100_000,
            1_000_000,
            100_000,
            2_000,
            1_000_000,
            Duration.ofSeconds(60),
            1_000_000,
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            200_000,
            20_000);

    /** Shows that all of it runs; its figures mean nothing. */
    static final Scale TINY = new Scale(
            false,
            1,
            0,
            1,
            300,
            200,
            600,
            200,
            10,
            300,
            Duration.ofSeconds(1),
            600,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            300,
            200);

    /** What the deep queue is compared with. */
    static final int SHALLOW = 10_000;

    /** A million schedules every 15 minutes. */
    static final int STEADY_RUNS_PER_SECOND = 1_111;

    /** So often each of the steady schedules fires. */
    Duration steadyInterval() {
        return Duration.ofSeconds(Math.max(60, Math.round(steady / (double) STEADY_RUNS_PER_SECOND)));
    }
}
