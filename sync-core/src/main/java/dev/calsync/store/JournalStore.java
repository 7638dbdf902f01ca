package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What runs did, so that it can be undone. Bounded by age alone. */
public interface JournalStore {

    /** Keeps entries, in this order. Their numbers are ignored; each gets one that is greater than all before. */
    void add(CalendarRef calendar, List<JournalEntry> entries);

    /**
     * What a run did, in the order it was kept.
     *
     * @param after only entries with greater numbers; 0 to begin
     * @param limit at most so many
     */
    List<JournalEntry> ofRun(CalendarRef calendar, RunId run, long after, int limit);

    /**
     * What was done to series since a time, whichever run did it: that of each series in the order it was kept, the series
     * in any order.
     *
     * @param since inclusive
     * @param limit at most so many
     */
    List<JournalEntry> ofSeries(CalendarRef calendar, Collection<SeriesId> series, Instant since, int limit);

    /** Forgets what a run did: it was undone. */
    void forget(CalendarRef calendar, RunId run);

    /** Forgets what was done before that time, at most so many entries. Returns how many. */
    int prune(Instant before, int limit);
}
