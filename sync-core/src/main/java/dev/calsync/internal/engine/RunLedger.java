package dev.calsync.internal.engine;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.RunId;
import dev.calsync.store.JobStore;
import dev.calsync.store.Lease;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCompletion;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how runs ended: the work rows, the history, waiting jobs and dead letters in one transaction that counts for
 * each run only if its lease still holds. Whoever listens is told after it is durable.
 *
 * <p>Runs that end while one such transaction is under way wait for it and share the next. So a store is asked as often as
 * it answers, whatever the number of runs, and a single run waits for nobody. A run that did what it was to do leaves its
 * place to the next at once; its calendar, and whoever waits for it, waits until it is kept.
 */
final class RunLedger {
    private static final Logger log = LoggerFactory.getLogger(RunLedger.class);
    private static final Duration STORE_AWAY_PAUSE = Duration.ofSeconds(1);
    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);
    /** So many listeners may be slow at once before others are told later. */
    private static final int TELLING_MAX = 16;
    /** More than this in one transaction gains nothing, and keeps the others waiting. */
    private static final int TOGETHER_MAX = 500;

    private final SyncStore store;
    private final Environment environment;
    private final Listeners listeners;
    private final SettingsRows settingsRows;
    private final String node;
    private final Places places;
    private final SideTasks telling;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean writing = new AtomicBoolean();

    /** Who gives out the places that runs take. */
    interface Places {

        /** The run has done its work; how it ended is about to be kept. */
        void released(ActiveRun run);

        /** These runs no longer count as running here. */
        void over(List<ActiveRun> runs);
    }

    /** @param again whether the store may refuse it once: what stood in the way may be gone by then */
    private record Waiting(RunEnding ending, boolean again) {}

    RunLedger(
            SyncStore store,
            Environment environment,
            Listeners listeners,
            SettingsRows settingsRows,
            String node,
            Places places) {
        this.store = store;
        this.environment = environment;
        this.listeners = listeners;
        this.settingsRows = settingsRows;
        this.node = node;
        this.places = places;
        this.telling = new SideTasks("listeners", environment.tasks(), TELLING_MAX);
    }

    /** Has it written down, soon and on another thread where there are threads. */
    void write(RunEnding ending) {
        if (ending.leavesAtOnce()) {
            places.released(ending.run());
        }
        waiting.add(new Waiting(ending, true));
        writeSoon();
    }

    private void writeSoon() {
        if (writing.compareAndSet(false, true)) {
            try {
                environment.tasks().execute("ledger", this::writeAll);
            } catch (RejectedExecutionException closed) {
                writeAll();
            }
        }
    }

    private void writeAll() {
        try {
            for (List<Waiting> some = next(); !some.isEmpty(); some = next()) {
                write(some);
            }
        } finally {
            writing.set(false);
        }
        if (!waiting.isEmpty()) {
            writeSoon();
        }
    }

    private List<Waiting> next() {
        List<Waiting> next = new ArrayList<>();
        for (Waiting one = waiting.poll(); one != null; one = next.size() < TOGETHER_MAX ? waiting.poll() : null) {
            next.add(one);
        }
        return next;
    }

    private void write(List<Waiting> some) {
        Set<Lease> lost;
        try {
            lost = store.inTransaction(
                    tx -> write(tx, some.stream().map(Waiting::ending).toList()));
        } catch (StoreUnavailableException away) {
            log.warn("the store is away; how {} runs ended is written later: {}", some.size(), away.getMessage());
            tryAgainLater(some);
            return;
        } catch (RuntimeException refused) {
            if (some.size() > 1) {
                // One of them is what the store does not like.
                some.forEach(one -> write(List.of(one)));
            } else {
                refused(some.get(0), refused);
            }
            return;
        }
        inform(some.stream().map(Waiting::ending).toList(), lost);
    }

    private void refused(Waiting one, RuntimeException refused) {
        ActiveRun run = one.ending().run();
        log.error("the store refuses how the run of {} ended", run.calendar(), refused);
        tryAgainLater(List.of(new Waiting(one.again() ? one.ending() : plain(run, refused), false)));
    }

    /** Where somebody listens, a slow one must hold up no other run. */
    private void inform(List<RunEnding> written, Set<Lease> lost) {
        if (listeners.isEmpty()) {
            settle(written);
            return;
        }
        List<Runnable> each = new ArrayList<>(written.size());
        for (RunEnding ending : written) {
            each.add(() -> {
                if (lost.contains(ending.run().lease())) {
                    tellLost(ending.run());
                } else {
                    ending.events().forEach(event -> tell(ending.run(), event));
                }
                settle(List.of(ending));
            });
        }
        telling.add(each);
    }

    /** Only now may the next runs of these calendars begin, and be told. */
    private void settle(List<RunEnding> written) {
        places.over(written.stream().map(RunEnding::run).toList());
        environment.tasks().signal();
    }

    /**
     * The run lost its lease: nothing of it is written. Listeners hear of the end of a run before the next one of its
     * calendar can begin here.
     */
    void forget(ActiveRun run) {
        tellLost(run);
        places.over(List.of(run));
    }

    private void tellLost(ActiveRun run) {
        tell(run, (id, at) -> new SyncEvent.LeaseLost(run.lease().user(), at, run.calendar(), id));
    }

    /** Tells what happened to a run just now. */
    void tell(ActiveRun run, BiFunction<RunId, Instant, SyncEvent> event) {
        listeners.tell(event.apply(run.id(), environment.time().now()));
    }

    /** Returns the leases that were lost; nothing of their runs is written. */
    private Set<Lease> write(StoreTransaction tx, List<RunEnding> endings) {
        List<WorkCompletion> completions = new ArrayList<>(endings.size());
        endings.forEach(ending -> completions.add(ending.completion().apply(tx)));
        Set<Lease> lost = new HashSet<>(tx.work().complete(completions));
        List<RunRecord> records = new ArrayList<>(endings.size());
        List<JobStore.Settlement> settled = new ArrayList<>(endings.size());
        for (int i = 0; i < endings.size(); i++) {
            RunEnding ending = endings.get(i);
            WorkCompletion completion = completions.get(i);
            Lease lease = completion.lease();
            if (!lost.contains(lease)) {
                records.add(ending.record(completion, tx.now(), node));
                if (completion instanceof WorkCompletion.Served
                        && ending.outcome().isFinal()) {
                    settled.add(new JobStore.Settlement(lease.calendar(), lease.generation(), ending.outcome()));
                }
            }
        }
        tx.runs().append(records);
        tx.jobs().settle(settled);
        for (RunEnding ending : endings) {
            if (!lost.contains(ending.run().lease())) {
                ending.alongside().accept(tx);
                if (ending.report().pulled() + ending.report().pushed() > 0) {
                    settingsRows.changed(tx, ending.run().calendar());
                }
            }
        }
        return lost;
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

    private void tryAgainLater(List<Waiting> some) {
        try {
            environment.tasks().schedule("ledger", STORE_AWAY_PAUSE, () -> {
                waiting.addAll(some);
                writeSoon();
            });
        } catch (RejectedExecutionException closed) {
            places.over(some.stream().map(one -> one.ending().run()).toList());
        }
    }
}
