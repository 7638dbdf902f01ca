package dev.calsync.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The only door to threads. The engine is a set of short tasks handed to one of these: {@link #threads(String)} runs
 * them side by side for hosts, and the virtual runner in {@code dev.calsync.testing} runs them one by one on virtual
 * time.
 *
 * <p>Implementations are thread-safe. A task that throws is logged and ends; it never takes the runner with it.
 */
public interface TaskRunner extends AutoCloseable {

    /**
     * Runs a task as soon as possible, on another thread where there are threads. Does not block.
     *
     * @param name what the task is, for thread names and failing simulations
     * @throws java.util.concurrent.RejectedExecutionException if the runner is closed
     */
    Cancellable execute(String name, Runnable task);

    /**
     * Runs a task once after a delay. Does not block. A zero or negative delay means as soon as possible.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the runner is closed
     */
    Cancellable schedule(String name, Duration delay, Runnable task);

    /**
     * Blocks until the condition holds, at most for {@code timeout}. The condition is looked at again after each
     * {@link #signal()} and at least four times a second; it must be quick and must not change anything.
     *
     * @return whether the condition held in time
     * @throws InterruptedException if the waiting thread is interrupted
     */
    boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException;

    /** Tells those who {@linkplain #await wait} that something may have changed. Does not block. */
    void signal();

    /** Starts nothing more, interrupts what runs, and returns without waiting for it. */
    @Override
    void close();

    /**
     * Real threads: daemons named {@code calsync-<instance>-…}, one per task that runs at the moment, reused while
     * idle for up to a minute. How many run at once is bounded by the engine, which starts no more work than its
     * {@code Concurrency} allows.
     */
    static TaskRunner threads(String instance) {
        return new ThreadTaskRunner(instance);
    }
}
