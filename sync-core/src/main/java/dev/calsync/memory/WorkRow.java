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
import java.util.Optional;
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
 * @param abandoned how often its node was lost while it ran it
 * @param calledOff the generation whose run is to stop; 0 if none is
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
        int abandoned,
        long calledOff,
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
            0,
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

    /** Asked for once more. Whoever asks for what was called off wants it after all. */
    WorkRow ask(WorkDemand demand, Instant now) {
        WorkDemand joined = demand.join(waiting);
        long mark = claim == null ? 0 : calledOff;
        if (joined.equals(waiting) && mark == calledOff) {
            return this;
        }
        long asked = waiting == null ? generation + 1 : generation;
        return new WorkRow(
                asked, served, joined, claim, joined, notBefore, reason, blocks, attempts, abandoned, mark, now);
    }

    /** A node begins what waits. What put it off is over, or it could not begin. */
    WorkRow begin(Claim begun, Instant now) {
        return new WorkRow(
                generation, served, null, begun, latest, null, null, blocks, attempts, abandoned, calledOff, now);
    }

    /** The run has served its generation. */
    WorkRow serve(Claim ended, Instant now) {
        return new WorkRow(
                generation, ended.generation(), waiting, null, latest, notBefore, reason, blocks, 0, 0, 0, now);
    }

    /** The run has not served its generation, which is owed again at that time. */
    WorkRow handBack(Claim ended, Instant dueAt, int attemptsNow, Instant now) {
        WorkDemand joined = ended.demand().dueAt(dueAt).join(waiting);
        return new WorkRow(
                generation, served, joined, null, joined, notBefore, reason, blocks, attemptsNow, abandoned, 0, now);
    }

    /** The run's node is gone. Whoever called the run off means the one that begins in its place, too. */
    WorkRow freed(Claim ended, boolean lost, Instant now) {
        WorkRow back = handBack(ended, now, attempts, now);
        return new WorkRow(
                back.generation,
                back.served,
                back.waiting,
                back.claim,
                back.latest,
                back.notBefore,
                back.reason,
                back.blocks,
                back.attempts,
                lost ? abandoned + 1 : abandoned,
                calledOff,
                now);
    }

    WorkRow defer(@Nullable Instant until, @Nullable String why, Instant now) {
        return new WorkRow(
                generation, served, waiting, claim, latest, until, why, blocks, attempts, abandoned, calledOff, now);
    }

    WorkRow block(WorkBlock block, Instant now) {
        Set<WorkBlock> more = EnumSet.of(block);
        more.addAll(blocks);
        return blockedBy(more, now);
    }

    WorkRow lift(WorkBlock block, Instant now) {
        if (!blocks.contains(block)) {
            return this;
        }
        Set<WorkBlock> fewer = EnumSet.copyOf(blocks);
        fewer.remove(block);
        return blockedBy(fewer, now);
    }

    private WorkRow blockedBy(Set<WorkBlock> all, Instant now) {
        return new WorkRow(
                generation,
                served,
                waiting,
                claim,
                latest,
                notBefore,
                reason,
                Set.copyOf(all),
                attempts,
                abandoned,
                calledOff,
                now);
    }

    WorkRow reprioritize(Priority priority, Instant now) {
        return waiting == null ? this : waitingFor(generation, waiting.priority(priority), now);
    }

    WorkRow withdraw(long unwanted, Instant now) {
        if (waiting == null || generation != unwanted) {
            return this;
        }
        // While a run of the generation before goes on, that one is still owed.
        return claim == null
                ? new WorkRow(generation, generation, null, null, latest, notBefore, reason, blocks, 0, 0, 0, now)
                : waitingFor(claim.generation(), null, now);
    }

    private WorkRow waitingFor(long last, @Nullable WorkDemand demand, Instant now) {
        WorkDemand shown = demand != null ? demand : claim != null ? claim.demand() : latest;
        return new WorkRow(
                last, served, demand, claim, shown, notBefore, reason, blocks, attempts, abandoned, calledOff, now);
    }

    WorkRow callOff(long unwanted, Instant now) {
        if (claim == null || claim.generation() != unwanted) {
            return this;
        }
        return new WorkRow(
                generation,
                served,
                waiting,
                claim,
                latest,
                notBefore,
                reason,
                blocks,
                attempts,
                abandoned,
                unwanted,
                now);
    }

    /** The generation that is run and was called off; empty if there is none. */
    Optional<Long> runCalledOff() {
        return claim != null && claim.generation() == calledOff ? Optional.of(calledOff) : Optional.empty();
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
