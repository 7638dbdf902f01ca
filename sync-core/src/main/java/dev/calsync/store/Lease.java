package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.time.Instant;

/**
 * The right to run what a calendar is owed, and what that was when it was claimed.
 *
 * @param calendar which calendar
 * @param user whose it is
 * @param provider its account's provider
 * @param node the node that claimed it, with its epoch
 * @param fencingToken grows with every claim of this calendar; a write under a smaller one is refused
 * @param generation what the run will have served when it ends
 * @param demand what was asked for
 * @param attempts how often this was tried before, not counting deferrals
 * @param abandoned how often it was running when its node was lost: when the node's lease expired, or when it joined again
 *     without having left. Counted anew once the generation is served
 */
public record Lease(
        CalendarRef calendar,
        UserId user,
        ProviderId provider,
        NodeLease node,
        long fencingToken,
        long generation,
        WorkDemand demand,
        int attempts,
        int abandoned) {

    /** The widest type asked for. */
    public SyncType type() {
        return demand.type();
    }

    /** The strongest priority asked for. */
    public Priority priority() {
        return demand.priority();
    }

    /** When it became owed. */
    public Instant owedSince() {
        return demand.owedSince();
    }
}
