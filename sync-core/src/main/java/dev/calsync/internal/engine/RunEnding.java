package dev.calsync.internal.engine;

import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncReport;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.RunId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.Lease;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkCompletion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, as it is to be written down and told.
 *
 * @param run which run
 * @param completion what becomes of the work row, as the store stands then
 * @param outcome what history says
 * @param report what it did
 * @param detail why it did not end well; null when it did
 * @param alongside what else belongs into the same transaction
 * @param events what the listeners are told afterwards
 */
record RunEnding(
        ActiveRun run,
        Function<StoreTransaction, WorkCompletion> completion,
        JobStatus outcome,
        SyncReport report,
        @Nullable String detail,
        Consumer<StoreTransaction> alongside,
        List<BiFunction<RunId, Instant, SyncEvent>> events) {

    static RunEnding of(
            ActiveRun run, WorkCompletion completion, JobStatus outcome, SyncReport report, @Nullable String detail) {
        return of(run, tx -> completion, outcome, report, detail);
    }

    private static RunEnding of(
            ActiveRun run,
            Function<StoreTransaction, WorkCompletion> completion,
            JobStatus outcome,
            SyncReport report,
            @Nullable String detail) {
        SyncReport whole = report.plus(run.meter().report());
        String why = run.aftermath().detail(detail);
        return new RunEnding(
                run,
                completion,
                outcome,
                whole,
                why,
                tx -> {},
                List.of((id, at) ->
                        new SyncEvent.RunFinished(run.lease().user(), at, run.calendar(), id, outcome, whole, why)));
    }

    /**
     * It goes on later. When, is worked out as this is written down: the store's clock, by which the row is read, may have
     * been set since this node last looked, and a time that lies behind it would be no pause at all.
     *
     * @param from the time from a given now on
     */
    static RunEnding later(
            ActiveRun run, UnaryOperator<Instant> from, Function<Instant, WorkCompletion> completion, String detail) {
        return of(run, tx -> completion.apply(from.apply(tx.now())), JobStatus.QUEUED, SyncReport.NONE, detail);
    }

    /**
     * Whether the next run may have its place before this is kept: nothing was found out that the next one has to know, and
     * nothing speaks against going on.
     */
    boolean leavesAtOnce() {
        return outcome == JobStatus.COMPLETED || outcome == JobStatus.PARTIAL;
    }

    /** It was called off. What somebody else is owed is owed again, as it was; if nobody is, it is done with. */
    static RunEnding cancelled(ActiveRun run) {
        Lease lease = run.lease();
        return of(
                run,
                tx -> OpenWork.stillWanted(
                                tx,
                                lease.calendar(),
                                lease.generation(),
                                lease.demand().causes())
                        ? new WorkCompletion.Yielded(lease)
                        : new WorkCompletion.Served(lease),
                JobStatus.CANCELLED,
                SyncReport.NONE,
                "it was called off");
    }

    static RunEnding dead(ActiveRun run, String failure, String reason) {
        Lease lease = run.lease();
        int attempts = lease.attempts() + Math.max(1, lease.abandoned());
        return of(run, new WorkCompletion.Served(lease), JobStatus.DEAD, SyncReport.NONE, reason)
                .alongside(tx -> tx.deadLetters()
                        .add(List.of(new DeadLetter(
                                run.id(),
                                lease.calendar(),
                                lease.user(),
                                lease.demand(),
                                attempts,
                                tx.now(),
                                failure,
                                reason))))
                .tellingAlso((id, at) ->
                        new SyncEvent.DeadLettered(lease.user(), at, lease.calendar(), id, attempts, failure, reason));
    }

    RunEnding alongside(Consumer<StoreTransaction> more) {
        return new RunEnding(run, completion, outcome, report, detail, alongside.andThen(more), events);
    }

    RunEnding telling(BiFunction<RunId, Instant, SyncEvent> other) {
        return new RunEnding(run, completion, outcome, report, detail, alongside, List.of(other));
    }

    private RunEnding tellingAlso(BiFunction<RunId, Instant, SyncEvent> more) {
        List<BiFunction<RunId, Instant, SyncEvent>> all = new ArrayList<>(events);
        all.add(more);
        return new RunEnding(run, completion, outcome, report, detail, alongside, List.copyOf(all));
    }

    /** @param ended what became of the work row */
    RunRecord record(WorkCompletion ended, Instant endedAt, String node) {
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
                run.meter().cost(),
                nextAt(ended),
                detail);
    }

    private static @Nullable Instant nextAt(WorkCompletion ended) {
        if (ended instanceof WorkCompletion.Retry retry) {
            return retry.at();
        }
        return ended instanceof WorkCompletion.Deferred deferred ? deferred.until() : null;
    }
}
