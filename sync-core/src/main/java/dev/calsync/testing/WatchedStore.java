package dev.calsync.testing;

import dev.calsync.error.CorruptStateException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that fails when it is told to, and that keeps books of its own about who may do what: it notices when a calendar
 * is claimed twice at once, when a run writes without its lease, when a request is not served by exactly the generation
 * that the contract of {@code WorkStore} promises, when a deferral costs an attempt, and when work begins before it may.
 *
 * <p>For engines on a {@link VirtualWorld}: it is used by one thread, and it must see every transaction, so all engines of
 * the world share one. What it notices is in {@link #violations()}.
 */
public final class WatchedStore implements SyncStore {

    /** What becomes of a transaction. */
    public enum Fault {
        /** Nothing out of the ordinary. */
        NONE,
        /** The store cannot be reached; nothing is changed. */
        BEFORE,
        /** Everything is committed, and the answer is lost. */
        AFTER_COMMIT,
        /** The end of a run is refused, as a broken store might; everything else is done. */
        END_REFUSED
    }

    private final SyncStore store;
    private final Supplier<Fault> faults;
    private final WorkBooks books;
    private final Consumer<Lease> fenced;

    /** A watch over this store that never fails by itself. */
    public WatchedStore(SyncStore store) {
        this(store, () -> Fault.NONE);
    }

    /**
     * A watch over this store.
     *
     * @param faults asked before every transaction what is to become of it
     */
    public WatchedStore(SyncStore store, Supplier<Fault> faults) {
        this(store, faults, new WorkBooks(), lease -> {});
    }

    private WatchedStore(SyncStore store, Supplier<Fault> faults, WorkBooks books, Consumer<Lease> fenced) {
        this.store = store;
        this.faults = faults;
        this.books = books;
        this.fenced = fenced;
    }

    /** The same store and the same books, by a way that fails at other times: what one engine of several sees of it. */
    public WatchedStore failing(Supplier<Fault> atOtherTimes) {
        return failing(atOtherTimes, lease -> {});
    }

    /** The same, telling somebody which leases write by this way. */
    WatchedStore failing(Supplier<Fault> atOtherTimes, Consumer<Lease> writer) {
        return new WatchedStore(store, atOtherTimes, books, writer);
    }

    /** What was noticed so far, the first 20. */
    public List<Violation> violations() {
        return books.violations.seen();
    }

    WorkBooks books() {
        return books;
    }

    @Override
    public void open() {
        store.open();
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public boolean durable() {
        return store.durable();
    }

    /** As the store under watch does it, unless a fault is due: then that is thrown, or what it did is not told. */
    @Override
    public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
        Fault fault = faults.get();
        if (fault == Fault.BEFORE) {
            throw new StoreUnavailableException("the store is away");
        }
        // A store may run the work more than once; only what the last time noted was committed.
        WatchedTransaction[] last = new WatchedTransaction[1];
        T result;
        try {
            result = store.<T>inTransaction(tx -> {
                WatchedTransaction watched = new WatchedTransaction(books, tx, fault == Fault.END_REFUSED);
                last[0] = watched;
                T done = work.apply(watched.proxy());
                watched.end();
                return done;
            });
        } catch (CorruptStateException unreadable) {
            store.inTransaction(books::askedByTheStore);
            throw unreadable;
        }
        last[0].commit();
        last[0].passed().forEach(fenced);
        if (fault == Fault.AFTER_COMMIT) {
            throw new StoreUnavailableException("the store's answer was lost");
        }
        return result;
    }

    @Override
    public void close() {
        store.close();
    }
}
