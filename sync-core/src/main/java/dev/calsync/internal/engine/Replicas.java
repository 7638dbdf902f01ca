package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StoreTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Which replica runs read and write: the built-in one, inside the run's own transaction, or the host's, whose change
 * becomes durable before the transaction that notes it.
 */
final class Replicas {
    private final @Nullable LocalCalendar hosts;

    /** @param hosts the host's replica; null for the built-in one */
    Replicas(@Nullable LocalCalendar hosts) {
        this.hosts = hosts;
    }

    boolean builtIn() {
        return hosts == null;
    }

    LocalCalendar in(StoreTransaction tx) {
        return hosts == null ? tx.replica() : hosts;
    }

    /** Makes sure that a series is pushed although nobody edited it here. A host's replica keeps its own books. */
    void markPending(StoreTransaction tx, CalendarRef calendar, LocalSeries local, long version) {
        if (hosts == null) {
            tx.replica().edit(calendar, new LocalChange(local.id(), version, local.series()));
        }
    }

    /** Makes a series a pending deletion. A host's replica keeps its own books, and its row as it is. */
    void bury(StoreTransaction tx, CalendarRef calendar, LocalSeries local) {
        if (hosts == null) {
            tx.replica().edit(calendar, new LocalChange(local.id(), local.version(), null));
        }
    }
}
