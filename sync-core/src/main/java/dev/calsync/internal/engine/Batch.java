package dev.calsync.internal.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one account that follow one another on one worker and in one session. Used under the dispatcher's lock.
 */
final class Batch {
    private final SessionShare session = new SessionShare();
    private final Deque<ActiveRun> waiting;
    private int left;
    private Instant turnSince;

    /** @param runs at least one, in the order in which they take their turns */
    Batch(List<ActiveRun> runs, Instant now) {
        this.waiting = new ArrayDeque<>(runs);
        this.left = runs.size();
        this.turnSince = now;
        runs.forEach(run -> run.shares(session));
    }

    /** The run whose turn comes; null when none waits. */
    @Nullable
    ActiveRun next(Instant now) {
        turnSince = now;
        return waiting.poll();
    }

    /** Since when the run that goes on has its turn. */
    Instant turnSince() {
        return turnSince;
    }

    /** Those that have not had their turn; they will not get one. */
    List<ActiveRun> giveUp() {
        List<ActiveRun> rest = List.copyOf(waiting);
        waiting.clear();
        return rest;
    }

    /** One of the runs is over. The session ends with the last. */
    void over() {
        if (--left == 0) {
            session.close();
        }
    }
}
