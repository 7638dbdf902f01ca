package dev.calsync.internal.engine;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.NodeLease;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the runs of this node once a second: which have been going on for too long, and which were called off, here
 * or on another node. One question to the store for all of them, and none while nothing runs. A heartbeat says that the
 * node lives; this says that its runs do.
 */
final class RunKeeper {
    private static final Logger log = LoggerFactory.getLogger(RunKeeper.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final SyncStore store;
    private final Environment environment;
    private final NodeKeeper node;
    private final Supplier<Collection<ActiveRun>> runs;

    /** @param runs the runs of this node */
    RunKeeper(SyncStore store, Environment environment, NodeKeeper node, Supplier<Collection<ActiveRun>> runs) {
        this.store = store;
        this.environment = environment;
        this.node = node;
        this.runs = runs;
    }

    void start() {
        planNext();
    }

    /** A calendar's generation was called off: its run stops, if it goes on here. */
    void callOff(CalendarRef calendar, long generation) {
        callOff(Map.of(calendar, generation), runs.get());
    }

    private static void callOff(Map<CalendarRef, Long> generations, Collection<ActiveRun> running) {
        for (ActiveRun run : running) {
            Long unwanted = generations.get(run.calendar());
            if (unwanted != null && unwanted == run.lease().generation()) {
                run.stop(ActiveRun.Stop.CANCELLED);
            }
        }
    }

    private void look() {
        try {
            Collection<ActiveRun> running = runs.get();
            NodeLease lease = node.lease();
            if (!running.isEmpty() && lease != null) {
                callOff(store.inTransaction(tx -> tx.nodes().calledOff(lease)), running);
            }
        } catch (StoreUnavailableException away) {
            log.debug("which runs were called off is not known: {}", away.getMessage());
        } catch (RuntimeException broken) {
            log.error("which runs were called off cannot be found out; the next look comes as planned", broken);
        }
        try {
            runs.get().forEach(ActiveRun::keepTime);
        } finally {
            planNext();
        }
    }

    private void planNext() {
        try {
            environment.tasks().schedule("runs", EVERY, this::look);
        } catch (RejectedExecutionException closed) {
            log.debug("no more looking after runs: the runner is closed");
        }
    }
}
