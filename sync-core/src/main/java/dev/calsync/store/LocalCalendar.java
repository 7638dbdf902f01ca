package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica: this side's copy of calendars. The built-in one is in the store; a host that keeps events in tables of its
 * own implements this over them.
 *
 * <p>Implementations are thread-safe; calls may block. What is applied must be durable on return and applying the same
 * change again must do no harm: after a crash a change that was applied may come once more, and is then recognised by
 * its expected version.
 */
public interface LocalCalendar {

    /**
     * Series by id; those that the replica does not have are left out. Deleted ones are included until the deletion is
     * acknowledged.
     */
    List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids);

    /** Series by UID, in no particular order; deleted ones that are not acknowledged yet are included. */
    List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids);

    /**
     * Changes the replica as a run decided: each change only if the series has the expected version, one after the
     * other. Whether a series is pending does not change, except that a deleted series is no longer there. One that was
     * deleted here and is given a state again is no longer deleted.
     *
     * @return for each change, in the same order, what became of it
     */
    List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes);

    /**
     * Series that were edited or deleted here since the provider last agreed, in the order of their ids: any fixed order
     * of the ids' texts will do.
     *
     * @param after only those with greater ids; null to begin
     * @param limit at most so many
     */
    List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit);

    /**
     * Notes that the provider agrees with a series at this version, so that it is no longer pending. A series that was
     * changed since stays pending. A deleted one may be forgotten.
     */
    void acknowledge(CalendarRef calendar, SeriesId id, long version);
}
