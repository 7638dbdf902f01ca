package dev.calsync.store;

import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is kept.
 *
 * @param id its id
 * @param user whose wish it is
 * @param schedule the wish
 * @param nextFireAt when it fires next; null when time does not fire it, it never fires again, or it is paused
 * @param paused why it is paused; null when it is not
 */
public record StoredSchedule(
        ScheduleId id,
        UserId user,
        SyncSchedule schedule,
        @Nullable Instant nextFireAt,
        @Nullable String paused) {}
