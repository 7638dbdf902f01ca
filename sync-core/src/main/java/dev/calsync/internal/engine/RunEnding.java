package dev.calsync.internal.engine;

import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncReport;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.RunId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.Lease;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkCompletion;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, as it is to be written down and told.
 *
 * @param run which run
 * @param completion what becomes of the work row
 * @param outcome what history says
 * @param report what it did
 * @param detail why it did not end well; null when it did
 * @param alongside what else belongs into the same transaction
 * @param event what the listeners are told afterwards
 */
record RunEnding(
        ActiveRun run,
        WorkCompletion completion,
        JobStatus outcome,
        SyncReport report,
        @Nullable String detail,
        Consumer<StoreTransaction> alongside,
        BiFunction<RunId, Instant, SyncEvent> event) {

    static RunEnding of(
            ActiveRun run, WorkCompletion completion, JobStatus outcome, SyncReport report, @Nullable String detail) {
        SyncReport whole = report.plus(run.meter().report());
        return new RunEnding(
                run,
                completion,
                outcome,
                whole,
                detail,
                tx -> {},
                (id, at) ->
                        new SyncEvent.RunFinished(run.lease().user(), at, run.calendar(), id, outcome, whole, detail));
    }

    static RunEnding dead(ActiveRun run, String failure, String reason) {
        Lease lease = run.lease();
        return of(run, new WorkCompletion.Served(lease), JobStatus.DEAD, SyncReport.NONE, reason)
                .alongside(tx -> tx.deadLetters()
                        .add(List.of(new DeadLetter(
                                run.id(),
                                lease.calendar(),
                                lease.user(),
                                lease.demand(),
                                lease.attempts() + 1,
                                tx.now(),
                                failure,
                                reason))));
    }

    RunEnding alongside(Consumer<StoreTransaction> more) {
        return new RunEnding(run, completion, outcome, report, detail, more, event);
    }

    RunEnding telling(BiFunction<RunId, Instant, SyncEvent> other) {
        return new RunEnding(run, completion, outcome, report, detail, alongside, other);
    }

    RunRecord record(Instant endedAt, String node) {
        Lease lease = run.lease();
        return new RunRecord(
                run.id(),
                lease.calendar(),
                lease.user(),
                lease.demand(),
                lease.attempts() + 1,
                run.startedAt(),
                endedAt,
                node,
                outcome,
                report,
                RunCost.NONE,
                nextAt(),
                detail);
    }

    private @Nullable Instant nextAt() {
        if (completion instanceof WorkCompletion.Retry retry) {
            return retry.at();
        }
        return completion instanceof WorkCompletion.Deferred deferred ? deferred.until() : null;
    }
}
