package dev.calsync.testing;

import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.StateKind;
import dev.calsync.store.SyncStore;
import org.jspecify.annotations.Nullable;

/** How a simulation damages what a store has kept, as a broken disk or a careless hand may. */
@FunctionalInterface
public interface RowDamage {

    /** What is done to a row. */
    enum How {
        /** Some of its bits change. */
        FLIP,
        /** Its end is cut off. */
        TRUNCATE,
        /** It is gone, and nothing says that it was there. */
        DROP
    }

    /** Damages rows of {@link MemorySyncStore}, and of no other store. */
    RowDamage IN_MEMORY = (store, calendar, kind, series, how) ->
            store instanceof MemorySyncStore memory && memory.damage(calendar, kind, series, how == How.DROP);

    /**
     * Damages one row, in a transaction of its own or in none.
     *
     * @param series which row, of those that belong to a series; null for any
     * @return whether there was such a row
     */
    boolean damage(SyncStore store, CalendarRef calendar, StateKind kind, @Nullable SeriesId series, How how);
}
