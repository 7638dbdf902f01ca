package dev.calsync.testing;

import dev.calsync.CalendarSync;
import dev.calsync.Concurrency;
import dev.calsync.listener.SyncEvent;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.store.Lease;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes of a simulation: two at least, most of the time. */
final class Fleet {
    static final int WORKERS = 3;
    static final int PER_USER = 2;
    static final RetryPolicy RETRY = RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(5))
            .withMaxRetries(4);
    private static final int NODES_MIN = 2;
    private static final int NODES_MAX = 3;
    private static final Duration POLL = Duration.ofSeconds(3);

    /** Which process runs at the moment, in the eyes of whoever makes it fail; it may be gone. */
    @SuppressWarnings("JavaLangClash")
    static final class Process {
        private final String name;
        /** The last run of each calendar that wrote something here, by user and calendar. */
        private final Map<String, Lease> fenced = new HashMap<>();

        private boolean gone;

        Process(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        boolean gone() {
            return gone;
        }

        /** The lease of the run that asks about a calendar: it has just read something under it. */
        @Nullable
        Lease fenced(String calendarId, String user) {
            return fenced.get(user + "/" + calendarId);
        }

        private void fenced(Lease lease) {
            fenced.put(lease.user() + "/" + lease.calendar().calendarId(), lease);
        }
    }

    private final SimulatedWorld world;
    private final Dice dice;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<String> fallen = new ArrayList<>();
    private int started;

    Fleet(SimulatedWorld world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    /** Somebody takes the place of each that fell, sometimes under the same name. */
    void replaceTheFallen() {
        while (nodes.size() < NODES_MIN) {
            boolean sameName = !fallen.isEmpty() && dice.oneIn(2);
            if (started >= NODES_MIN) {
                world.happened(sameName ? Occurrence.RESTARTED : Occurrence.REPLACED);
            }
            start(sameName ? fallen.remove(0) : "node-" + started);
        }
        fallen.clear();
    }

    /** One goes, or one more comes. */
    void comeAndGo() {
        if (nodes.size() < NODES_MAX && dice.oneIn(4)) {
            world.happened(Occurrence.REPLACED);
            start("node-" + started);
            return;
        }
        int at = dice.below(nodes.size());
        SimulatedNode node = nodes.get(at);
        if (!node.frozen() && dice.oneIn(3)) {
            world.happened(Occurrence.CLOSED, node.name());
            nodes.remove(at);
            Process closing = processes.remove(at);
            fallen.add(node.name());
            world.weather().inEngine(node.engine()::close);
            closing.gone = true;
        } else {
            crash(
                    processes.get(at),
                    world.books().claimedBy(node.name())
                            ? Occurrence.CRASHED_BETWEEN_STEPS
                            : Occurrence.CRASHED_WHILE_IDLE);
        }
    }

    /** A process is gone: none of its tasks runs any more, and nothing that it still does has any effect. */
    void crash(Process process, Occurrence how) {
        int at = processes.indexOf(process);
        if (at < 0) {
            return;
        }
        world.happened(how, process.name());
        process.gone = true;
        processes.remove(at);
        fallen.add(process.name());
        nodes.remove(at).doors().tasks().close();
    }

    private void start(String name) {
        started++;
        Process process = new Process(name);
        SkewedTime clock = new SkewedTime(world.time());
        Environment doors = world.doors(clock);
        CalendarSync engine = world.custom(CalendarSync.builder()
                        .store(world.store().failing(() -> world.weather().storeFault(process), process::fenced))
                        .provider(new UnsteadyProvider(
                                world.wrappedProvider(), world.weather().line(process)))
                        .listener(event -> heard(process, event))
                        .environment(doors)
                        .node(name)
                        .pollInterval(POLL)
                        .conflicts(world.policy())
                        .concurrency(Concurrency.workers(WORKERS).perUser(PER_USER))
                        .retry(RETRY))
                .build();
        nodes.add(new SimulatedNode(name, doors, clock, engine));
        processes.add(process);
        engine.start();
    }

    private void heard(Process process, SyncEvent event) {
        if (!process.gone()) {
            world.told(process.name(), event);
            world.weather().listening(process);
        }
    }

    /** Those that run. */
    List<SimulatedNode> running() {
        return nodes.stream().filter(node -> !node.frozen()).toList();
    }

    /** Stands still until it is told to go on; nothing if it is gone. */
    void freeze(Process process) {
        int at = processes.indexOf(process);
        if (at >= 0) {
            freeze(nodes.get(at));
        }
    }

    void thaw(Process process) {
        int at = processes.indexOf(process);
        if (at >= 0) {
            thaw(nodes.get(at));
        }
    }

    void freeze(SimulatedNode node) {
        node.frozen(true);
        world.tasks().freeze(node.doors().tasks());
    }

    void thaw(SimulatedNode node) {
        node.frozen(false);
        world.tasks().thaw(node.doors().tasks());
    }

    /** All stand on their feet, and all clocks are right. */
    void calm() {
        replaceTheFallen();
        nodes.forEach(node -> {
            thaw(node);
            node.clock().ahead(Duration.ZERO);
        });
    }

    void close() {
        calm();
        nodes.forEach(node -> node.engine().close());
    }
}
