package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The built-in replica. */
public interface ReplicaStore extends LocalCalendar {

    /**
     * Edits the replica as a user asks: like {@link #apply}, but the series is pending from then on. A deletion leaves
     * the series behind, marked as deleted and with a new version, until it is acknowledged.
     */
    LocalOutcome edit(CalendarRef calendar, LocalChange edit);

    /**
     * Series that may have an instance between two points in time: what starts before {@code until} and does not end
     * before {@code from}. A series that repeats is among them unless the store knows that its last instance ended
     * earlier; deleted ones never are. What has no zone, such as a whole day, counts as in every zone of the world. In
     * the order of their ids.
     *
     * @param from inclusive
     * @param until exclusive
     * @param after only those with greater ids; null to begin
     * @param limit at most so many
     */
    List<LocalSeries> overlapping(
            CalendarRef calendar, Instant from, Instant until, @Nullable SeriesId after, int limit);
}
