package dev.calsync.internal.engine;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.RunId;
import dev.calsync.store.JobStore;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCompletion;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how runs ended: the work row, the history, waiting jobs and dead letters in one transaction that counts
 * only if the lease still holds. Whoever listens is told after it is durable.
 */
final class RunLedger {
    private static final Logger log = LoggerFactory.getLogger(RunLedger.class);
    private static final Duration STORE_AWAY_PAUSE = Duration.ofSeconds(1);

    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

    private final SyncStore store;
    private final Environment environment;
    private final Listeners listeners;
    private final SettingsRows settingsRows;
    private final String node;
    private final Consumer<ActiveRun> over;

    /** @param over called when a run no longer counts as running here */
    RunLedger(
            SyncStore store,
            Environment environment,
            Listeners listeners,
            SettingsRows settingsRows,
            String node,
            Consumer<ActiveRun> over) {
        this.store = store;
        this.environment = environment;
        this.listeners = listeners;
        this.settingsRows = settingsRows;
        this.node = node;
        this.over = over;
    }

    void write(RunEnding ending) {
        write(ending, true);
    }

    /** @param again whether the store may refuse it once: what stood in the way may be gone by then */
    private void write(RunEnding ending, boolean again) {
        boolean counted;
        try {
            counted = store.inTransaction(tx -> write(tx, ending));
        } catch (StoreUnavailableException away) {
            log.warn(
                    "the store is away; how the run of {} ended is written later: {}",
                    ending.run().calendar(),
                    away.getMessage());
            tryAgainLater(ending, again);
            return;
        } catch (RuntimeException refused) {
            log.error("the store refuses how the run of {} ended", ending.run().calendar(), refused);
            tryAgainLater(again ? ending : plain(ending.run(), refused), false);
            return;
        }
        ActiveRun run = ending.run();
        if (counted) {
            ending.events().forEach(event -> tell(run, event));
            // Only now may the next one begin, and be told.
            over.accept(run);
        } else {
            forget(run);
        }
        environment.tasks().signal();
    }

    /**
     * The run lost its lease: nothing of it is written. Listeners hear of the end of a run before the next one of its
     * calendar can begin here.
     */
    void forget(ActiveRun run) {
        tell(run, (id, at) -> new SyncEvent.LeaseLost(run.lease().user(), at, run.calendar(), id));
        over.accept(run);
    }

    /** Tells what happened to a run just now. */
    void tell(ActiveRun run, BiFunction<RunId, Instant, SyncEvent> event) {
        listeners.tell(event.apply(run.id(), environment.time().now()));
    }

    private boolean write(StoreTransaction tx, RunEnding ending) {
        WorkCompletion completion = ending.completion().apply(tx);
        if (!tx.work().complete(List.of(completion)).isEmpty()) {
            return false;
        }
        tx.runs().append(List.of(ending.record(completion, tx.now(), node)));
        if (completion instanceof WorkCompletion.Served served) {
            tx.jobs()
                    .settle(List.of(new JobStore.Settlement(
                            served.lease().calendar(), served.lease().generation(), ending.outcome())));
        }
        ending.alongside().accept(tx);
        if (ending.report().pulled() + ending.report().pushed() > 0) {
            settingsRows.changed(tx, ending.run().calendar());
        }
        return true;
    }

    /** What can be written of any run: that it is to be tried again, if it may be. Its claim must not be left behind. */
    private RunEnding plain(ActiveRun run, RuntimeException refused) {
        String reason = "how it ended could not be written";
        if (!run.options().retry().allowsRetry(run.lease().attempts())) {
            return RunEnding.dead(run, refused.getClass().getSimpleName(), reason);
        }
        Instant at = environment.time().now().plus(REFUSED_PAUSE);
        return RunEnding.later(
                        run,
                        now -> now.plus(REFUSED_PAUSE),
                        then -> new WorkCompletion.Retry(run.lease(), then, reason),
                        reason)
                .telling((id, now) -> new SyncEvent.RetryPlanned(
                        run.lease().user(), now, run.calendar(), id, run.lease().attempts() + 1, at, reason));
    }

    private void tryAgainLater(RunEnding ending, boolean again) {
        try {
            environment.tasks().schedule("ledger", STORE_AWAY_PAUSE, () -> write(ending, again));
        } catch (RejectedExecutionException closed) {
            over.accept(ending.run());
        }
    }
}
