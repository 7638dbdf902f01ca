package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.Debounce;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a calendar to be synchronised.
 *
 * @param calendar which calendar
 * @param user whose it is
 * @param type how much of it
 * @param priority how urgent
 * @param dueAt when at the latest it should begin
 * @param cause why
 * @param schedule which schedule asks; null if none does
 * @param debounce set if this is a hint, of which there may be many: then {@code dueAt} does not count, but what this
 *     makes of the hints that came before
 */
public record WorkRequest(
        CalendarRef calendar,
        UserId user,
        SyncType type,
        Priority priority,
        Instant dueAt,
        WorkCause cause,
        @Nullable ScheduleId schedule,
        @Nullable Debounce debounce) {

    /** Asks for somebody who may wait for it, or for the engine itself; no schedule does. */
    public WorkRequest(
            CalendarRef calendar, UserId user, SyncType type, Priority priority, Instant dueAt, WorkCause cause) {
        this(calendar, user, type, priority, dueAt, cause, null, null);
    }
}
