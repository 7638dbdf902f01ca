package dev.calsync.testing;

import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.Concurrency;
import dev.calsync.DueReport;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.listener.SyncEvent;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The nodes of a simulation: two at least, most of the time. */
final class Fleet {
    static final int WORKERS = 3;
    static final int PER_USER = 2;
    static final RetryPolicy RETRY = RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(5))
            .withMaxRetries(4);
    private static final int NODES_MIN = 2;
    private static final int NODES_MAX = 3;
    private static final Duration POLL = Duration.ofSeconds(3);
    private static final Duration VISIT_MIN = Duration.ofSeconds(1);
    private static final Duration VISIT_MAX = Duration.ofSeconds(25);

    private final SimulatedWorld world;
    private final Dice dice;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedProcess> processes = new ArrayList<>();
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
        if (dice.oneIn(6)) {
            visit();
            return;
        }
        int at = dice.below(nodes.size());
        SimulatedNode node = nodes.get(at);
        if (!node.frozen() && dice.oneIn(3)) {
            world.happened(Occurrence.CLOSED, node.name());
            nodes.remove(at);
            SimulatedProcess closing = processes.remove(at);
            fallen.add(node.name());
            world.weather().inEngine(node.engine()::close);
            closing.end();
        } else {
            crash(
                    processes.get(at),
                    world.books().claimedBy(node.name())
                            ? Occurrence.CRASHED_BETWEEN_STEPS
                            : Occurrence.CRASHED_WHILE_IDLE);
        }
    }

    /** A process is gone: none of its tasks runs any more, and nothing that it still does has any effect. */
    void crash(SimulatedProcess process, Occurrence how) {
        int at = processes.indexOf(process);
        if (at < 0) {
            return;
        }
        world.happened(how, process.name());
        process.end();
        processes.remove(at);
        fallen.add(process.name());
        nodes.remove(at).doors().tasks().close();
    }

    private void start(String name) {
        started++;
        SimulatedProcess process = new SimulatedProcess(name);
        SkewedTime clock = new SkewedTime(world.time());
        Environment doors = world.doors(clock);
        CalendarSync engine = engine(process, doors);
        nodes.add(new SimulatedNode(name, doors, clock, engine));
        processes.add(process);
        engine.start();
    }

    private CalendarSync engine(SimulatedProcess process, Environment doors) {
        CalendarSyncBuilder builder = CalendarSync.builder()
                .store(world.store().failing(() -> world.weather().storeFault(process), process::fenced))
                .provider(new UnsteadyProvider(
                        world.wrappedProvider(), world.weather().line(process)))
                .listener(event -> heard(process, event))
                .environment(doors)
                .node(process.name())
                .pollInterval(POLL)
                .conflicts(world.policy())
                .concurrency(Concurrency.workers(WORKERS).perUser(PER_USER))
                .retry(RETRY);
        return world.custom(builder).build();
    }

    /** Somebody who keeps no threads comes by and does what is due. */
    private void visit() {
        started++;
        SimulatedProcess process = new SimulatedProcess("visitor-" + started);
        CalendarSync engine = engine(process, world.doors(world.time()));
        world.weather().inEngine(() -> {
            try {
                DueReport report = engine.runDue(dice.upTo(VISIT_MAX).plus(VISIT_MIN));
                world.happened(Occurrence.RAN_WHAT_WAS_DUE, report.toString());
            } catch (StoreUnavailableException away) {
                world.note("visitor", "found the store away");
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException("nobody interrupts a simulated visitor", interrupted);
            }
        });
        engine.close();
        process.end();
    }

    private void heard(SimulatedProcess process, SyncEvent event) {
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
    void freeze(SimulatedProcess process) {
        int at = processes.indexOf(process);
        if (at >= 0) {
            freeze(nodes.get(at));
        }
    }

    void thaw(SimulatedProcess process) {
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
