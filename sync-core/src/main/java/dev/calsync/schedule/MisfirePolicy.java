package dev.calsync.schedule;

import java.time.Duration;

/**
 * What becomes of fire times that passed while nobody could fire them. A fire time is missed when it is more than
 * {@link #GRACE} in the past; before that it is merely being fired. {@link SyncSchedule#owed} counts what a policy asks
 * for.
 */
public sealed interface MisfirePolicy {

    /** How late a fire may come and still be in time, inclusive: 1 minute. Nobody looks at the clock all the time. */
    Duration GRACE = Duration.ofMinutes(1);

    /** However many were missed, the calendar is synced once. The default. */
    record RunOnce() implements MisfirePolicy {}

    /** Missed fire times are forgotten; one that is still in time, or the next, fires. */
    record Skip() implements MisfirePolicy {}

    /**
     * The latest missed fire times are made up for, each by a run of its own, one after the other. What was missed beyond
     * the number is forgotten. A fire time that is still in time counts as one of them.
     *
     * @param runs how many at most; a valid schedule has 1 to 100
     */
    record CatchUp(int runs) implements MisfirePolicy {
        static final int MAX_RUNS = 100;
    }

    /** One run for all that was missed. */
    static MisfirePolicy runOnce() {
        return new RunOnce();
    }

    /** No run for what was missed. */
    static MisfirePolicy skip() {
        return new Skip();
    }

    /** Up to {@code runs} runs for what was missed; a valid schedule has 1 to 100. */
    static MisfirePolicy catchUp(int runs) {
        return new CatchUp(runs);
    }
}
