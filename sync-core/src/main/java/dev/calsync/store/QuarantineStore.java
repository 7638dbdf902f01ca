package dev.calsync.store;

import dev.calsync.model.CalendarRef;
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

    /** Lets series out. */
    void release(CalendarRef calendar, Collection<String> keys);
}
