package dev.calsync.memory;

import dev.calsync.error.CorruptStateException;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.StateKind;
import org.jspecify.annotations.Nullable;

/** What every drawer needs: the transaction it is seen by, which refuses every call once it has ended. */
abstract class MemoryDrawer {
    private final MemoryTransaction transaction;

    MemoryDrawer(MemoryTransaction transaction) {
        this.transaction = transaction;
    }

    /** The transaction, if it is still under way. Every call of a drawer comes by here before it does anything. */
    final MemoryTransaction tx() {
        transaction.check();
        return transaction;
    }

    final MemoryState state() {
        return tx().state;
    }

    final Journal journal() {
        return tx().journal;
    }

    /** A calendar that is to be written to. */
    final CalendarShelf shelf(CalendarRef calendar) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            throw new IllegalArgumentException("nothing can be kept for " + calendar
                    + ": the calendar is not kept. Put it into calendars() first");
        }
        return shelf;
    }

    /** A calendar that is only looked at. */
    final @Nullable CalendarShelf shelfOf(CalendarRef calendar) {
        return state().calendars.get(calendar);
    }

    /**
     * Nothing, unless the row cannot be read any more.
     *
     * @throws CorruptStateException if it cannot; it is put aside once this transaction is given up
     */
    final void readable(CalendarShelf shelf, StateKind kind, Object key) {
        if (!shelf.damaged.isEmpty() && shelf.damaged.contains(new DamagedState.Row(kind, key))) {
            tx().damaged.add(shelf);
            throw new CorruptStateException("a row (" + kind + ") of " + shelf.ref + " was damaged");
        }
    }

    /** A row is written anew, or goes. */
    final void written(CalendarShelf shelf, StateKind kind, Object key) {
        if (!shelf.damaged.isEmpty()) {
            journal().remove(shelf.damaged, new DamagedState.Row(kind, key));
        }
    }
}
