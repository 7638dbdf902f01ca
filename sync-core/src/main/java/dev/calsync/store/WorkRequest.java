package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import java.time.Instant;

/**
 * Asks for a calendar to be synchronised.
 *
 * @param calendar which calendar
 * @param user whose it is
 * @param type how much of it
 * @param priority how urgent
 * @param dueAt when at the latest it should begin
 */
public record WorkRequest(CalendarRef calendar, UserId user, SyncType type, Priority priority, Instant dueAt) {}
