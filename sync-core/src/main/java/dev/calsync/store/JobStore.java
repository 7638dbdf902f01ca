package dev.calsync.store;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Requests that somebody may wait for. What is read of an open job is derived from the work of the calendars it still
 * waits for, see {@link StoredJob#asOf}.
 */
public interface JobStore {

    /**
     * A calendar's generation came to an end.
     *
     * @param calendar which calendar
     * @param served every job that asked for this generation or an earlier one is settled
     * @param outcome how it ended
     */
    record Settlement(CalendarRef calendar, long served, JobStatus outcome) {

        /** @throws IllegalArgumentException if the outcome is not final */
        public Settlement {
            if (!outcome.isFinal()) {
                throw new IllegalArgumentException("a calendar's generation cannot end as " + outcome);
            }
        }
    }

    /**
     * Keeps a new job.
     *
     * @throws IllegalArgumentException if its id is kept already
     */
    void add(StoredJob job);

    /** Keeps an open job's newer state; one that is not kept is ignored. */
    void put(StoredJob job);

    /** One of the user's jobs. */
    Optional<StoredJob> find(UserId user, JobId id);

    /** A user's jobs, newest first. */
    List<StoredJob> ofUser(UserId user, int limit);

    /** Jobs that ask for a calendar, open ones and final ones, newest first. */
    List<StoredJob> ofCalendar(CalendarRef calendar, int limit);

    /** Notes how calendars ended, in every open job that waits for them. Calendars that are no longer kept are ignored. */
    void settle(List<Settlement> settlements);

    /** Forgets jobs that were final before that time, at most so many. Returns how many. */
    int prune(Instant before, int limit);
}
