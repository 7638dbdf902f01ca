package dev.calsync.store;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run, as history keeps it.
 *
 * @param id its id
 * @param calendar which calendar
 * @param user whose it is
 * @param demand what was asked for, why, and since when
 * @param attempt 1 for the first try
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param node where it ran
 * @param outcome how it ended: completed, partial, failed, dead or cancelled, or queued when it was retried, deferred or
 *     handed back
 * @param report what it did
 * @param cost what it asked of others
 * @param nextAt when it goes on, if it was retried or deferred; null otherwise
 * @param detail why it did not end well, or what else is to be said of it, one sentence without the events' content; null
 *     when there is nothing to say
 */
public record RunRecord(
        RunId id,
        CalendarRef calendar,
        UserId user,
        WorkDemand demand,
        int attempt,
        Instant startedAt,
        Instant endedAt,
        String node,
        JobStatus outcome,
        SyncReport report,
        RunCost cost,
        @Nullable Instant nextAt,
        @Nullable String detail) {

    /** How much was looked at. */
    public SyncType type() {
        return demand.type();
    }

    /** How urgent it was. */
    public Priority priority() {
        return demand.priority();
    }

    /** When the work became owed. */
    public Instant queuedAt() {
        return demand.owedSince();
    }
}
