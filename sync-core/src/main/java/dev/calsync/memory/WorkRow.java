package dev.calsync.memory;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.pacing.Debounce;
import dev.calsync.store.DueCursor;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkDemand;
import dev.calsync.store.WorkItem;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is owed to one calendar. Two demands are kept apart, so that what is asked for during a run never leaks into it:
 * {@link #waiting} is what no node has claimed, {@code claim} is what one runs. A run that ends without having served its
 * demand hands it back, and the two become one again. Hints are a part of what waits that has a due time of its own,
 * because it moves with each of them.
 *
 * @param generation the last one asked for
 * @param served the last one that ended
 * @param asked what is asked for and not claimed, hints aside; null when nothing is
 * @param hinted what hints ask for and is not claimed; null when they ask for nothing
 * @param burst the hints so far; null when there were none
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
        @Nullable WorkDemand asked,
        @Nullable WorkDemand hinted,
        Debounce.@Nullable Burst burst,
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

    /** What is asked for and not claimed; null when nothing is. */
    @Nullable
    WorkDemand waiting() {
        return asked == null ? hinted : asked.join(hinted);
    }

    /** When the waiting demand may begin; null when nothing waits, a run has to end first, or it is blocked. */
    @Nullable
    Instant claimableAt() {
        WorkDemand waiting = claim != null || !blocks.isEmpty() ? null : waiting();
        return waiting == null ? null : latest(waiting.dueAt(), notBefore);
    }

    /** Where it is found by those who read what is due; null when there is nothing to read. */
    @Nullable
    Instant readableAt() {
        Instant claimable = claimableAt();
        return claimable == null ? null : latest(claimable, changedAt);
    }

    /** Asked for once more. */
    WorkRow ask(WorkDemand demand, Instant now) {
        WorkDemand joined = demand.join(asked);
        return joined.equals(asked) ? this : waiting(joined, hinted, burst, now);
    }

    /** A hint came. */
    WorkRow hint(WorkDemand demand, Debounce debounce, Instant now) {
        Debounce.Burst after = debounce.hint(Optional.ofNullable(burst), now);
        return waiting(asked, demand.join(hinted).dueAt(after.dueAt()), after, now);
    }

    private WorkRow waiting(
            @Nullable WorkDemand demand,
            @Nullable WorkDemand hints,
            Debounce.@Nullable Burst hintsSoFar,
            Instant now) {
        WorkDemand all = demand == null ? hints : demand.join(hints);
        long last = waiting() == null ? generation + 1 : generation;
        return new WorkRow(
                last,
                served,
                demand,
                hints,
                hintsSoFar,
                claim,
                all == null ? latest : all,
                notBefore,
                reason,
                blocks,
                attempts,
                now);
    }

    /** A node begins what waits. What put it off is over, or it could not begin. */
    WorkRow begin(Claim begun, Instant now) {
        return new WorkRow(
                generation, served, null, null, burst, begun, begun.demand(), null, null, blocks, attempts, now);
    }

    /** The run has served its generation. */
    WorkRow serve(Claim ended, Instant now) {
        return new WorkRow(
                generation,
                ended.generation(),
                asked,
                hinted,
                burst,
                null,
                latest,
                notBefore,
                reason,
                blocks,
                0,
                now);
    }

    /** The run has not served its generation, which is owed again at that time. */
    WorkRow handBack(Claim ended, Instant dueAt, int attemptsNow, Instant now) {
        WorkDemand joined = ended.demand().dueAt(dueAt).join(asked);
        return new WorkRow(
                generation,
                served,
                joined,
                hinted,
                burst,
                null,
                joined.join(hinted),
                notBefore,
                reason,
                blocks,
                attemptsNow,
                now);
    }

    WorkRow defer(@Nullable Instant until, @Nullable String why, Instant now) {
        return new WorkRow(
                generation, served, asked, hinted, burst, claim, latest, until, why, blocks, attempts, now);
    }

    WorkRow block(WorkBlock block, Instant now) {
        Set<WorkBlock> more = EnumSet.of(block);
        more.addAll(blocks);
        return blocked(Set.copyOf(more), now);
    }

    WorkRow lift(WorkBlock block, Instant now) {
        if (!blocks.contains(block)) {
            return this;
        }
        Set<WorkBlock> fewer = EnumSet.copyOf(blocks);
        fewer.remove(block);
        return blocked(Set.copyOf(fewer), now);
    }

    private WorkRow blocked(Set<WorkBlock> by, Instant now) {
        return new WorkRow(
                generation, served, asked, hinted, burst, claim, latest, notBefore, reason, by, attempts, now);
    }

    WorkRow reprioritize(Priority priority, Instant now) {
        WorkDemand demand = asked == null ? null : asked.priority(priority);
        WorkDemand hints = hinted == null ? null : hinted.priority(priority);
        return waiting() == null ? this : waiting(demand, hints, burst, now);
    }

    WorkRow withdraw(long unwanted, Instant now) {
        if (waiting() == null || generation != unwanted) {
            return this;
        }
        // While a run of the generation before goes on, that one is still owed.
        return new WorkRow(
                claim == null ? generation : claim.generation(),
                claim == null ? generation : served,
                null,
                null,
                burst,
                claim,
                claim == null ? latest : claim.demand(),
                notBefore,
                reason,
                blocks,
                claim == null ? 0 : attempts,
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
