package dev.calsync.memory;

import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store that keeps everything on the heap: complete, fast, and gone with the process. For tests, simulations, and
 * hosts that are content to read everything again after a restart.
 *
 * <p>Thread-safe. Several engines may share one instance and are then nodes of one fleet. Transactions follow one
 * another under one lock, so each sees everything that was committed before it and nothing else; one that throws is
 * undone. They never block on anything but that lock, and are not interrupted while they wait for it: they are short,
 * and a run that was told to stop still has to say so.
 *
 * <p>What is kept is bounded by what hosts put in and engines prune: accounts, calendars, schedules and the series
 * in the window stay until they are deleted; work, links, intents and quarantine are at most one row for each calendar
 * or series; jobs, revisions and dead letters stay until they are pruned. The history of runs is bounded here as well:
 * the newest 1,000 of each calendar and 200,000 in all.
 */
public final class MemorySyncStore implements SyncStore {
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final MemoryState state = new MemoryState();

    private MemorySyncStore(TimeSource time) {
        this.time = Objects.requireNonNull(time, "time");
    }

    /** An empty store that goes by the machine's clock. */
    public static MemorySyncStore create() {
        return create(TimeSource.system());
    }

    /** An empty store that goes by this clock. Engines that share the store should go by the same one. */
    public static MemorySyncStore create(TimeSource time) {
        return new MemorySyncStore(time);
    }

    /** There is nothing to make ready: a store is open from the start. */
    @Override
    public void open() {}

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "a transaction must not begin another one: do both in one, or one after the other");
        }
        lock.lock();
        try {
            return run(new MemoryTransaction(state, time.now()), work);
        } finally {
            lock.unlock();
        }
    }

    private static <T extends @Nullable Object> T run(
            MemoryTransaction transaction, Function<? super StoreTransaction, ? extends T> work) {
        boolean done = false;
        try {
            T result = work.apply(transaction);
            done = true;
            return result;
        } finally {
            transaction.end();
            if (!done) {
                transaction.journal.rollBack();
            }
        }
    }

    /** Changes nothing, since other engines may go on: what is stored goes when nobody holds the store any more. */
    @Override
    public void close() {}
}
