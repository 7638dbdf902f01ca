package dev.calsync.internal.engine;

import dev.calsync.job.Progress;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.Optional;

/** What a run's worker sees of its run. */
final class RunContext implements WorkContext {
    private static final int CHECKPOINT_CHARS_MAX = 64 * 1024;

    private final ActiveRun run;

    RunContext(ActiveRun run) {
        this.run = run;
    }

    @Override
    public CalendarRef calendar() {
        return run.calendar();
    }

    @Override
    public Optional<String> checkpoint() {
        return run.fenced(tx -> tx.checkpoints().workerCheckpoint(calendar()));
    }

    @Override
    public void checkpoint(String checkpoint) {
        if (checkpoint.length() > CHECKPOINT_CHARS_MAX) {
            throw new IllegalArgumentException("a checkpoint may have at most " + CHECKPOINT_CHARS_MAX
                    + " characters, this one has " + checkpoint.length());
        }
        run.fenced(tx -> {
            tx.checkpoints().putWorkerCheckpoint(calendar(), checkpoint);
            return true;
        });
    }

    @Override
    public void progress(Progress now) {
        run.refuseIfLost();
        run.progressed(now);
        RunServices services = run.services();
        services.listeners()
                .tell(new SyncEvent.RunProgressed(
                        run.lease().user(), services.environment().time().now(), calendar(), run.id(), now));
    }

    @Override
    public WorkOutcome deferUntil(Instant until, String reason) {
        run.refuseIfLost();
        return new WorkOutcome.Deferred(until, reason);
    }

    @Override
    public boolean cancelled() {
        return run.mustStop();
    }
}
