package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.List;

/** The history of runs. */
public interface RunStore {

    /** Keeps runs that ended. Those of calendars that are no longer kept are ignored. */
    void append(List<RunRecord> runs);

    /** A calendar's runs, newest first by when they ended. */
    List<RunRecord> ofCalendar(CalendarRef calendar, int limit);

    /** A user's runs, newest first by when they ended. */
    List<RunRecord> ofUser(UserId user, RunQuery query);

    /** Forgets runs that ended before that time, and all but the newest {@code keep} of each calendar, at most so many. Returns how many. */
    int prune(Instant before, int keep, int limit);
}
