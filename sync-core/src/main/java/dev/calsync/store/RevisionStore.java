package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import java.time.Instant;
import java.util.List;

/** What lost a conflict. Bounded by age alone: no state is dropped to make room. */
public interface RevisionStore {

    /** Keeps states. */
    void add(CalendarRef calendar, List<Revision> revisions);

    /** A series' lost states, newest first. */
    List<Revision> ofSeries(CalendarRef calendar, SeriesId series, int limit);

    /** A calendar's lost states, newest first. */
    List<Revision> ofCalendar(CalendarRef calendar, int limit);

    /** Forgets states that lost before that time, at most so many. Returns how many. */
    int prune(Instant before, int limit);
}
