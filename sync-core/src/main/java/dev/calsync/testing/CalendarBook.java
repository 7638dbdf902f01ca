package dev.calsync.testing;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.store.Lease;
import dev.calsync.store.WorkBlock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a calendar is owed, kept a second time beside the store and by the words of its contract alone, so that a store or
 * an engine that loses, doubles or invents something disagrees with it.
 */
final class CalendarBook {

    /** What is asked for. */
    record Wish(SyncType type, Priority priority) {
        Wish join(@Nullable Wish other) {
            return other == null ? this : new Wish(type.widest(other.type), priority.strongest(other.priority));
        }
    }

    long asked;
    long served;
    int attempts;
    int attemptsMost;
    int scheduledRuns;
    int ends;
    long lastToken;

    @Nullable
    Wish waiting;

    /** What runs, and who runs it; the lease may be lost already without anybody having taken over. */
    @Nullable
    Wish running;

    @Nullable
    Lease holder;

    @Nullable
    Instant notBefore;

    Set<WorkBlock> blocks = EnumSet.noneOf(WorkBlock.class);

    CalendarBook copy() {
        CalendarBook copy = new CalendarBook();
        copy.asked = asked;
        copy.served = served;
        copy.attempts = attempts;
        copy.attemptsMost = attemptsMost;
        copy.scheduledRuns = scheduledRuns;
        copy.ends = ends;
        copy.lastToken = lastToken;
        copy.waiting = waiting;
        copy.running = running;
        copy.holder = holder;
        copy.notBefore = notBefore;
        copy.blocks = EnumSet.copyOf(blocks);
        return copy;
    }

    /** Asked for once more. Returns the generation that has to serve it. */
    long ask(Wish wish) {
        if (waiting == null) {
            asked++;
        }
        waiting = wish.join(waiting);
        return asked;
    }

    /** A node begins. */
    void begin(Lease lease) {
        running = waiting;
        waiting = null;
        holder = lease;
        lastToken = lease.fencingToken();
        notBefore = null;
    }

    /** A run ended without having served its generation, or nobody is left who could say how it ended. */
    void handBack() {
        Wish ended = running;
        if (ended != null) {
            waiting = ended.join(waiting);
        }
        running = null;
        holder = null;
    }

    /** A run served its generation. */
    void serve(long generation) {
        served = generation;
        attempts = 0;
        running = null;
        holder = null;
    }

    void failed() {
        attempts++;
        attemptsMost = Math.max(attemptsMost, attempts);
    }

    /** What waits is not wanted any more. */
    void withdraw(long generation) {
        Lease current = holder;
        if (waiting == null || asked != generation) {
            return;
        }
        waiting = null;
        if (current == null) {
            served = generation;
            attempts = 0;
        } else {
            asked = current.generation();
        }
    }
}
