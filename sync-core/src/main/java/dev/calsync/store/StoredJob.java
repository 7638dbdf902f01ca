package dev.calsync.store;

import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.model.CalendarRef;
import java.util.Map;

/**
 * A job as it is kept. Its status is derived: a calendar whose asked generation has been served has an outcome, and the
 * job is done when each of its calendars has one.
 *
 * @param job the request, with the status as of now
 * @param asked the generation that will have served each calendar
 * @param outcomes how it ended for the calendars that are done
 */
public record StoredJob(SyncJob job, Map<CalendarRef, Long> asked, Map<CalendarRef, JobStatus> outcomes) {

    /** Copies the maps. */
    public StoredJob {
        asked = Map.copyOf(asked);
        outcomes = Map.copyOf(outcomes);
    }
}
