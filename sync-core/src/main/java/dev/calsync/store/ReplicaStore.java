package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.List;

/** The built-in replica. */
public interface ReplicaStore extends LocalCalendar {

    /**
     * Edits the replica as a user asks: like {@link #apply}, but the series is pending from then on. A deletion leaves
     * the series behind, marked as deleted, until it is acknowledged.
     */
    LocalOutcome edit(CalendarRef calendar, LocalChange edit);

    /**
     * Series that may have an instance between two points in time: what starts before {@code until} and does not end
     * before {@code from}. A series that repeats without end is always among them; deleted ones never are. Ordered by id.
     *
     * @param from inclusive
     * @param until exclusive
     * @param limit at most so many
     */
    List<LocalSeries> overlapping(CalendarRef calendar, Instant from, Instant until, int limit);
}
