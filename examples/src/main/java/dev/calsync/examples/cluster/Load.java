package dev.calsync.examples.cluster;

import java.time.Duration;

/**
 * How much is asked of the cluster.
 *
 * @param users how many users
 * @param calendarsOfEach how many calendars each has
 * @param rounds how often each calendar is edited, and so owed a run
 * @param requests the most requests that the provider takes within {@link #WINDOW}
 * @param lease how long a node's lease is
 */
record Load(int users, int calendarsOfEach, int rounds, int requests, Duration lease) {
    /** What the provider counts its limit over. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** Two at a time for one user, everywhere. */
    static final int RUNS_OF_A_USER = 2;

    static final Load FULL = new Load(500, 4, 10, 6_000, Duration.ofSeconds(15));
    static final Load QUICK = new Load(60, 3, 8, 900, Duration.ofSeconds(5));

    int calendars() {
        return users * calendarsOfEach;
    }

    int runs() {
        return calendars() * rounds;
    }

    Duration heartbeat() {
        return lease.dividedBy(3);
    }
}
