package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** One call that does what is due: joins the fleet as a node for its budget, and hands back what does not fit. */
final class DueRuns {
    /** This part of the budget is kept for handing back. */
    private static final int RESERVE = 5;

    private final EnginePlan plan;
    private final Map<JobStatus, Integer> ended = new EnumMap<>(JobStatus.class);
    private int putOff;

    DueRuns(EnginePlan plan) {
        this.plan = plan;
    }

    DueReport run(Duration budget) throws InterruptedException {
        boolean allDone;
        try (Engine engine = plan.forAWhile(this::count)) {
            engine.start();
            allDone = engine.awaitIdle(budget.minus(budget.dividedBy(RESERVE)));
            engine.close(budget.dividedBy(RESERVE));
        }
        synchronized (this) {
            return new DueReport(ended, putOff, allDone);
        }
    }

    private synchronized void count(SyncEvent event) {
        if (event instanceof SyncEvent.RunFinished finished) {
            ended.merge(finished.outcome(), 1, Integer::sum);
        } else if (event instanceof SyncEvent.RunDeferred || event instanceof SyncEvent.RetryPlanned) {
            putOff++;
        }
    }
}
