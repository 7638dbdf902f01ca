package dev.calsync.internal.engine;

import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import java.util.function.Function;

/** The worker that synchronises a calendar with its provider: the one this library is about. */
final class CalendarSyncWorker implements SyncWorker {
    private final Function<SyncJob, ActiveRun> runs;
    private final Providers providers;
    private final Replicas replicas;

    /** @param runs finds the run that a job was handed out for */
    CalendarSyncWorker(Function<SyncJob, ActiveRun> runs, Providers providers, Replicas replicas) {
        this.runs = runs;
        this.providers = providers;
        this.replicas = replicas;
    }

    @Override
    public WorkOutcome work(SyncJob job, WorkContext context) throws InterruptedException {
        return new SyncRun(runs.apply(job), context, providers, replicas).begin();
    }
}
