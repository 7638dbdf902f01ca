package dev.calsync.examples.bench.queue;

import java.time.Duration;

/**
 * How much is measured, and for how long.
 *
 * @param judged whether the figures are held against the bars
 * @param rounds of each contender, after the warm-up
 * @param warmUps rounds that do not count
<<<<<<< HEAD
=======
 * @param kills how often a node is killed
>>>>>>> queue
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
 */
record Scale(
        boolean judged,
        int rounds,
        int warmUps,
<<<<<<< HEAD
=======
        int kills,
>>>>>>> queue
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
        int enqueued) {

    /** Within five minutes. */
    static final Scale QUICK = new Scale(
            true,
            3,
            1,
<<<<<<< HEAD
            20_000,
            20_000,
            100_000,
            20_000,
            300,
            100_000,
            Duration.ofSeconds(10),
            66_660,
            Duration.ofSeconds(25),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            50_000);
=======
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
            20_000);
>>>>>>> queue

    /** As the bars are meant. */
    static final Scale FULL = new Scale(
            true,
            7,
            2,
<<<<<<< HEAD
=======
            3,
>>>>>>> queue
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
            200_000);

    /** Shows that all of it runs; its figures mean nothing. */
    static final Scale TINY = new Scale(
            false,
            1,
            0,
<<<<<<< HEAD
=======
            1,
>>>>>>> queue
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
            300);

    /** What the deep queue is compared with. */
    static final int SHALLOW = 10_000;

    /** A million schedules every 15 minutes. */
    static final int STEADY_RUNS_PER_SECOND = 1_111;

    /** So often each of the steady schedules fires. */
    Duration steadyInterval() {
        return Duration.ofSeconds(Math.max(60, Math.round(steady / (double) STEADY_RUNS_PER_SECOND)));
    }
}
