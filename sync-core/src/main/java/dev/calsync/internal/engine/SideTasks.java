package dev.calsync.internal.engine;

import dev.calsync.system.TaskRunner;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Small things that may be held up by the host's code, done by a few threads at once: one that takes long holds up no other
 * as long as not all of them do. Begun in the order in which they came. Thread-safe.
 */
final class SideTasks {
    private final String name;
    private final TaskRunner tasks;
    private final int most;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger busy = new AtomicInteger();

    /** @param most how many threads at once, at least 1 */
    SideTasks(String name, TaskRunner tasks, int most) {
        this.name = name;
        this.tasks = tasks;
        this.most = most;
    }

    /** Has them done soon; at once and here if the runner is closed. None of them throws. */
    void add(List<Runnable> more) {
        waiting.addAll(more);
        for (int i = 0; i < more.size() && startOne(); i++) {
            // One thread for each, up to the bound.
        }
    }

    private boolean startOne() {
        if (busy.incrementAndGet() > most) {
            busy.decrementAndGet();
            return false;
        }
        try {
            tasks.execute(name, this::drain);
            return true;
        } catch (RejectedExecutionException closed) {
            drain();
            return false;
        }
    }

    private void drain() {
        try {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                next.run();
            }
        } finally {
            busy.decrementAndGet();
        }
        // Something may have come while this one was on its way out, and found no place.
        if (!waiting.isEmpty()) {
            startOne();
        }
    }
}
