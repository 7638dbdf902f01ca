package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node is killed in the middle of its work. Every run that its worker had ended is in the history, except those of the last
 * moments: how long ago the first of these had ended is the figure. Then another node does what is left.
 */
final class Durable implements Trial {
    private static final double MAX_MILLIS = 100;
    private static final long LEAD_MILLIS = 2_500;
    private static final Duration BOUND = Duration.ofMinutes(2);
    /** What the server had already been sent when the node died is committed by then. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        List<Double> millis = new ArrayList<>();
        try (Town town = Town.of(ground, People.of(scale.runs(), Crowd.NOTHING))) {
            Successors nodes = new Successors(town, scale.runs());
            try {
                nodes.next();
                if (scale.warmUps() > 0) {
                    nodes.finish(nodes.ask(), scale.runs());
                }
                for (int round = 0; round < scale.kills(); round++) {
                    millis.add(nodes.killedAt(scale.runs() * (round % 3 + 1) / 5));
                }
            } finally {
                nodes.close();
            }
        }
        double longest = Figures.quantile(millis, 1);
        board.atMost(MAX_MILLIS, "SIGKILL: until an ended run is durable, longest of " + millis.size(), longest, "ms");
    }

    /** One node after the other, each under the name of the one before, so that nobody waits for a lease to expire. */
    private static final class Successors implements AutoCloseable {
        private final Town town;
        private final int runs;
        private @Nullable Node node;
        private Path log = Path.of("");

        Successors(Town town, int runs) {
            this.town = town;
            this.runs = runs;
        }

        Node next() throws IOException, InterruptedException {
            log = Files.createTempFile("calsync-bench", ".runs");
            Node started = Node.ours(town.plot().url(), "killed", RunLog.ARGUMENT + log);
            node = started;
            return started.start();
        }

        private Node node() {
            return Objects.requireNonNull(node, "no node yet");
        }

        Instant ask() throws IOException, InterruptedException {
            node().forget();
            Instant due = town.crowd().now().plusMillis(LEAD_MILLIS + runs / 10);
            town.crowd().request(0, runs, due);
            return due;
        }

        void finish(Instant due, int left) throws IOException, InterruptedException, SQLException {
            Rounds.await("what was left has run", BOUND, () -> node().done().all() >= left);
            town.eachOnce(Tally.micros(due), runs);
        }

        /** How long ago the first of the runs had ended that the next node has to do again. */
        double killedAt(int part) throws IOException, InterruptedException, SQLException {
            Instant due = ask();
            Rounds.await("a part has run", BOUND, () -> node().done().all() >= part);
            long killed = Tally.micros(Instant.now());
            node().kill();
            Thread.sleep(SETTLING.toMillis());
            Set<Integer> durable = town.ranSince(Tally.micros(due));
            long oldest = killed;
            for (Map.Entry<Integer, Long> ended : RunLog.read(log).entrySet()) {
                if (ended.getValue() >= Tally.micros(due) && !durable.contains(ended.getKey())) {
                    oldest = Math.min(oldest, ended.getValue());
                }
            }
            close();
            next();
            finish(due, runs - durable.size());
            return (killed - oldest) / 1e3;
        }

        @Override
        public void close() throws IOException {
            if (node != null) {
                node.close();
            }
            Files.deleteIfExists(log);
        }
    }
}
