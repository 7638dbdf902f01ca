package dev.calsync.memory;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.store.WorkItem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is owed to one calendar. Two wishes are kept apart, so that what is asked for during a run never leaks into it:
 * {@code waiting} is what no node has claimed, {@code claim} is what one runs. A run that ends without having served its
 * wish hands it back, and the two become one again.
 *
 * @param generation the last one asked for
 * @param served the last one that ended
 * @param waiting what is asked for and not claimed; null when nothing is
 * @param claim what a node runs; null when none does
 * @param latest the last wish there was, for those who look at a row that waits for nothing
 * @param notBefore nothing begins before this; null when nothing holds it back
 * @param reason why it is held back
 * @param attempts how often it was tried in vain
 */
record WorkRow(
        long generation,
        long served,
        @Nullable Wish waiting,
        @Nullable Claim claim,
        Wish latest,
        @Nullable Instant notBefore,
        @Nullable String reason,
        int attempts) {

    static final WorkRow NEVER_OWED = new WorkRow(
            0,
            0,
            null,
            null,
            new Wish(SyncType.INCREMENTAL, Priority.LOW, Instant.EPOCH, Instant.EPOCH),
            null,
            null,
            0);

    /** What is asked for: how much, how urgent, by when, since when. */
    record Wish(SyncType type, Priority priority, Instant dueAt, Instant owedSince) {

        /** Both in one: the widest, the strongest, the earliest. */
        Wish join(@Nullable Wish other) {
            return other == null
                    ? this
                    : new Wish(
                            type.widest(other.type),
                            priority.strongest(other.priority),
                            earliest(dueAt, other.dueAt),
                            earliest(owedSince, other.owedSince));
        }

        Wish dueAt(Instant at) {
            return new Wish(type, priority, at, owedSince);
        }
    }

    /** A run under way: whose, under which token, and what it serves. */
    record Claim(NodeRow node, long token, long generation, Wish wish) {}

    /** When the waiting wish may begin; null when nothing waits, or a run has to end first. */
    @Nullable
    Instant claimableAt() {
        return waiting == null || claim != null ? null : latest(waiting.dueAt(), notBefore);
    }

    /** Asked for once more. */
    WorkRow ask(Wish wish) {
        Wish joined = wish.join(waiting);
        long asked = waiting == null ? generation + 1 : generation;
        return new WorkRow(asked, served, joined, claim, joined, notBefore, reason, attempts);
    }

    /** A node begins what waits. What held it back is over, or it could not begin. */
    WorkRow begin(Claim begun) {
        return new WorkRow(generation, served, null, begun, latest, null, null, attempts);
    }

    /** The run has served its generation. */
    WorkRow serve(Claim ended) {
        return new WorkRow(generation, ended.generation(), waiting, null, latest, notBefore, reason, 0);
    }

    /** The run has not served its generation, which is owed again at that time. */
    WorkRow handBack(Claim ended, Instant dueAt, int attemptsNow) {
        Wish joined = ended.wish().dueAt(dueAt).join(waiting);
        return new WorkRow(generation, served, joined, null, joined, notBefore, reason, attemptsNow);
    }

    WorkRow hold(@Nullable Instant until, @Nullable String why) {
        return new WorkRow(generation, served, waiting, claim, latest, until, why, attempts);
    }

    WorkItem item(CalendarShelf shelf) {
        return new WorkItem(
                shelf.ref,
                shelf.user.id,
                generation,
                served,
                claim == null ? 0 : claim.generation(),
                latest.type(),
                latest.priority(),
                latest(latest.dueAt(), notBefore),
                notBefore,
                reason,
                attempts,
                latest.owedSince());
    }

    private static Instant earliest(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    static Instant latest(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
