package dev.calsync.job;

import dev.calsync.error.Faults;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.List;

/**
 * One request to synchronise: made by somebody who may want to wait for it, or the engine's view of one calendar's owed
 * work as handed to a {@link SyncWorker}. Immutable.
 *
 * @param id the job's id
 * @param userId whose calendars
 * @param calendarIds which calendars; never empty, each once
 * @param type how much of them
 * @param priority how urgent
 * @param scheduledAt when it is due; later than now while it waits for a retry
 * @param status where it stands
 * @param retryCount how often it was retried, not negative
 * @param maxRetries how often it may be retried, not negative
 */
public record SyncJob(
        JobId id,
        UserId userId,
        List<CalendarRef> calendarIds,
        SyncType type,
        Priority priority,
        Instant scheduledAt,
        JobStatus status,
        int retryCount,
        int maxRetries) {

    /**
     * Copies the calendars.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if there is no calendar, one is named twice, or a count is
     *     negative
     */
    public SyncJob {
        calendarIds = List.copyOf(calendarIds);
        new Faults("SyncJob")
                .require(!calendarIds.isEmpty(), "calendarIds is empty")
                .require(calendarIds.stream().distinct().count() == calendarIds.size(), "calendarIds names one twice")
                .require(retryCount >= 0, "retryCount is negative")
                .require(maxRetries >= 0, "maxRetries is negative")
                .throwIfAny();
    }

    /**
     * The job as JSON, an object with this record's members: ids and calendar references as their texts, enum words in
     * lower case, {@code scheduledAt} in ISO-8601 UTC.
     */
    public String toJson() {
        return SyncJobJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} writes, from at most 4,194,304 characters. Every member is required.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if the text is not JSON, or a member is missing, unknown, of
     *     a wrong type or has a value that no job can have; names every fault with its path
     */
    public static SyncJob fromJson(String json) {
        return SyncJobJson.read(json);
    }
}
