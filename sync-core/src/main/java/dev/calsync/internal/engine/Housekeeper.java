package dev.calsync.internal.engine;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is old, so that nothing grows for ever: once an hour, in small transactions. Any node may do it; two that
 * do it at once only share the work.
 */
final class Housekeeper {
    /** How long a finished job can still be looked up. */
    static final Duration JOBS_KEPT = Duration.ofDays(7);
    /** How long the history of a run is kept. */
    static final Duration RUNS_KEPT = Duration.ofDays(90);
    /** How many runs of one calendar are kept. */
    static final int RUNS_KEPT_MAX = 1_000;
    /** How long a state that lost a conflict can be looked up. */
    static final Duration REVISIONS_KEPT = Duration.ofDays(90);
    /** How long work that was given up can be replayed. */
    static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(90);

    private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int BATCH = 1_000;
    private static final int BATCHES_MAX = 100;

    private final SyncStore store;
    private final Environment environment;

    Housekeeper(SyncStore store, Environment environment) {
        this.store = store;
        this.environment = environment;
    }

    void start() {
        planNext();
    }

    private void tidy() {
        try {
            forget(tx -> tx.jobs().prune(tx.now().minus(JOBS_KEPT), BATCH));
            forget(tx -> tx.runs().prune(tx.now().minus(RUNS_KEPT), RUNS_KEPT_MAX, BATCH));
            forget(tx -> tx.revisions().prune(tx.now().minus(REVISIONS_KEPT), BATCH));
            forget(tx -> tx.deadLetters().prune(tx.now().minus(DEAD_LETTERS_KEPT), BATCH));
        } catch (StoreUnavailableException away) {
            log.warn("the store is away; what is old is forgotten later: {}", away.getMessage());
        } finally {
            planNext();
        }
    }

    private void forget(ToIntFunction<StoreTransaction> some) {
        int forgotten = BATCH;
        for (int i = 0; i < BATCHES_MAX && forgotten == BATCH; i++) {
            forgotten = store.inTransaction(some::applyAsInt);
        }
    }

    private void planNext() {
        try {
            environment.tasks().schedule("tidy", EVERY, this::tidy);
        } catch (RejectedExecutionException closed) {
            log.debug("no more tidying: the runner is closed");
        }
    }
}
