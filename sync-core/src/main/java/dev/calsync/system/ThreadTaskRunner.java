package dev.calsync.system;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One timer thread that hands due tasks to a pool that grows as needed. Locks, not monitors: virtual threads may wait. */
final class ThreadTaskRunner implements TaskRunner {
    private static final Logger log = LoggerFactory.getLogger(ThreadTaskRunner.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final ExecutorService workers;
    private final ScheduledThreadPoolExecutor timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long signals;

    ThreadTaskRunner(String instance) {
        this.workers = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), daemons(instance + "-worker"));
        this.timer = new ScheduledThreadPoolExecutor(1, daemons(instance + "-timer"));
        this.timer.setRemoveOnCancelPolicy(true);
        this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Cancellable execute(String name, Runnable task) {
        Future<?> future = workers.submit(() -> guarded(name, task));
        return () -> future.cancel(true);
    }

    @Override
    public Cancellable schedule(String name, Duration delay, Runnable task) {
        AtomicReference<Cancellable> running = new AtomicReference<>(() -> {});
        long nanos = Math.max(0, saturatedNanos(delay));
        Future<?> future = timer.schedule(() -> handOver(name, task, running), nanos, TimeUnit.NANOSECONDS);
        return () -> {
            future.cancel(false);
            Objects.requireNonNull(running.get()).cancel();
        };
    }

    private void handOver(String name, Runnable task, AtomicReference<Cancellable> running) {
        try {
            running.set(execute(name, task));
        } catch (RejectedExecutionException closed) {
            log.debug("task {} dropped: the runner is closed", name);
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + saturatedNanos(timeout);
        while (true) {
            long seen = signals();
            if (condition.getAsBoolean()) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            waitForSignal(seen, Math.min(left, LOOK_AGAIN_NANOS));
        }
    }

    private long signals() {
        lock.lock();
        try {
            return signals;
        } finally {
            lock.unlock();
        }
    }

    private void waitForSignal(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (signals == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signal() {
        lock.lock();
        try {
            signals++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private static void guarded(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            log.error("task {} ended with a failure that nobody handled", name, failure);
        }
    }

    private static long saturatedNanos(Duration duration) {
        try {
            return Math.min(duration.toNanos(), Long.MAX_VALUE / 4);
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE / 4;
        }
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicLong count = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, "calsync-" + prefix + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
