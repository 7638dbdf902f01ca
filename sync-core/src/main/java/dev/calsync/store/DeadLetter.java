package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import java.time.Instant;

/**
 * Work that was given up after its last retry, with what is needed to do it again.
 *
 * @param run the last run
 * @param calendar which calendar
 * @param user whose it is
 * @param type what was asked for
 * @param priority how urgent it was
 * @param attempts how often it was tried
 * @param at when it was given up
 * @param reason the last failure, without the events' content
 */
public record DeadLetter(
        RunId run,
        CalendarRef calendar,
        UserId user,
        SyncType type,
        Priority priority,
        int attempts,
        Instant at,
        String reason) {}
