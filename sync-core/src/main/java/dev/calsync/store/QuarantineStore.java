package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.reconcile.Resolution;
import java.util.Collection;
import java.util.List;

/**
 * Series that cannot be synchronised. They never block their calendar. Each is kept once for its side and key; calls that
 * take keys mean both sides.
 */
public interface QuarantineStore {

    /** Keeps series, new or tried again. */
    void put(CalendarRef calendar, List<Quarantined> series);

    /** Those of these keys that are in quarantine. */
    List<Quarantined> find(CalendarRef calendar, Collection<String> keys);

    /** A calendar's quarantine, oldest first. */
    List<Quarantined> ofCalendar(CalendarRef calendar, int limit);

    /**
     * Notes what a person decided about a conflict, unless it is another one by now.
     *
     * @param found the row as it was read
     * @return whether it was noted: the row is still as it was read
     */
    boolean answer(CalendarRef calendar, Quarantined found, Resolution answer);

    /** Lets series out. */
    void release(CalendarRef calendar, Collection<String> keys);
}
