package dev.calsync.memory;

import dev.calsync.error.CorruptStateException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.StateKind;
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
            MemoryTransaction transaction = new MemoryTransaction(state, time.now());
            try {
                return run(transaction, work);
            } catch (CorruptStateException unreadable) {
                run(new MemoryTransaction(state, time.now()), tx -> {
                    transaction.damaged.forEach(calendar -> DamagedState.putAside((MemoryTransaction) tx, calendar));
                    return null;
                });
                throw unreadable;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes a row unreadable, or takes it away without a trace, as a broken disk may: for tests of what is done about it.
     *
     * @param kind what kind of row; {@link StateKind#WORKER_CHECKPOINT} and {@link StateKind#DEAD_LETTER} are never damaged
     * @param series which row, of those that belong to a series; null for any
     * @param missing whether it is taken away
     * @return whether there was such a row
     */
    public boolean damage(CalendarRef calendar, StateKind kind, @Nullable SeriesId series, boolean missing) {
        return inTransaction(tx -> DamagedState.damage((MemoryTransaction) tx, calendar, kind, series, missing));
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
