package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import java.util.Collection;
import java.util.List;

/** Remote writes under way; at most one for each series. */
public interface IntentStore {

    /** Keeps intents, new or further on. One that is kept for a series already is replaced in its place. */
    void put(CalendarRef calendar, List<Intent> intents);

    /** A calendar's open intents, oldest first. */
    List<Intent> open(CalendarRef calendar, int limit);

    /** Forgets the intents of these series: what became of them is known and was noted in the same transaction. */
    void settle(CalendarRef calendar, Collection<SeriesId> series);
}
