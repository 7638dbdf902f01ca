package dev.calsync.testing;

import dev.calsync.CalendarSyncBuilder;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TaskRunner;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the real engine, seed by seed, through everything that can go wrong, and looks whether what it promises holds.
 *
 * <p>A seed is a small world of its own on virtual time: two users with three calendars each, two or three nodes on one
 * store, a provider whose truth is known. For 200 steps users and other clients edit, ask, schedule, pause, connect and
 * disconnect, while requests are throttled, time out and break, the store goes away, clocks jump forwards and back, nodes
 * stand still, and processes crash between two steps and within them. Then the faults stop, and each {@link Invariant} has
 * to hold; many are looked at all the time. The same seed does the same again, to the last byte.
 *
 * <p>A host tries its own store, or an engine with its own worker, like this:
 *
 * <pre>
 * Simulation.create().store(MyStore::onVirtualTime).run(1, 2_000).throwIfFailed();
 * </pre>
 *
 * Immutable: each setting gives another simulation. Thread-safe if what it was given is.
 */
public final class Simulation {
    /** How many steps a seed has unless told otherwise. */
    public static final int STEPS = 200;

    private static final int FAILURES_MAX = 20;
    private static final Duration FOREVER = Duration.ofDays(1);

    private final SimulationSetup setup;
    private final int threads;
    private final LongFunction<String> replay;

    private Simulation(SimulationSetup setup, int threads, LongFunction<String> replay) {
        this.setup = setup;
        this.threads = threads;
        this.replay = replay;
    }

    /** Over the store in memory, 200 steps a seed, on the caller's thread. */
    public static Simulation create() {
        return new Simulation(
                SimulationSetup.DEFAULT, 1, seed -> "Simulation.create().run(" + seed + ", " + seed + ")");
    }

    /**
     * Over another store.
     *
     * @param stores makes an empty one for each seed, which goes by the given clock; it is closed when the seed is over
     */
    public Simulation store(Function<TimeSource, SyncStore> stores) {
        return store(stores, RowDamage.IN_MEMORY);
    }

    /**
     * Over another store whose rows are damaged now and then.
     *
     * @param stores as above
     * @param damage how a row of such a store is damaged
     */
    public Simulation store(Function<TimeSource, SyncStore> stores, RowDamage damage) {
        return with(setup.stores(stores, damage));
    }

    /** With something around the provider: between the scripted one and the line on which things go wrong. */
    public Simulation provider(UnaryOperator<CalendarProvider> around) {
        return with(setup.provider(around));
    }

    /** With something more for every engine that is built, such as the host's own worker around calendar sync. */
    public Simulation engines(UnaryOperator<CalendarSyncBuilder> more) {
        return with(setup.engines(more));
    }

    /**
     * So many steps a seed.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Simulation steps(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a seed needs at least one step, not " + number);
        }
        return with(setup.steps(number));
    }

    /** With somebody who is told line by line what happens, in one seed on one thread. */
    public Simulation trace(Consumer<String> reader) {
        return with(setup.reader(reader));
    }

    /**
     * On so many threads; each seed is run by one of them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Simulation threads(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a simulation needs at least one thread, not " + number);
        }
        return new Simulation(setup, number, replay);
    }

    /** How somebody runs one seed again: a command for a shell, as the report shows it. */
    public Simulation replay(LongFunction<String> command) {
        return new Simulation(setup, threads, command);
    }

    private Simulation with(SimulationSetup other) {
        return new Simulation(other, threads, replay);
    }

    /**
     * Runs seeds, and stops early once 20 have failed. Blocks until it is done.
     *
     * @param first inclusive
     * @param last inclusive
     * @throws IllegalArgumentException if {@code last} is less than {@code first}
     * @throws InterruptedException if the thread is interrupted while others still run seeds
     */
    public SimulationReport run(long first, long last) throws InterruptedException {
        if (last < first) {
            throw new IllegalArgumentException("there are no seeds from " + first + " to " + last);
        }
        long begun = TimeSource.system().nanoTime();
        Round round = new Round(first, last);
        if (threads == 1) {
            round.work();
        } else {
            round.share(threads);
        }
        return SimulationReport.of(
                first,
                last,
                round.results,
                replay,
                Duration.ofNanos(TimeSource.system().nanoTime() - begun));
    }

    /**
     * The fewest steps after which a seed that fails still fails, as far as halving finds them: what happens until then is what
     * it takes. Blocks for some runs of the seed.
     *
     * @return the steps of this simulation if the seed does not fail
     */
    public int shrink(long seed) {
        int fails = setup.steps();
        int holds = 0;
        while (fails - holds > 1) {
            int half = (fails + holds) / 2;
            if (steps(half).trace(line -> {}).run(seed).failed()) {
                fails = half;
            } else {
                holds = half;
            }
        }
        return fails;
    }

    /** How a seed went. */
    record SeedResult(
            long seed,
            Map<Occurrence, Long> counts,
            long digest,
            List<Violation> violations,
            @Nullable Throwable failure) {
        boolean failed() {
            return failure != null || !violations.isEmpty();
        }
    }

    private SeedResult run(long seed) {
        SimulatedWorld world = new SimulatedWorld(seed, setup);
        Throwable failure = null;
        try {
            world.live(setup.steps());
            world.calm();
            new FinalChecks(world).run();
        } catch (RuntimeException | Error escaped) {
            failure = escaped;
        }
        try {
            world.close();
        } catch (RuntimeException | Error escaped) {
            failure = failure == null ? escaped : failure;
        }
        return new SeedResult(
                seed,
                world.chronicle().counts(),
                world.chronicle().digest(),
                world.violations().seen(),
                failure);
    }

    private final class Round {
        private final AtomicLong next;
        private final long last;
        private final List<SeedResult> results = new ArrayList<>();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();

        Round(long first, long last) {
            this.next = new AtomicLong(first);
            this.last = last;
        }

        void work() {
            long seed = next.getAndIncrement();
            while (seed <= last
                    && failed.get() < FAILURES_MAX
                    && !Thread.currentThread().isInterrupted()) {
                SeedResult result = Simulation.this.run(seed);
                if (result.failed()) {
                    failed.incrementAndGet();
                }
                synchronized (results) {
                    results.add(result);
                }
                seed = next.getAndIncrement();
            }
        }

        void share(int among) throws InterruptedException {
            try (TaskRunner tasks = TaskRunner.threads("simulation")) {
                for (int i = 0; i < among; i++) {
                    tasks.execute("seeds", () -> {
                        try {
                            work();
                        } finally {
                            done.incrementAndGet();
                            tasks.signal();
                        }
                    });
                }
                boolean all = tasks.await(() -> done.get() == among, FOREVER);
                if (!all) {
                    throw new IllegalStateException("seeds still run after a day");
                }
            }
        }
    }
}
