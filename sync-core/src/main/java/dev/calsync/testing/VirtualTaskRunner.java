package dev.calsync.testing;

import dev.calsync.system.Cancellable;
import dev.calsync.system.TaskRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one by one on the caller's thread and lets {@link ManualTime} pass between them, so that a day of an
 * engine's life takes a moment and repeats itself exactly. Tasks that are due at the same time run in the order in which
 * they were handed over.
 *
 * <p>Nothing happens by itself: a test calls {@link #runNext()}, {@link #runFor(Duration)} or {@link #runUntilIdle()}.
 * Between two tasks it may do what it likes: trigger, move time, drop a node. Several engines may share one runner, each
 * through a {@link #node()} of its own that can be closed, or crash, by itself. Not thread-safe. A task's failure is
 * thrown to whoever ran it, because a test should see it.
 */
public final class VirtualTaskRunner implements TaskRunner {
    private static final int IDLE_BOUND = 10_000_000;

    private final ManualTime time;
    private final PriorityQueue<Task> queue = new PriorityQueue<>();
    private long handedOver;
    private long ran;
    private boolean closed;

    /** A runner that moves this time. */
    public VirtualTaskRunner(ManualTime time) {
        this.time = time;
    }

    @Override
    public Cancellable execute(String name, Runnable task) {
        return schedule(name, Duration.ZERO, task);
    }

    @Override
    public Cancellable schedule(String name, Duration delay, Runnable task) {
        return add(null, name, delay, task);
    }

    private Task add(@Nullable Node node, String name, Duration delay, Runnable task) {
        if (closed || (node != null && node.down)) {
            throw new RejectedExecutionException("the runner is closed");
        }
        long due = time.nanoTime() + Math.max(0, delay.toNanos());
        Task added = new Task(node, due, handedOver++, name, task);
        queue.add(added);
        return added;
    }

    /** Runs the next task, after letting time pass until it is due. Returns its name, or null if there was none. */
    public @Nullable String runNext() {
        Task task = nextLive();
        if (task == null) {
            return null;
        }
        queue.poll();
        passUntil(task.dueNanos());
        ran++;
        task.run();
        return task.name();
    }

    /** Runs everything that becomes due within a span, and lets all of it pass. Returns how many tasks ran. */
    public long runFor(Duration span) {
        return runFor(span, Long.MAX_VALUE);
    }

    /** The same, but no more than so many tasks. */
    long runFor(Duration span, long tasksMax) {
        long until = time.nanoTime() + span.toNanos();
        long before = ran;
        Task task = nextLive();
        while (task != null && task.dueNanos() <= until) {
            if (ran - before >= tasksMax) {
                return ran - before;
            }
            runNext();
            task = nextLive();
        }
        passUntil(until);
        return ran - before;
    }

    /**
     * Runs everything that is due without letting time pass. Returns how many tasks ran.
     *
     * @throws IllegalStateException if the tasks keep handing over new ones for ever
     */
    public long runUntilIdle() {
        long before = ran;
        Task task = nextLive();
        while (task != null && task.dueNanos() <= time.nanoTime()) {
            if (ran - before > IDLE_BOUND) {
                throw new IllegalStateException("tasks keep coming without time passing; the last is " + task.name());
            }
            runNext();
            task = nextLive();
        }
        return ran - before;
    }

    /** When the next task is due by the wall clock, or null if there is none. */
    public @Nullable Instant nextDue() {
        Task task = nextLive();
        return task == null ? null : time.now().plusNanos(task.dueNanos() - time.nanoTime());
    }

    /** How many tasks ran so far. */
    public long ran() {
        return ran;
    }

    /** Runs tasks, and lets time pass, until the condition holds or the time is up. */
    @Override
    public boolean await(BooleanSupplier condition, Duration timeout) {
        long until = time.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            Task task = nextLive();
            if (task == null || task.dueNanos() > until) {
                passUntil(until);
                return condition.getAsBoolean();
            }
            runNext();
        }
        return true;
    }

    /** Does nothing: whoever waits looks after every task. */
    @Override
    public void signal() {}

    /** Forgets all tasks and takes no more. */
    @Override
    public void close() {
        closed = true;
        queue.clear();
    }

    /**
     * A runner for one of several engines on this one: its tasks take their turn among all others, and closing it, which
     * is what a crash looks like, forgets its tasks only.
     */
    public TaskRunner node() {
        return new Node();
    }

    /**
     * Lets an engine stand still, as a process does that the machine has stopped: its tasks wait, those of others do not.
     *
     * @param node a runner that {@link #node()} gave
     * @throws IllegalArgumentException if it is not one of this runner's
     */
    public void freeze(TaskRunner node) {
        own(node).frozen = true;
    }

    /**
     * Lets an engine that stood still go on with what waited.
     *
     * @param node a runner that {@link #node()} gave
     * @throws IllegalArgumentException if it is not one of this runner's
     */
    public void thaw(TaskRunner node) {
        Node thawed = own(node);
        thawed.frozen = false;
        queue.addAll(thawed.waiting);
        thawed.waiting.clear();
    }

    private Node own(TaskRunner node) {
        if (node instanceof Node known && known.runner() == this) {
            return known;
        }
        throw new IllegalArgumentException("this is no node of this runner: use what node() gave");
    }

    /** How many tasks wait to be run. */
    long waiting() {
        return queue.stream().filter(task -> !task.dead()).count();
    }

    private @Nullable Task nextLive() {
        Task task = queue.peek();
        while (task != null && (task.dead() || task.park())) {
            queue.poll();
            task = queue.peek();
        }
        return task;
    }

    private void passUntil(long nanos) {
        if (nanos > time.nanoTime()) {
            time.advance(Duration.ofNanos(nanos - time.nanoTime()));
        }
    }

    private static final class Task implements Cancellable, Comparable<Task> {
        private final @Nullable Node node;
        private final long dueNanos;
        private final long order;
        private final String name;
        private @Nullable Runnable work;

        Task(@Nullable Node node, long dueNanos, long order, String name, Runnable work) {
            this.node = node;
            this.dueNanos = dueNanos;
            this.order = order;
            this.name = name;
            this.work = work;
        }

        long dueNanos() {
            return dueNanos;
        }

        String name() {
            return name;
        }

        boolean dead() {
            return work == null || (node != null && node.down);
        }

        /** Whether it has to wait because its node stands still; then it waits there. */
        boolean park() {
            return node != null && node.frozen && node.waiting.add(this);
        }

        void run() {
            Runnable todo = work;
            work = null;
            if (todo != null) {
                todo.run();
            }
        }

        @Override
        public void cancel() {
            work = null;
        }

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final class Node implements TaskRunner {
        private final List<Task> waiting = new ArrayList<>();
        private boolean down;
        private boolean frozen;

        VirtualTaskRunner runner() {
            return VirtualTaskRunner.this;
        }

        @Override
        public Cancellable execute(String name, Runnable task) {
            return add(this, name, Duration.ZERO, task);
        }

        @Override
        public Cancellable schedule(String name, Duration delay, Runnable task) {
            return add(this, name, delay, task);
        }

        @Override
        public boolean await(BooleanSupplier condition, Duration timeout) {
            return VirtualTaskRunner.this.await(condition, timeout);
        }

        @Override
        public void signal() {}

        @Override
        public void close() {
            down = true;
            waiting.clear();
        }
    }
}
