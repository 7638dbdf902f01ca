package dev.calsync.store;

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
 * @param demand what was asked for, why, and since when
 * @param attempts how often it was tried
 * @param at when it was given up
 * @param failure what kind of failure the last one was, one word such as {@code TransientException}
 * @param reason the last failure in a sentence, without the events' content
 */
public record DeadLetter(
        RunId run,
        CalendarRef calendar,
        UserId user,
        WorkDemand demand,
        int attempts,
        Instant at,
        String failure,
        String reason) {}
