package dev.calsync.store;

import dev.calsync.system.Cancellable;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where everything that must not be lost is kept. Its drawers are reachable only inside a transaction.
 *
 * <p>Implementations are thread-safe. A store may be shared by several engines, in one process or many.
 */
public interface SyncStore extends AutoCloseable {

    /**
     * Makes the store ready: creates or checks what it keeps its rows in. Blocks. Calling it again changes nothing.
     *
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached or is of another version
     */
    void open();

    /** What the time is by the store's clock, the one clock that leases go by. May block. */
    Instant now();

    /** Whether what is stored outlives this process, so that secrets in it must be encrypted. */
    boolean durable();

    /**
     * Does the work in one transaction: everything it wrote is durable when this returns, and nothing is if it throws.
     * Transactions do not see each other's writes until they are committed, and two that change the same row follow one
     * another. Blocks. The work may be run more than once if the store has to try again, so it must not have other
     * effects; it must not call a provider and must not begin another transaction.
     *
     * @return what the work returned
     * @throws IllegalStateException if this thread is in a transaction of this store already; that one goes on
     * @throws dev.calsync.error.StoreUnavailableException if the store cannot be reached; nothing was changed, or
     *     everything was and only the answer was lost
     */
    <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work);

    /**
     * Has somebody told when there may be something to do, also when another process asked for it. A store that cannot tell
     * never does. Does not block.
     *
     * @return ends it
     */
    default Cancellable listen(StoreListener listener) {
        return () -> {};
    }

    /** Lets go of what the store itself opened. Calling it again changes nothing. */
    @Override
    void close();
}
