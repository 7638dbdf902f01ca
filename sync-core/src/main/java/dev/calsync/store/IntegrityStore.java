package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import org.jspecify.annotations.Nullable;

/** Whether what is kept for a calendar is still what was written. */
public interface IntegrityStore {

    /**
     * Looks at rows of a calendar, one page for each call. What is damaged is dealt with in the same transaction, as when
     * a reader comes upon it: it is put aside, what depends on it is made such that a full round rebuilds it as a diff, and
     * that round is asked for. After the last rows, what the rows say of each other is looked at, so that missing ones are
     * noticed.
     *
     * @param complete whether each series here must have a link and each link a series: not if a host keeps the series, or
     *     if an event filter leaves some out
     * @param after where the page before ended; null to begin
     * @param limit at most about so many rows
     * @throws IllegalArgumentException if {@code after} is not from this store
     */
    IntegrityPage check(CalendarRef calendar, boolean complete, @Nullable String after, int limit);
}
