package dev.calsync.internal.engine;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.LeaseLostException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.internal.pacing.RunPacing;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncReport;
import dev.calsync.job.WorkOutcome;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.AccountId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.store.Lease;
import dev.calsync.store.WorkCompletion;
import dev.calsync.system.Environment;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows when a run ends: which row of the failure table applies, and so what the work row, the history,
 * those who wait and the listeners are told.
 */
final class RunEnds {
    private static final Logger log = LoggerFactory.getLogger(RunEnds.class);
    /** How long to wait when a provider asks for fewer requests and names no time. */
    private static final Duration UNHINTED_DEFERRAL = Duration.ofMinutes(1);
    /** A provider's hint counts up to this, so that a broken clock at its side cannot stop a calendar for good. */
    private static final Duration HINT_MAX = Duration.ofHours(24);

    /** How long to wait at least where no attempt is counted. */
    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);

    /**
     * Work whose node was lost this often while it ran is given up: it may well be what kills the nodes. Far more than a
     * rolling update or a bad night causes, because what is given up waits for a person.
     */
    static final int ABANDONED_MAX = 20;

    private static final String HANDED_BACK = "handed back";

    private final Environment environment;
    private final RunLedger ledger;

    RunEnds(Environment environment, RunLedger ledger) {
        this.environment = environment;
        this.ledger = ledger;
    }

    /** The worker said how it went. */
    void ended(ActiveRun run, WorkOutcome outcome) {
        if (outcome instanceof WorkOutcome.Completed || outcome instanceof WorkOutcome.Partial) {
            paced(run, RunPacing::succeeded);
        } else {
            paced(run, RunPacing::abandoned);
        }
        if (outcome instanceof WorkOutcome.Completed completed) {
            finish(run, JobStatus.COMPLETED, completed.report(), null);
        } else if (outcome instanceof WorkOutcome.Partial partial) {
            finish(run, JobStatus.PARTIAL, partial.report(), partial.detail());
        } else if (outcome instanceof WorkOutcome.Deferred deferred
                && run.aftermath().givesWay()) {
            giveWay(run, deferred.reason());
        } else if (outcome instanceof WorkOutcome.Deferred deferred) {
            Duration wait = Duration.between(environment.time().now(), deferred.until());
            defer(run, now -> now.plus(wait), deferred.reason());
        } else {
            ActiveRun.Stop why = run.stop();
            if (why == null) {
                finish(run, JobStatus.CANCELLED, SyncReport.NONE, "the worker ended it");
            } else {
                stopped(run, why);
            }
        }
    }

    /** The worker failed. An error is a failed attempt like any other: the run must have an end. */
    void failed(ActiveRun run, Throwable failure) {
        paced(run, pacing -> report(pacing, failure));
        if (failure instanceof LeaseLostException) {
            abandoned(run);
        } else if (failure instanceof ThrottledException throttled) {
            Instant now = environment.time().now();
            run.services().turns().leaveAlone(run.calendar().account(), hinted(throttled, now));
            defer(run, from -> hinted(throttled, from), message(failure));
        } else if (failure instanceof AuthorizationRevokedException) {
            revoked(run, message(failure));
        } else if (failure instanceof UnrecoverableException) {
            giveUp(run, message(failure));
        } else if (failure instanceof StoreUnavailableException) {
            defer(run, now -> now.plus(PAUSE_MIN), "the store was away");
        } else {
            retry(run, failure);
        }
    }

    private void report(RunPacing pacing, Throwable failure) {
        if (failure instanceof ThrottledException throttled) {
            pacing.throttled(hinted(throttled, environment.time().now()));
        } else if (failure instanceof AuthorizationRevokedException || failure instanceof UnrecoverableException) {
            // The service answered.
            pacing.succeeded();
        } else if (failure instanceof TransientException || failure instanceof UnreachableException) {
            pacing.failed();
        } else {
            pacing.abandoned();
        }
    }

    /** What becomes of budgets and breakers must not keep a run from having an end. */
    private static void paced(ActiveRun run, Consumer<RunPacing> report) {
        RunPacing pacing = run.pacing();
        if (pacing == null) {
            return;
        }
        try {
            report.accept(pacing);
        } catch (RuntimeException lost) {
            log.warn("how the service of {} did could not be noted: {}", run.calendar(), lost.toString());
        }
    }

    /** The run's thread was interrupted: because it should stop, or by somebody else's mistake. */
    void interrupted(ActiveRun run) {
        failed(run, new TransientException("it was interrupted though nobody here asked it to stop"));
    }

    /** The run was asked to stop, and did. */
    void stopped(ActiveRun run, ActiveRun.Stop why) {
        // Whoever was let through to probe a breaker gives the probe back.
        paced(run, RunPacing::abandoned);
        switch (why) {
            case LEASE_LOST -> abandoned(run);
            case CLOSING -> handedBack(run);
            case CANCELLED -> cancelled(run);
            case OVERDUE -> retry(run, "DeadlineExceeded", overdue(run), false);
        }
    }

    /**
     * The run was asked to stop and interrupted, and its worker goes on all the same. Ending it is safe, because the end
     * of the run ends its lease as well: the fence refuses what the worker may still write, as it does after a takeover.
     */
    void withoutWorker(ActiveRun run, ActiveRun.Stop why) {
        log.error(
                "the worker on calendar {} ignores its interrupt; its run is ended without it, its thread is lost until it returns",
                run.calendar());
        ledger.tell(run, (id, at) -> new SyncEvent.WorkerStuck(run.lease().user(), at, run.calendar(), id));
        stopped(run, why);
    }

    /** Node after node was lost while it ran this. */
    void givenUp(ActiveRun run) {
        if (run.end()) {
            ledger.write(RunEnding.dead(
                    run,
                    "NodesLost",
                    "its node was lost " + run.lease().abandoned() + " times while it ran; it is not begun again"));
        }
    }

    private static String overdue(ActiveRun run) {
        return "it went on for longer than a run may, which is "
                + run.services().settings().limits().runDeadline();
    }

    private void cancelled(ActiveRun run) {
        if (run.end()) {
            ledger.write(RunEnding.cancelled(run));
        }
    }

    /** The work is owed again at once, here or on another node; no attempt is counted. */
    void handedBack(ActiveRun run) {
        paced(run, RunPacing::abandoned);
        if (run.end()) {
            WorkCompletion yielded = new WorkCompletion.Yielded(run.lease());
            ledger.write(RunEnding.of(run, yielded, JobStatus.QUEUED, SyncReport.NONE, HANDED_BACK)
                    .telling((id, at) ->
                            new SyncEvent.RunDeferred(run.lease().user(), at, run.calendar(), id, at, HANDED_BACK)));
        }
    }

    /** The lease is gone: nothing is written, because another node may have gone on already. */
    void abandoned(ActiveRun run) {
        if (run.end()) {
            // Another node may have changed more than who runs what.
            run.services().known().forget(run.lease().user());
            ledger.forget(run);
        }
    }

    private void finish(ActiveRun run, JobStatus outcome, SyncReport report, @Nullable String detail) {
        if (run.end()) {
            ledger.write(RunEnding.of(run, new WorkCompletion.Served(run.lease()), outcome, report, detail));
        }
    }

    /** Everything is to be listed anew, and nobody waits for it. */
    private void giveWay(ActiveRun run, String reason) {
        if (run.stop() == ActiveRun.Stop.CANCELLED) {
            cancelled(run);
        } else if (run.end()) {
            WorkCompletion served = new WorkCompletion.Served(run.lease());
            ledger.write(RunEnding.of(run, served, JobStatus.QUEUED, SyncReport.NONE, reason)
                    .alongside(run.aftermath()::askLater)
                    .telling((id, at) ->
                            new SyncEvent.RunDeferred(run.lease().user(), at, run.calendar(), id, at, reason)));
        }
    }

    private void giveUp(ActiveRun run, String reason) {
        if (run.end()) {
            WorkCompletion served = new WorkCompletion.Served(run.lease());
            String why = run.aftermath().reason(reason);
            ledger.write(RunEnding.of(run, served, JobStatus.FAILED, SyncReport.NONE, why)
                    .alongside(run.aftermath()::undoAnyway));
        }
    }

    private void defer(ActiveRun run, UnaryOperator<Instant> from, String reason) {
        if (run.stop() == ActiveRun.Stop.CANCELLED) {
            cancelled(run);
            return;
        }
        if (run.end()) {
            Instant until = from.apply(environment.time().now());
            ledger.write(RunEnding.later(run, from, at -> new WorkCompletion.Deferred(run.lease(), at, reason), reason)
                    .alongside(tx -> Accounts.blockIfNeedsAttention(tx, run.calendar()))
                    .telling((id, at) ->
                            new SyncEvent.RunDeferred(run.lease().user(), at, run.calendar(), id, until, reason)));
        }
    }

    /** A run that used older credentials than those that are kept by now says nothing about the account. */
    private void revoked(ActiveRun run, String reason) {
        if (run.end()) {
            AccountId account = run.calendar().account();
            ledger.write(RunEnding.later(
                            run,
                            now -> now.plus(PAUSE_MIN),
                            at -> new WorkCompletion.Deferred(run.lease(), at, reason),
                            reason)
                    .alongside(tx -> {
                        if (run.usesCurrentCredentials(tx)) {
                            Accounts.needsAttention(tx, account, reason);
                        }
                    })
                    .telling((id, at) -> {
                        // The runs that follow in the batch must not begin with what was known before.
                        run.services().known().forget(run.lease().user());
                        return new SyncEvent.AccountNeedsAttention(run.lease().user(), at, account, reason);
                    }));
        }
    }

    /** A run that should stop and fails in doing so was stopped: what it was in the middle of was cut short. */
    private void retry(ActiveRun run, Throwable failure) {
        ActiveRun.Stop why = run.stop();
        if (why != null) {
            stopped(run, why);
            return;
        }
        if (!(failure instanceof SyncException)) {
            log.warn("a run of calendar {} failed in a way nobody declared", run.calendar(), failure);
        }
        if (failure instanceof CorruptStateException) {
            ledger.tell(
                    run,
                    (id, at) -> new SyncEvent.StateDamaged(run.lease().user(), at, run.calendar(), message(failure)));
        }
        retry(run, failure.getClass().getSimpleName(), message(failure), failure instanceof CorruptStateException);
    }

    private void retry(ActiveRun run, String failure, String reason, boolean full) {
        Lease lease = run.lease();
        RetryPolicy policy = run.options().retry();
        if (!run.options().retryOnFailure() && !Aftermath.onlyUndoes(lease)) {
            giveUp(run, reason);
            return;
        }
        if (!run.end()) {
            return;
        }
        if (!policy.allowsRetry(lease.attempts())) {
            ledger.write(RunEnding.dead(run, failure, run.aftermath().reason(reason))
                    .alongside(run.aftermath()::undoAnyway));
            return;
        }
        String why = run.aftermath().reason(reason);
        int attempt = lease.attempts() + 1;
        Instant now = environment.time().now();
        Instant at = policy.nextAttempt(now, attempt, Optional.empty(), environment.random());
        Duration wait = Duration.between(now, at);
        RunEnding ending = RunEnding.later(
                        run, from -> from.plus(wait), then -> new WorkCompletion.Retry(lease, then, why), why)
                .alongside(run.aftermath()::undoFirst)
                .telling((id, told) ->
                        new SyncEvent.RetryPlanned(lease.user(), told, lease.calendar(), id, attempt, at, why));
        ledger.write(full ? ending.alongside(tx -> Accounts.askFull(tx, lease, at)) : ending);
    }

    /** When a provider wants to be asked again: never at once, or a hint that is past would be a loop without a pause. */
    private static Instant hinted(ThrottledException throttled, Instant now) {
        Instant latest = now.plus(HINT_MAX);
        Instant soonest = now.plus(PAUSE_MIN);
        Instant hint;
        try {
            hint = throttled.retryAt(now).orElse(now.plus(UNHINTED_DEFERRAL));
        } catch (DateTimeException | ArithmeticException beyondTime) {
            hint = latest;
        }
        return hint.isBefore(soonest) ? soonest : hint.isAfter(latest) ? latest : hint;
    }

    private static String message(Throwable failure) {
        String message = failure instanceof SyncException ? failure.getMessage() : null;
        return message == null ? "an unexpected " + failure.getClass().getSimpleName() : message;
    }
}
