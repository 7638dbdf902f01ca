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
 * {@link #waiting} is what no node has claimed, {@link #claim} is what one runs. A run that ends without having served its
 * demand hands it back, and the two become one again. Hints are a part of what waits that has a due time of its own,
 * because it moves with each of them. Immutable; each change gives a row of its own.
 */
final class WorkRow {
    static final WorkRow NEVER_OWED = new WorkRow(new Draft());

    private final long generation;
    private final long served;
    private final @Nullable WorkDemand asked;
    private final @Nullable WorkDemand hinted;
    private final Debounce.@Nullable Burst burst;
    private final @Nullable Claim claim;
    private final WorkDemand latest;
    private final @Nullable Instant notBefore;
    private final @Nullable String reason;
    private final Set<WorkBlock> blocks;
    private final int attempts;
    private final int abandoned;
    private final long calledOff;
    private final Instant changedAt;

    private WorkRow(Draft draft) {
        generation = draft.generation;
        served = draft.served;
        asked = draft.asked;
        hinted = draft.hinted;
        burst = draft.burst;
        claim = draft.claim;
        latest = draft.latest;
        notBefore = draft.notBefore;
        reason = draft.reason;
        blocks = draft.blocks;
        attempts = draft.attempts;
        abandoned = draft.abandoned;
        calledOff = draft.calledOff;
        changedAt = draft.changedAt;
    }

    /** A run under way: whose, under which token, and what it serves. */
    record Claim(NodeRow node, long token, long generation, WorkDemand demand) {}

    /** The last generation asked for. */
    long generation() {
        return generation;
    }

    /** What a node runs; null when none does. */
    @Nullable
    Claim claim() {
        return claim;
    }

    /** Nothing begins before this; null when nothing puts it off. */
    @Nullable
    Instant notBefore() {
        return notBefore;
    }

    /** How often it was tried in vain. */
    int attempts() {
        return attempts;
    }

    /** How often its node was lost while it ran it. */
    int abandoned() {
        return abandoned;
    }

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
        if (joined.equals(asked) && (claim != null || calledOff == 0)) {
            return this;
        }
        return change(now, draft -> {
            draft.asked = joined;
            askedOnce(draft);
        });
    }

    /** A hint came. */
    WorkRow hint(WorkDemand demand, Debounce debounce, Instant now) {
        Debounce.Burst after = debounce.hint(Optional.ofNullable(burst), now);
        // A run that is due already and was not begun serves this hint as well; it must not wait for it.
        boolean dueAlready = hinted != null && !hinted.dueAt().isAfter(now);
        Instant dueAt = hinted != null && dueAlready ? hinted.dueAt() : after.dueAt();
        return change(now, draft -> {
            draft.burst = after;
            draft.hinted = demand.join(hinted).dueAt(dueAt);
            askedOnce(draft);
        });
    }

    private void askedOnce(Draft draft) {
        draft.generation = waiting() == null ? generation + 1 : generation;
        draft.latest = draft.waiting();
        draft.calledOff = claim == null ? 0 : calledOff;
    }

    /** A node begins what waits. What put it off is over, or it could not begin. */
    WorkRow begin(Claim begun, Instant now) {
        return change(now, draft -> {
            draft.asked = null;
            draft.hinted = null;
            draft.claim = begun;
            draft.latest = begun.demand();
            draft.notBefore = null;
            draft.reason = null;
        });
    }

    /** The run has served its generation. */
    WorkRow serve(Claim ended, Instant now) {
        return change(now, draft -> {
            draft.served = ended.generation();
            draft.claim = null;
            draft.attempts = 0;
            draft.abandoned = 0;
            draft.calledOff = 0;
        });
    }

    /** The run has not served its generation, which is owed again at that time. */
    WorkRow handBack(Claim ended, Instant dueAt, int attemptsNow, Instant now) {
        return change(now, draft -> {
            draft.asked = ended.demand().dueAt(dueAt).join(asked);
            draft.claim = null;
            draft.latest = draft.waiting();
            draft.attempts = attemptsNow;
            draft.calledOff = 0;
        });
    }

    /** The run's node is gone. Whoever called the run off means the one that begins in its place, too. */
    WorkRow freed(Claim ended, boolean lost, Instant now) {
        return handBack(ended, now, attempts, now).change(now, draft -> {
            draft.abandoned = lost ? abandoned + 1 : abandoned;
            draft.calledOff = calledOff;
        });
    }

    WorkRow defer(@Nullable Instant until, @Nullable String why, Instant now) {
        return change(now, draft -> {
            draft.notBefore = until;
            draft.reason = why;
        });
    }

    WorkRow block(WorkBlock block, Instant now) {
        Set<WorkBlock> more = EnumSet.of(block);
        more.addAll(blocks);
        return change(now, draft -> draft.blocks = Set.copyOf(more));
    }

    WorkRow lift(WorkBlock block, Instant now) {
        if (!blocks.contains(block)) {
            return this;
        }
        Set<WorkBlock> fewer = EnumSet.copyOf(blocks);
        fewer.remove(block);
        return change(now, draft -> draft.blocks = Set.copyOf(fewer));
    }

    WorkRow reprioritize(Priority priority, Instant now) {
        if (waiting() == null) {
            return this;
        }
        return change(now, draft -> {
            draft.asked = asked == null ? null : asked.priority(priority);
            draft.hinted = hinted == null ? null : hinted.priority(priority);
            draft.latest = draft.waiting();
        });
    }

    WorkRow withdraw(long unwanted, Instant now) {
        if (waiting() == null || generation != unwanted) {
            return this;
        }
        Claim running = claim;
        return change(now, draft -> {
            draft.asked = null;
            draft.hinted = null;
            if (running == null) {
                draft.served = generation;
                draft.attempts = 0;
                draft.abandoned = 0;
                draft.calledOff = 0;
            } else {
                // The run of the generation before goes on, and that one is still owed.
                draft.generation = running.generation();
                draft.latest = running.demand();
            }
        });
    }

    WorkRow callOff(long unwanted, Instant now) {
        return claim == null || claim.generation() != unwanted
                ? this
                : change(now, draft -> draft.calledOff = unwanted);
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

    private static Instant latest(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private interface Change {
        void make(Draft draft);
    }

    private WorkRow change(Instant now, Change change) {
        Draft draft = new Draft(this);
        change.make(draft);
        draft.changedAt = now;
        return new WorkRow(draft);
    }

    /** A row while it is put together. */
    private static final class Draft {
        private long generation;
        private long served;
        private @Nullable WorkDemand asked;
        private @Nullable WorkDemand hinted;
        private Debounce.@Nullable Burst burst;
        private @Nullable Claim claim;
        private WorkDemand latest;
        private @Nullable Instant notBefore;
        private @Nullable String reason;
        private Set<WorkBlock> blocks;
        private int attempts;
        private int abandoned;
        private long calledOff;
        private Instant changedAt;

        Draft() {
            latest = new WorkDemand(
                    SyncType.INCREMENTAL,
                    Priority.LOW,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    EnumSet.of(WorkCause.REQUEST),
                    null);
            blocks = Set.of();
            changedAt = Instant.EPOCH;
        }

        Draft(WorkRow from) {
            generation = from.generation;
            served = from.served;
            asked = from.asked;
            hinted = from.hinted;
            burst = from.burst;
            claim = from.claim;
            latest = from.latest;
            notBefore = from.notBefore;
            reason = from.reason;
            blocks = from.blocks;
            attempts = from.attempts;
            abandoned = from.abandoned;
            calledOff = from.calledOff;
            changedAt = from.changedAt;
        }

        /** What waits, or what was there last if nothing does. */
        WorkDemand waiting() {
            WorkDemand demand = asked;
            WorkDemand hints = hinted;
            return demand != null ? demand.join(hints) : hints != null ? hints : latest;
        }
    }
}
