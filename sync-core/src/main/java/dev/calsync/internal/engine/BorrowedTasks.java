package dev.calsync.internal.engine;

import dev.calsync.system.Cancellable;
import dev.calsync.system.TaskRunner;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/** Somebody else's task runner, for a while: closing it ends what was begun through it, and nothing else. Thread-safe. */
final class BorrowedTasks implements TaskRunner {
    private final TaskRunner owned;
    private final Set<Cancellable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    BorrowedTasks(TaskRunner owned) {
        this.owned = owned;
    }

    @Override
    public Cancellable execute(String name, Runnable task) {
        return schedule(name, Duration.ZERO, task);
    }

    @Override
    public Cancellable schedule(String name, Duration delay, Runnable task) {
        Task borrowed = new Task(task);
        open.add(borrowed);
        if (closed) {
            open.remove(borrowed);
            throw new RejectedExecutionException("this runner was given back");
        }
        borrowed.handle = delay.isZero() ? owned.execute(name, borrowed) : owned.schedule(name, delay, borrowed);
        if (closed) {
            borrowed.cancel();
        }
        return borrowed;
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        return owned.await(condition, timeout);
    }

    @Override
    public void signal() {
        owned.signal();
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(Cancellable::cancel);
    }

    /** A task that is known until it has run or was called off. */
    private final class Task implements Runnable, Cancellable {
        private final Runnable task;
        private volatile Cancellable handle = () -> {};

        Task(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                if (!closed) {
                    task.run();
                }
            } finally {
                open.remove(this);
            }
        }

        @Override
        public void cancel() {
            open.remove(this);
            handle.cancel();
        }
    }
}
