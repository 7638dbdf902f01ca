package dev.calsync.testing.contract;

import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.Optional;

/**
 * Stands between the engine and the worker under test: counts its steps and what it asks of its context, and can let
 * something happen at the moment of its first call.
 */
final class WorkerProbe implements SyncWorker {
    private final SyncWorker worker;
    private Runnable atNextCall = () -> {};
    private boolean cancelled;
    private boolean interrupted;
    private int steps;
    private boolean happened;
    private int callsSinceItHappened;
    private boolean keptCheckpoint;
    private boolean sawCheckpoint;
    private Throwable failure;
    private WorkOutcome lastOutcome;

    WorkerProbe(SyncWorker worker) {
        this.worker = worker;
    }

    /** The next call of the context, {@code cancelled()} aside, finds that this has just happened. */
    void atNextCall(Runnable what) {
        atNextCall = what;
        happened = false;
        callsSinceItHappened = 0;
    }

    /** From now on the run is called off; its next step does not begin. */
    void cancel() {
        cancelled = true;
    }

    /** From now on the run's thread is interrupted. */
    void interrupt() {
        interrupted = true;
        Thread.currentThread().interrupt();
    }

    void forget() {
        cancelled = false;
        interrupted = false;
        steps = 0;
        failure = null;
        lastOutcome = null;
    }

    int steps() {
        return steps;
    }

    boolean happened() {
        return happened;
    }

    int callsSinceItHappened() {
        return callsSinceItHappened;
    }

    boolean keptCheckpoint() {
        return keptCheckpoint;
    }

    boolean sawCheckpoint() {
        return sawCheckpoint;
    }

    /** What the last step threw, or null. */
    Throwable failure() {
        return failure;
    }

    /** What the last step returned, or null if it threw. */
    WorkOutcome lastOutcome() {
        return lastOutcome;
    }

    @Override
    public WorkOutcome work(SyncJob job, WorkContext context) throws InterruptedException {
        return step(() -> worker.work(job, new Watched(context)));
    }

    private WorkOutcome step(WorkStep step) throws InterruptedException {
        steps++;
        failure = null;
        lastOutcome = null;
        WorkOutcome outcome;
        try {
            outcome = step.run();
        } catch (InterruptedException | RuntimeException thrown) {
            failure = thrown;
            throw thrown;
        }
        lastOutcome = outcome;
        // What the engine does between two steps; an interrupt that the worker left standing counts as noticed.
        if (interrupted && Thread.interrupted()) {
            failure = new InterruptedException("the worker left the interrupt standing");
            throw new InterruptedException("the worker left the interrupt standing");
        }
        if (outcome instanceof WorkOutcome.More more) {
            return cancelled ? new WorkOutcome.Cancelled() : WorkOutcome.more(() -> step(more.next()));
        }
        return outcome;
    }

    private final class Watched implements WorkContext {
        private final WorkContext context;

        Watched(WorkContext context) {
            this.context = context;
        }

        private void called() {
            callsSinceItHappened += happened ? 1 : 0;
            Runnable what = atNextCall;
            if (!happened) {
                happened = true;
                what.run();
            }
        }

        @Override
        public CalendarRef calendar() {
            return context.calendar();
        }

        @Override
        public Optional<String> checkpoint() {
            called();
            Optional<String> found = context.checkpoint();
            sawCheckpoint |= found.isPresent();
            return found;
        }

        @Override
        public void checkpoint(String checkpoint) {
            called();
            context.checkpoint(checkpoint);
            keptCheckpoint = true;
        }

        @Override
        public void progress(Progress progress) {
            called();
            context.progress(progress);
        }

        @Override
        public WorkOutcome deferUntil(Instant until, String reason) {
            called();
            return context.deferUntil(until, reason);
        }

        @Override
        public boolean cancelled() {
            return cancelled || context.cancelled();
        }
    }
}
