package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.Debounce;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is owed to one calendar, and the rules of how that changes: pure, so that every store keeps to the same ones. A store
 * loads the components, calls one of the methods that return a row, and keeps what it returns. Immutable; a method that
 * changes nothing returns this very row.
 *
 * <p>Two demands are kept apart, so that what is asked for during a run never leaks into it: what waits is what no node
 * has claimed, and the claim is what one runs. A run that ends without having served its demand hands it back, and the two
 * become one again. Hints are a part of what waits that has a due time of its own, because it moves with each of them.
 *
 * @param <N> what the store calls a node
 * @param generation the last one asked for
 * @param served the last one that ended
 * @param asked what is asked for otherwise than by hints and not claimed; null when nothing is
 * @param hinted what hints ask for and is not claimed; null when nothing is
 * @param burst what the last hint left; null when there was none
 * @param claim what a node runs; null when none does
 * @param latest what waits, joined; when nothing does, what was claimed or taken back last
 * @param notBefore nothing begins before this; null when nothing puts it off
 * @param reason why it is put off; null when nothing does
 * @param blocks why nothing may begin at all
 * @param attempts how often it was tried in vain
 * @param abandoned how often its node was lost while it ran it
 * @param calledOff the generation whose run was called off; 0 if none was
 * @param changedAt when anything of this last changed; the epoch if nothing ever did
 */
public record WorkRow<N>(
        long generation,
        long served,
        @Nullable WorkDemand asked,
        @Nullable WorkDemand hinted,
        Debounce.@Nullable Burst burst,
        @Nullable Claim<N> claim,
        WorkDemand latest,
        @Nullable Instant notBefore,
        @Nullable String reason,
        Set<WorkBlock> blocks,
        int attempts,
        int abandoned,
        long calledOff,
        Instant changedAt) {
    private static final WorkDemand NOTHING = new WorkDemand(
            SyncType.INCREMENTAL, Priority.LOW, Instant.EPOCH, Instant.EPOCH, EnumSet.of(WorkCause.REQUEST), null);

    /**
     * A run under way.
     *
     * @param <N> what the store calls a node
     * @param node whose
     * @param token its fencing token
     * @param generation what it will have served
     * @param demand what was asked for
     */
    public record Claim<N>(N node, long token, long generation, WorkDemand demand) {}

    /** Copies the blocks. */
    public WorkRow {
        blocks = blocks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(blocks));
    }

    /** The row of a calendar that was never owed anything, put off nor blocked. */
    public static <N> WorkRow<N> neverOwed() {
        return new WorkRow<>(0, 0, null, null, null, null, NOTHING, null, null, Set.of(), 0, 0, 0, Instant.EPOCH);
    }

    /** What is asked for and not claimed; null when nothing is. */
    public @Nullable WorkDemand waiting() {
        WorkDemand demand = asked;
        return demand == null ? hinted : demand.join(hinted);
    }

    /** When the waiting demand may begin; null when nothing waits, a run has to end first, or it is blocked. */
    public @Nullable Instant claimableAt() {
        WorkDemand waiting = claim != null || !blocks.isEmpty() ? null : waiting();
        return waiting == null ? null : latest(waiting.dueAt(), notBefore);
    }

    /** Where it is found by those who read what is due, see {@link WorkItem#readAt}; null when there is nothing to read. */
    public @Nullable Instant readableAt() {
        Instant claimable = claimableAt();
        return claimable == null ? null : latest(claimable, changedAt);
    }

    /** Whether it may be claimed, see {@link WorkStore#claim}. */
    public boolean claimable(Instant dueBy, Instant now) {
        Instant due = claimableAt();
        return due != null && !due.isAfter(dueBy) && (notBefore == null || !notBefore.isAfter(now));
    }

    /** The generation that is run and was called off; empty if there is none. */
    public Optional<Long> runCalledOff() {
        Claim<N> running = claim;
        return running != null && running.generation() == calledOff ? Optional.of(calledOff) : Optional.empty();
    }

    /**
     * This row as it is shown.
     *
     * @param number what tells the calendar apart from others in {@link WorkItem#readAt}
     */
    public WorkItem item(CalendarRef calendar, UserId user, ProviderId provider, int bucket, long number) {
        Instant readable = readableAt();
        Claim<N> running = claim;
        return new WorkItem(
                calendar,
                user,
                provider,
                bucket,
                generation,
                served,
                running == null ? 0 : running.generation(),
                latest,
                new DueCursor(readable == null ? changedAt : readable, number),
                notBefore,
                reason,
                blocks,
                attempts);
    }

    /** Asked for once more, by a hint or otherwise. The generation that serves it is the one of the returned row. */
    public WorkRow<N> requested(WorkRequest request, Instant now) {
        WorkDemand demand = new WorkDemand(
                request.type(),
                request.priority(),
                request.dueAt(),
                now,
                EnumSet.of(request.cause()),
                request.schedule());
        Debounce debounce = request.debounce();
        return debounce == null ? ask(demand, now) : hint(demand, debounce, now);
    }

    private WorkRow<N> ask(WorkDemand demand, Instant now) {
        WorkDemand joined = demand.join(asked);
        if (joined.equals(asked) && (claim != null || calledOff == 0)) {
            return this;
        }
        return change(now, draft -> {
            draft.asked = joined;
            askedOnce(draft);
        });
    }

    private WorkRow<N> hint(WorkDemand demand, Debounce debounce, Instant now) {
        Debounce.Burst after = debounce.hint(Optional.ofNullable(burst), now);
        // A run that is due already and was not begun serves this hint as well; it must not wait for it.
        WorkDemand before = hinted;
        Instant dueAt = before != null && !before.dueAt().isAfter(now) ? before.dueAt() : after.dueAt();
        return change(now, draft -> {
            draft.burst = after;
            draft.hinted = demand.join(before).dueAt(dueAt);
            askedOnce(draft);
        });
    }

    private void askedOnce(Draft<N> draft) {
        draft.generation = waiting() == null ? generation + 1 : generation;
        draft.latest = draft.waiting();
        draft.calledOff = claim == null ? 0 : calledOff;
    }

    /** A node begins what waits. What put it off is over, or it could not begin. */
    public WorkRow<N> begun(Claim<N> begun, Instant now) {
        return change(now, draft -> {
            draft.asked = null;
            draft.hinted = null;
            draft.claim = begun;
            draft.latest = begun.demand();
            draft.notBefore = null;
            draft.reason = null;
        });
    }

    /**
     * Its run ended.
     *
     * @throws IllegalStateException if there is none
     */
    public WorkRow<N> completed(WorkCompletion completion, Instant now) {
        Claim<N> ended = running();
        if (completion instanceof WorkCompletion.Retry retry) {
            return handBack(ended, retry.at(), attempts + 1, now);
        }
        if (completion instanceof WorkCompletion.Deferred deferred) {
            // What was put off during the run stays so if that is for longer.
            boolean heldLonger = notBefore != null && notBefore.isAfter(deferred.until());
            WorkRow<N> back = handBack(ended, now, attempts, now);
            return heldLonger ? back : back.defer(deferred.until(), deferred.reason(), now);
        }
        if (completion instanceof WorkCompletion.Postponed postponed) {
            return handBack(ended, postponed.at(), attempts, now);
        }
        if (completion instanceof WorkCompletion.Yielded) {
            return handBack(ended, now, attempts, now);
        }
        return change(now, draft -> {
            draft.served = ended.generation();
            draft.claim = null;
            draft.attempts = 0;
            draft.abandoned = 0;
            draft.calledOff = 0;
        });
    }

    private Claim<N> running() {
        Claim<N> running = claim;
        if (running == null) {
            throw new IllegalStateException("nobody runs it");
        }
        return running;
    }

    /** The run has not served its generation, which is owed again at that time. */
    private WorkRow<N> handBack(Claim<N> ended, Instant dueAt, int attemptsNow, Instant now) {
        return change(now, draft -> {
            draft.asked = ended.demand().dueAt(dueAt).join(asked);
            draft.claim = null;
            draft.latest = draft.waiting();
            draft.attempts = attemptsNow;
            draft.calledOff = 0;
        });
    }

    /**
     * Its run's node is gone. Whoever called the run off means the one that begins in its place, too.
     *
     * @param lost whether the node did not leave in order
     * @throws IllegalStateException if nobody runs it
     */
    public WorkRow<N> freed(boolean lost, Instant now) {
        return handBack(running(), now, attempts, now).change(now, draft -> {
            draft.abandoned = lost ? abandoned + 1 : abandoned;
            draft.calledOff = calledOff;
        });
    }

    /** Changed without anything being asked for. */
    public WorkRow<N> changed(WorkChange change, Instant now) {
        if (change instanceof WorkChange.Defer defer) {
            return defer(defer.notBefore(), defer.reason(), now);
        }
        if (change instanceof WorkChange.Block block) {
            return block(block.block(), now);
        }
        if (change instanceof WorkChange.Lift lift) {
            return lift(lift.block(), now);
        }
        if (change instanceof WorkChange.Reprioritize reprioritize) {
            return reprioritize(reprioritize.priority(), now);
        }
        if (change instanceof WorkChange.CallOff callOff) {
            return callOff(callOff.generation(), now);
        }
        return withdraw(((WorkChange.Withdraw) change).generation(), now);
    }

    private WorkRow<N> defer(@Nullable Instant until, @Nullable String why, Instant now) {
        return change(now, draft -> {
            draft.notBefore = until;
            draft.reason = why;
        });
    }

    private WorkRow<N> block(WorkBlock block, Instant now) {
        Set<WorkBlock> more = EnumSet.of(block);
        more.addAll(blocks);
        return change(now, draft -> draft.blocks = more);
    }

    private WorkRow<N> lift(WorkBlock block, Instant now) {
        if (!blocks.contains(block)) {
            return this;
        }
        Set<WorkBlock> fewer = EnumSet.copyOf(blocks);
        fewer.remove(block);
        return change(now, draft -> draft.blocks = fewer);
    }

    private WorkRow<N> reprioritize(Priority priority, Instant now) {
        if (waiting() == null) {
            return this;
        }
        return change(now, draft -> {
            draft.asked = asked == null ? null : asked.priority(priority);
            draft.hinted = hinted == null ? null : hinted.priority(priority);
            draft.latest = draft.waiting();
        });
    }

    private WorkRow<N> withdraw(long unwanted, Instant now) {
        if (waiting() == null || generation != unwanted) {
            return this;
        }
        Claim<N> running = claim;
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

    private WorkRow<N> callOff(long unwanted, Instant now) {
        Claim<N> running = claim;
        return running == null || running.generation() != unwanted
                ? this
                : change(now, draft -> draft.calledOff = unwanted);
    }

    private static Instant latest(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private interface Change<N> {
        void make(Draft<N> draft);
    }

    private WorkRow<N> change(Instant now, Change<N> change) {
        Draft<N> draft = new Draft<>(this);
        change.make(draft);
        return draft.row(now);
    }

    /** A row while it is put together. */
    private static final class Draft<N> {
        private long generation;
        private long served;
        private @Nullable WorkDemand asked;
        private @Nullable WorkDemand hinted;
        private Debounce.@Nullable Burst burst;
        private @Nullable Claim<N> claim;
        private WorkDemand latest;
        private @Nullable Instant notBefore;
        private @Nullable String reason;
        private Set<WorkBlock> blocks;
        private int attempts;
        private int abandoned;
        private long calledOff;

        Draft(WorkRow<N> from) {
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
        }

        /** What waits, or what was there last if nothing does. */
        WorkDemand waiting() {
            WorkDemand demand = asked;
            WorkDemand hints = hinted;
            return demand != null ? demand.join(hints) : hints != null ? hints : latest;
        }

        WorkRow<N> row(Instant changedAt) {
            return new WorkRow<>(
                    generation,
                    served,
                    asked,
                    hinted,
                    burst,
                    claim,
                    latest,
                    notBefore,
                    reason,
                    blocks,
                    attempts,
                    abandoned,
                    calledOff,
                    changedAt);
        }
    }
}
