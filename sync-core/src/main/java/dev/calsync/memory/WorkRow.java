package dev.calsync.memory;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.store.DueCursor;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkDemand;
import dev.calsync.store.WorkItem;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is owed to one calendar. Two demands are kept apart, so that what is asked for during a run never leaks into it:
 * {@code waiting} is what no node has claimed, {@code claim} is what one runs. A run that ends without having served its
 * demand hands it back, and the two become one again.
 *
 * @param generation the last one asked for
 * @param served the last one that ended
 * @param waiting what is asked for and not claimed; null when nothing is
 * @param claim what a node runs; null when none does
 * @param latest the last demand there was, for those who look at a row that waits for nothing
 * @param notBefore nothing begins before this; null when nothing puts it off
 * @param reason why it is put off
 * @param blocks why nothing begins at all
 * @param attempts how often it was tried in vain
 * @param changedAt when the row was last changed
 */
record WorkRow(
        long generation,
        long served,
        @Nullable WorkDemand waiting,
        @Nullable Claim claim,
        WorkDemand latest,
        @Nullable Instant notBefore,
        @Nullable String reason,
        Set<WorkBlock> blocks,
        int attempts,
        Instant changedAt) {

    static final WorkRow NEVER_OWED = new WorkRow(
            0,
            0,
            null,
            null,
            new WorkDemand(
                    SyncType.INCREMENTAL,
                    Priority.LOW,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    EnumSet.of(WorkCause.REQUEST),
                    null),
            null,
            null,
            Set.of(),
            0,
            Instant.EPOCH);

    /** A run under way: whose, under which token, and what it serves. */
    record Claim(NodeRow node, long token, long generation, WorkDemand demand) {}

    /** When the waiting demand may begin; null when nothing waits, a run has to end first, or it is blocked. */
    @Nullable
    Instant claimableAt() {
        return waiting == null || claim != null || !blocks.isEmpty() ? null : latest(waiting.dueAt(), notBefore);
    }

    /** Where it is found by those who read what is due; null when there is nothing to read. */
    @Nullable
    Instant readableAt() {
        Instant claimable = claimableAt();
        return claimable == null ? null : latest(claimable, changedAt);
    }

    /** Asked for once more. */
    WorkRow ask(WorkDemand demand, Instant now) {
        WorkDemand joined = demand.join(waiting);
        if (joined.equals(waiting)) {
            return this;
        }
        long asked = waiting == null ? generation + 1 : generation;
        return new WorkRow(asked, served, joined, claim, joined, notBefore, reason, blocks, attempts, now);
    }

    /** A node begins what waits. What put it off is over, or it could not begin. */
    WorkRow begin(Claim begun, Instant now) {
        return new WorkRow(generation, served, null, begun, latest, null, null, blocks, attempts, now);
    }

    /** The run has served its generation. */
    WorkRow serve(Claim ended, Instant now) {
        return new WorkRow(generation, ended.generation(), waiting, null, latest, notBefore, reason, blocks, 0, now);
    }

    /** The run has not served its generation, which is owed again at that time. */
    WorkRow handBack(Claim ended, Instant dueAt, int attemptsNow, Instant now) {
        WorkDemand joined = ended.demand().dueAt(dueAt).join(waiting);
        return new WorkRow(generation, served, joined, null, joined, notBefore, reason, blocks, attemptsNow, now);
    }

    WorkRow defer(@Nullable Instant until, @Nullable String why, Instant now) {
        return new WorkRow(generation, served, waiting, claim, latest, until, why, blocks, attempts, now);
    }

    WorkRow block(WorkBlock block, Instant now) {
        Set<WorkBlock> more = EnumSet.of(block);
        more.addAll(blocks);
        return new WorkRow(
                generation, served, waiting, claim, latest, notBefore, reason, Set.copyOf(more), attempts, now);
    }

    WorkRow lift(WorkBlock block, Instant now) {
        if (!blocks.contains(block)) {
            return this;
        }
        Set<WorkBlock> fewer = EnumSet.copyOf(blocks);
        fewer.remove(block);
        return new WorkRow(
                generation, served, waiting, claim, latest, notBefore, reason, Set.copyOf(fewer), attempts, now);
    }

    WorkRow reprioritize(Priority priority, Instant now) {
        if (waiting == null) {
            return this;
        }
        WorkDemand changed = waiting.priority(priority);
        return new WorkRow(generation, served, changed, claim, changed, notBefore, reason, blocks, attempts, now);
    }

    WorkRow withdraw(long unwanted, Instant now) {
        if (waiting == null || generation != unwanted) {
            return this;
        }
        // While a run of the generation before goes on, that one is still owed.
        return claim == null
                ? new WorkRow(generation, generation, null, null, latest, notBefore, reason, blocks, 0, now)
                : new WorkRow(
                        claim.generation(),
                        served,
                        null,
                        claim,
                        claim.demand(),
                        notBefore,
                        reason,
                        blocks,
                        attempts,
                        now);
    }

    WorkItem item(CalendarShelf shelf) {
        Instant readable = readableAt();
        return new WorkItem(
                shelf.ref,
                shelf.user.id,
                shelf.provider,
                shelf.bucket,
                generation,
                served,
                claim == null ? 0 : claim.generation(),
                latest,
                new DueCursor(readable == null ? changedAt : readable, shelf.ordinal),
                notBefore,
                reason,
                blocks,
                attempts);
    }

    static Instant latest(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
