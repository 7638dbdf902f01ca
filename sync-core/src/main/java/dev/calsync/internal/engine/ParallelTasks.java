package dev.calsync.internal.engine;

import dev.calsync.provider.ProviderContext.Task;
import dev.calsync.system.Cancellable;
import dev.calsync.system.TaskRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link dev.calsync.provider.ProviderContext#inParallel}. The caller's thread and those that were asked for
 * take one task after another until none is left. So the caller waits for nobody who has not begun: on virtual time, where
 * nobody begins while a task runs, it does everything itself, in order, and where all threads are busy it is merely slower.
 */
final class ParallelTasks {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final TaskRunner runner;
    private final List<? extends Task> tasks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private ParallelTasks(TaskRunner runner, List<? extends Task> tasks) {
        this.runner = runner;
        this.tasks = tasks;
    }

    /** @param atOnce at least 1 */
    static void run(TaskRunner runner, int atOnce, List<? extends Task> tasks) throws InterruptedException {
        ParallelTasks parallel = new ParallelTasks(runner, tasks);
        List<Hand> hands = parallel.hands(Math.min(atOnce, tasks.size()) - 1);
        parallel.work();
        parallel.waitFor(hands);
        parallel.throwFailure();
    }

    /** Somebody who lends a hand; dismissed if it has not begun when the caller is through. */
    private final class Hand implements Runnable {
        private final AtomicBoolean taken = new AtomicBoolean();
        private volatile boolean over;
        private Cancellable handle = () -> {};

        @Override
        public void run() {
            if (taken.compareAndSet(false, true)) {
                try {
                    work();
                } finally {
                    over = true;
                    runner.signal();
                }
            }
        }

        /** Whether it never began, and now never will. */
        boolean dismissed() {
            return taken.compareAndSet(false, true);
        }
    }

    private List<Hand> hands(int count) {
        List<Hand> hands = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Hand hand = new Hand();
                hand.handle = runner.execute("parallel", hand);
                hands.add(hand);
            }
        } catch (RejectedExecutionException closed) {
            // Then there are fewer.
        }
        return hands;
    }

    private void work() {
        while (failure.get() == null) {
            int mine = next.getAndIncrement();
            if (mine >= tasks.size()) {
                return;
            }
            try {
                tasks.get(mine).run();
            } catch (InterruptedException interrupted) {
                failure.set(interrupted);
            } catch (RuntimeException | Error thrown) {
                failure.compareAndSet(null, thrown);
            }
        }
    }

    private void waitFor(List<Hand> hands) {
        List<Hand> begun = new ArrayList<>();
        for (Hand hand : hands) {
            if (hand.dismissed()) {
                hand.handle.cancel();
            } else {
                begun.add(hand);
            }
        }
        if (failure.get() instanceof InterruptedException) {
            begun.forEach(hand -> hand.handle.cancel());
        }
        while (!begun.stream().allMatch(hand -> hand.over)) {
            try {
                runner.await(() -> begun.stream().allMatch(hand -> hand.over), LOOK_AGAIN);
            } catch (InterruptedException interrupted) {
                failure.set(interrupted);
                begun.forEach(hand -> hand.handle.cancel());
            }
        }
    }

    /** An interrupt counts before any other failure: it was meant for the caller. */
    private void throwFailure() throws InterruptedException {
        Throwable thrown = failure.get();
        if (thrown instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (thrown instanceof RuntimeException failed) {
            throw failed;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }
}
