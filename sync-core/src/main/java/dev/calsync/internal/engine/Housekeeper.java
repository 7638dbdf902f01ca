package dev.calsync.internal.engine;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.Region;
import dev.calsync.store.HistoryRetention;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is old, so that nothing grows for ever: every five minutes, in small transactions, and sooner again as long
 * as there is more than one such round can do. One node forgets far more than 400,000 rows in an hour that way, and holds
 * no lock for long. Any node may do it; two that do it at once only share the work.
 */
final class Housekeeper {
    /** How long a finished job can still be looked up. */
    static final Duration JOBS_KEPT = Duration.ofDays(7);
    /** How long a state that lost a conflict can be looked up. */
    static final Duration REVISIONS_KEPT = Duration.ofDays(90);
    /** How long work that was given up can be replayed. */
    static final Duration JOURNAL_KEPT = Duration.ofDays(30);

    static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(90);

    private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration WHILE_MORE = Duration.ofSeconds(10);
    private static final int BATCH = 1_000;
    private static final int BATCHES_MAX = 100;

    private final SyncStore store;
    private final Environment environment;
    private final HistoryRetention history;

    Housekeeper(SyncStore store, Environment environment, HistoryRetention history) {
        this.store = store;
        this.environment = environment;
        this.history = history;
    }

    void start() {
        planNext(EVERY);
    }

    private void tidy() {
        boolean more = false;
        try {
            more |= forget(tx -> tx.jobs().prune(tx.now().minus(JOBS_KEPT), BATCH));
            more |= forget(tx -> tx.runs().prune(tx.now().minus(history.age()), history.runsPerCalendar(), BATCH));
            more |= forget(tx -> tx.revisions().prune(tx.now().minus(REVISIONS_KEPT), BATCH));
            more |= forget(tx -> tx.journal().prune(tx.now().minus(JOURNAL_KEPT), BATCH));
            more |= forget(tx -> tx.deadLetters().prune(tx.now().minus(DEAD_LETTERS_KEPT), BATCH));
            List<Region> unserved = store.inTransaction(tx -> tx.nodes().unserved());
            if (!unserved.isEmpty()) {
                log.warn("work is due in {}, which no node serves: start one with .regions(…)", unserved);
            }
        } catch (StoreUnavailableException away) {
            log.warn("the store is away; what is old is forgotten later: {}", away.getMessage());
        } finally {
            planNext(more ? WHILE_MORE : EVERY);
        }
    }

    /** Returns whether there may be more. */
    private boolean forget(ToIntFunction<StoreTransaction> some) {
        for (int i = 0; i < BATCHES_MAX; i++) {
            int forgotten = store.inTransaction(some::applyAsInt);
            if (forgotten < BATCH) {
                return false;
            }
        }
        return true;
    }

    private void planNext(Duration wait) {
        try {
            environment.tasks().schedule("tidy", wait, this::tidy);
        } catch (RejectedExecutionException closed) {
            log.debug("no more tidying: the runner is closed");
        }
    }
}
