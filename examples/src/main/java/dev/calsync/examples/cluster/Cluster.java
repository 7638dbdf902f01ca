package dev.calsync.examples.cluster;

import dev.calsync.examples.cluster.Children.Child;
import dev.calsync.store.Buckets;
import dev.calsync.store.LiveNode;
import dev.calsync.store.jdbc.testing.PostgresServer;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Three nodes on one PostgreSQL, and everything that can happen to them while every calendar is edited again and again: one is
 * killed, one is added, one is frozen for longer than its lease, the connections are cut, the server is restarted. The
 * provider, in a process of its own, says what arrived: nothing is lost, nothing is done twice, and no limit is exceeded.
 */
public final class Cluster {
    private static final long MOST_MINUTES = 15;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Load load;
    private final PrintStream out;
    private final long begin = System.nanoTime();
    private double takeoverSeconds = -1;

    private Cluster(Load load, PrintStream out) {
        this.load = load;
        this.out = out;
    }

    /** {@code --quick} for a short form. Returns 0 if nothing was lost, doubled or beyond a limit. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        if (!arguments.isEmpty() && !arguments.equals(List.of("--quick"))) {
            err.println("cluster knows no arguments but --quick");
            return 2;
        }
        return new Cluster(arguments.isEmpty() ? Load.FULL : Load.QUICK, out).run();
    }

    private int run() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresServer.Durability.ON_DISK);
                Children children = new Children()) {
            Child provider = children.start("provider", ProviderProcess.class);
            String address = "http://127.0.0.1:" + provider.line().replace("port ", "");
            Wire wire = new Wire(address);
            String database = server.url("postgres");
            try (Orders orders = new Orders(load, database, wire)) {
                tell(load.runs() + " owed runs over " + load.calendars() + " calendars of " + load.users() + " users");
                orders.connectEverybody();
                Scene scene = new Scene(server, children, orders, wire, address, database);
                for (String name : List.of("node-1", "node-2", "node-3")) {
                    scene.startNode(name);
                }
                return scene.play();
            }
        }
    }

    private void tell(String what) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds(begin), what);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** Something that happens once so much is served. */
    private record Blow(double share, Step step) {}

    private interface Step {
        void happen() throws IOException, InterruptedException, SQLException;
    }

    /** Everybody who takes part. */
    private final class Scene {
        private final PostgresServer server;
        private final Children children;
        private final Orders orders;
        private final Wire wire;
        private final String provider;
        private final String database;
        private final Deque<Child> nodes = new ArrayDeque<>();

        Scene(PostgresServer server, Children children, Orders orders, Wire wire, String provider, String database) {
            this.server = server;
            this.children = children;
            this.orders = orders;
            this.wire = wire;
            this.provider = provider;
            this.database = database;
        }

        void startNode(String name) throws IOException {
            Child node = children.start(
                    name,
                    ClusterNode.class,
                    name,
                    database,
                    provider,
                    String.valueOf(load.requests()),
                    String.valueOf(load.lease().toMillis()));
            node.line();
            nodes.add(node);
            tell(name + " runs");
        }

        int play() throws Exception {
            Deque<Blow> blows = new ArrayDeque<>(List.of(
                    new Blow(0.10, this::kill),
                    new Blow(0.25, () -> startNode("node-4")),
                    new Blow(0.40, this::freeze),
                    new Blow(0.60, this::cutConnections),
                    new Blow(0.75, this::restartServer)));
            long arrived = 0;
            while (arrived < load.runs() && seconds(begin) < TimeUnit.MINUTES.toSeconds(MOST_MINUTES)) {
                Map<String, Integer> served = orders.served();
                arrived = served.values().stream().mapToLong(Integer::longValue).sum();
                while (!blows.isEmpty() && arrived >= blows.peek().share() * load.runs()) {
                    tell(arrived + " have arrived");
                    blows.remove().step().happen();
                }
                orders.editWhatIsServed(served);
                LockSupport.parkNanos(LOOK_NANOS);
            }
            return judge(arrived);
        }

        private void kill() throws InterruptedException {
            Child victim = nodes.remove();
            long killed = System.nanoTime();
            victim.kill();
            tell(victim.name() + " is killed (SIGKILL)");
            while (!othersOwnEverything(victim.name())
                    && seconds(killed) < 10 * load.lease().toSeconds()) {
                orders.editWhatIsServed(orders.served());
                LockSupport.parkNanos(LOOK_NANOS / 4);
            }
            takeoverSeconds = seconds(killed);
            tell(String.format(Locale.ROOT, "the others have taken over after %.1f s", takeoverSeconds));
        }

        private boolean othersOwnEverything(String dead) {
            List<LiveNode> live = orders.nodes();
            return live.stream().noneMatch(node -> node.name().equals(dead))
                    && live.stream().mapToInt(LiveNode::buckets).sum() == Buckets.COUNT;
        }

        private void freeze() throws IOException, InterruptedException {
            Child victim = nodes.remove();
            victim.signal("STOP");
            tell(victim.name() + " is frozen (SIGSTOP) for longer than its lease");
            long frozen = System.nanoTime();
            while (seconds(frozen) < load.lease().toSeconds() * 1.4 + 1) {
                orders.editWhatIsServed(orders.served());
                LockSupport.parkNanos(LOOK_NANOS);
            }
            victim.signal("CONT");
            nodes.add(victim);
            tell(victim.name() + " goes on (SIGCONT), and finds out");
        }

        private void cutConnections() throws SQLException {
            orders.terminateConnections();
            tell("every connection to the database is cut");
        }

        private void restartServer() {
            server.kill();
            tell("the database crashes");
            server.start();
            tell("the database is back");
        }

        private int judge(long arrived) throws InterruptedException {
            int owed = orders.owed();
            long patience = System.nanoTime();
            while (owed > 0 && seconds(patience) < 2 * load.lease().toSeconds()) {
                LockSupport.parkNanos(LOOK_NANOS);
                owed = orders.owed();
            }
            List<String> verdict = wire.ask("/judge", Map.of("limit", String.valueOf(load.requests())))
                    .get(0);
            long lost = load.runs() - arrived + owed;
            long doubled = Long.parseLong(verdict.get(0));
            long overLimit = Long.parseLong(verdict.get(1));
            tell(arrived + " have arrived, by " + verdict.get(3) + " requests");
            boolean good = lost == 0 && doubled == 0 && overLimit == 0;
            if (!good) {
                complain();
            }
            out.printf(
                    Locale.ROOT,
                    "RESULT name=cluster lost=%d doubled=%d over_limit=%d stale_rejected=%s takeover_s=%.1f%n",
                    lost,
                    doubled,
                    overLimit,
                    verdict.get(2),
                    takeoverSeconds);
            return good ? 0 : 1;
        }

        private void complain() {
            for (Child child : children.started()) {
                out.println(child.name() + (child.alive() ? "" : " (ended)") + ":");
                children.complaints(child).forEach(line -> out.println("    " + line));
            }
        }
    }
}
