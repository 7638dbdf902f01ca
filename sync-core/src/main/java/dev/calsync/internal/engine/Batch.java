package dev.calsync.internal.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one account that follow one another on one worker and in one session. Thread-safe.
 */
final class Batch {
    private final SessionShare session = new SessionShare();
    private final Deque<ActiveRun> waiting;
    private int left;
    private long turnSinceNanos;

    /** @param runs at least one, in the order in which they take their turns */
    Batch(List<ActiveRun> runs) {
        this.waiting = new ArrayDeque<>(runs);
        this.left = runs.size();
        runs.forEach(run -> run.shares(session));
    }

    /** The run whose turn comes; null when none waits. */
    synchronized @Nullable ActiveRun next(long nanoTime) {
        turnSinceNanos = nanoTime;
        return waiting.poll();
    }

    /** For how long the run that goes on has had its turn. */
    synchronized Duration turn(long nanoTime) {
        return Duration.ofNanos(nanoTime - turnSinceNanos);
    }

    /** Those that have not had their turn; they will not get one. */
    synchronized List<ActiveRun> giveUp() {
        List<ActiveRun> rest = List.copyOf(waiting);
        waiting.clear();
        return rest;
    }

    /** One of the runs is over. The session ends with the last. */
    void over() {
        if (isLast()) {
            session.close();
        }
    }

    private synchronized boolean isLast() {
        return --left == 0;
    }
}
