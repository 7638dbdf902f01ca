package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import java.time.Instant;

/**
 * The right to run what a calendar is owed, and what that was when it was claimed.
 *
 * @param calendar which calendar
 * @param user whose it is
 * @param node the node that claimed it, with its epoch
 * @param fencingToken grows with every claim of this calendar; a write under a smaller one is refused
 * @param generation what the run will have served when it ends
 * @param type the widest type asked for
 * @param priority the strongest priority asked for
 * @param attempts how often this was tried before, not counting deferrals
 * @param owedSince when it became owed
 */
public record Lease(
        CalendarRef calendar,
        UserId user,
        NodeLease node,
        long fencingToken,
        long generation,
        SyncType type,
        Priority priority,
        int attempts,
        Instant owedSince) {}
