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
 * @param type how much was looked at
 * @param priority how urgent it was
 * @param owedSince when the work became owed
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param node where it ran
 * @param outcome how it ended: completed, partial, failed, dead or cancelled, or queued when it was retried, deferred or
 *     handed back
 * @param report what it did
 * @param detail why it did not end well, one sentence without the events' content; null when it did
 */
public record RunRecord(
        RunId id,
        CalendarRef calendar,
        UserId user,
        SyncType type,
        Priority priority,
        Instant owedSince,
        Instant startedAt,
        Instant endedAt,
        String node,
        JobStatus outcome,
        SyncReport report,
        @Nullable String detail) {}
