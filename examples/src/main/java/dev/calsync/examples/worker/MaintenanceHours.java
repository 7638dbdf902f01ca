package dev.calsync.examples.worker;

import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import dev.calsync.system.TimeSource;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

// region wrapper
/** Something of the host's around calendar sync: no sync while the host's database is maintained, and a count. */
final class MaintenanceHours implements SyncWorker {
    private final SyncWorker calendarSync;
    private final TimeSource time;
    private final Instant over;
    private final AtomicLong pulled;

    MaintenanceHours(SyncWorker calendarSync, TimeSource time, Instant over, AtomicLong pulled) {
        this.calendarSync = calendarSync;
        this.time = time;
        this.over = over;
        this.pulled = pulled;
    }

    @Override
    public WorkOutcome work(SyncJob job, WorkContext context) throws InterruptedException {
        if (time.now().isBefore(over)) {
            return context.deferUntil(over, "the database is being maintained");
        }
        return calendarSync.work(job, context).atEnd(outcome -> {
            if (outcome instanceof WorkOutcome.Completed completed) {
                pulled.addAndGet(completed.report().pulled());
            }
            return outcome;
        });
    }
}
// endregion wrapper
