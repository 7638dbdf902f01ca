package dev.calsync.pacing;

import dev.calsync.error.Faults;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many workers a node should have, and how many nodes a fleet. Immutable, thread-safe and pure: the caller keeps the
 * {@link Plan} and brings the time.
 *
 * <p>Workers are added as soon as all of them are busy and the backlog would take longer than the target wait. Adding
 * them while some are free would help nobody: what waits then, waits for a limit or a gate. They are taken away only
 * when fewer would have done for the whole of the calm time, down to the most that was needed meanwhile. So a burst goes
 * up at once and down in a few steps, and never to and fro.
 *
 * @param minWorkers never fewer, at least 1
 * @param maxWorkers never more, at least {@code minWorkers}
 * @param targetWait how long work may wait for a worker; positive
 * @param calm how long fewer workers must do before some are taken away; positive
 */
public record WorkerScaling(int minWorkers, int maxWorkers, Duration targetWait, Duration calm) {

    /** @throws dev.calsync.error.InvalidConfigurationException naming everything that is out of range */
    public WorkerScaling {
        new Faults("the scaling of workers")
                .require(minWorkers >= 1, "minWorkers must be at least 1, is " + minWorkers)
                .require(
                        maxWorkers >= minWorkers,
                        "maxWorkers must be at least minWorkers, " + minWorkers + ", is " + maxWorkers)
                .require(positive(targetWait), "targetWait must be positive, is " + targetWait)
                .require(positive(calm), "calm must be positive, is " + calm)
                .throwIfAny();
    }

    /** Between so many and so many workers, with a target wait of 10 seconds and a calm time of one minute. */
    public static WorkerScaling between(int minWorkers, int maxWorkers) {
        return new WorkerScaling(minWorkers, maxWorkers, Duration.ofSeconds(10), Duration.ofMinutes(1));
    }

    /**
     * What is seen of a node at a moment.
     *
     * @param queued work that is due and waits
     * @param oldestWait how long the oldest of it has waited
     * @param running workers that are busy
     * @param runTime how long a run takes, measured; not negative
     */
    public record Load(int queued, Duration oldestWait, int running, Duration runTime) {}

    /**
     * How many workers there are to be, and what the next decision needs to know.
     *
     * @param workers so many
     * @param calmSince since when fewer would have done; null if they would not
     * @param needed the most that would have been needed since then
     */
    public record Plan(int workers, @Nullable Instant calmSince, int needed) {}

    /** What to begin with: the fewest workers. */
    public Plan begin() {
        return new Plan(minWorkers, null, minWorkers);
    }

    /** The plan after one more look; looks may come at any pace. */
    public Plan next(Plan plan, Load load, Instant now) {
        int needed = Math.max(minWorkers, Math.min(maxWorkers, needed(plan.workers(), load)));
        int workers = Math.max(minWorkers, Math.min(maxWorkers, plan.workers()));
        if (needed >= workers) {
            return new Plan(needed, null, needed);
        }
        Instant calmSince = plan.calmSince();
        if (calmSince == null || now.isBefore(calmSince)) {
            return new Plan(workers, now, needed);
        }
        int most = Math.max(plan.needed(), needed);
        if (now.isBefore(calmSince.plus(calm))) {
            return new Plan(workers, calmSince, most);
        }
        return new Plan(Math.min(workers, most), now, needed);
    }

    private int needed(int workers, Load load) {
        int forBacklog = ceilingOf(load.queued(), load.runTime(), targetWait, 1);
        int needed = Math.max(load.running(), forBacklog);
        if (load.running() < workers) {
            return Math.min(needed, workers);
        }
        boolean late = load.queued() > 0 && load.oldestWait().compareTo(targetWait) > 0;
        return late ? Math.max(needed, workers + Math.max(1, workers / 2)) : needed;
    }

    /**
     * How many nodes work off a backlog within the target wait.
     *
     * @param backlog work that is due and waits, over the fleet; not negative
     * @param runTime how long a run takes, measured; not negative
     * @param targetWait how long work may wait; positive
     * @param workersPerNode at least 1
     * @return at least 1, because schedules need somebody to fire them
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static int desiredNodes(long backlog, Duration runTime, Duration targetWait, int workersPerNode) {
        if (backlog < 0 || runTime.isNegative() || !positive(targetWait) || workersPerNode < 1) {
            throw new IllegalArgumentException("no node count for a backlog of " + backlog + ", runs of " + runTime
                    + ", a target wait of " + targetWait + " and " + workersPerNode + " workers a node");
        }
        return Math.max(1, ceilingOf(backlog, runTime, targetWait, workersPerNode));
    }

    /** In double: counts and times are measured, and a quotient that is whole up to rounding is whole. */
    private static int ceilingOf(long count, Duration each, Duration within, int by) {
        double exact = (double) count * millis(each) / millis(within) / by;
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(exact - 1e-9));
    }

    private static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    }

    private static boolean positive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}
