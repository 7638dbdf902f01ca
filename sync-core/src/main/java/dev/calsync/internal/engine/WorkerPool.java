package dev.calsync.internal.engine;

import dev.calsync.internal.queue.FairQueue;
import dev.calsync.job.Priority;
import dev.calsync.pacing.WorkerScaling;
import java.time.Duration;
import java.time.Instant;

/**
 * How many workers this node has: more while work waits for one, fewer once fewer have done for a while. Used under the
 * dispatcher's lock.
 */
final class WorkerPool {
    private static final double WEIGHT_OF_THE_NEWEST = 0.1;

    private final WorkerScaling scaling;
    private final FairQueue queue;
    private WorkerScaling.Plan plan;
    private double runNanos;

    WorkerPool(WorkerScaling scaling, FairQueue queue) {
        this.scaling = scaling;
        this.queue = queue;
        this.plan = scaling.begin();
    }

    /** A run took so long. */
    void ran(Duration took) {
        double nanos = took.isNegative() ? 0 : took.getSeconds() * 1e9 + took.getNano();
        runNanos = runNanos == 0 ? nanos : runNanos + WEIGHT_OF_THE_NEWEST * (nanos - runNanos);
    }

    /** How long a run takes, the newest counting most. */
    Duration runTime() {
        return Duration.ofNanos((long) runNanos);
    }

    /**
     * How many runs that follow one another on one worker begin within a span, at the rate at which runs went lately; at
     * least the first.
     */
    int beginWithin(Duration span, int most) {
        return runNanos < 1 ? most : (int) Math.max(1, Math.min(most, 1 + Math.floor(span.toNanos() / runNanos)));
    }

    /** Has as many workers as are needed now. Returns whether they became more. */
    boolean resize(Instant now) {
        if (scaling.minWorkers() == scaling.maxWorkers()) {
            return false;
        }
        Duration oldest = Duration.ZERO;
        for (Priority priority : Priority.values()) {
            Duration wait = queue.oldestWait(priority, now);
            oldest = wait.compareTo(oldest) > 0 ? wait : oldest;
        }
        plan = scaling.next(plan, new WorkerScaling.Load(queue.size(), oldest, queue.running(), runTime()), now);
        int before = queue.limits().workers();
        if (plan.workers() != before) {
            queue.workers(plan.workers());
        }
        return plan.workers() > before;
    }

    /** How many nodes the fleet needs for its backlog, judged by this node's share of it. */
    int desiredNodes(Duration targetWait, double shareOfTheFleet) {
        long backlog = shareOfTheFleet <= 0 ? 0 : (long) Math.ceil(queue.size() / shareOfTheFleet);
        return WorkerScaling.desiredNodes(backlog, runTime(), targetWait, scaling.maxWorkers());
    }
}
