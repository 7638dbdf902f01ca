package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Nodes of ours that share a database. */
final class Fleet implements Contender {
    private static final Duration JOINING = Duration.ofMinutes(1);
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final Duration LEAD = Duration.ofMillis(1_500);

    private final Town town;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Double> smallestShares = new ArrayList<>();
    private double enqueuedPerSecond = 20_000;

    private Fleet(Town town) {
        this.town = town;
    }

    /** @param more what is special about the nodes */
    static Fleet of(Town town, int size, String... more) throws IOException, InterruptedException, SQLException {
        Fleet fleet = new Fleet(town);
        for (int number = 0; number < size; number++) {
            Node node = Node.ours(town.plot().url(), "node-" + number, more);
            fleet.nodes.add(node);
            node.start();
        }
        Rounds.await(size + " nodes share the work", JOINING, () -> town.crowd().shared(size));
        return fleet;
    }

    Node node() {
        return nodes.get(0);
    }

    Town town() {
        return town;
    }

    /** Asks for the calendars with the first numbers, and gives back when they are due. */
    Instant ask(int from, int count) throws IOException, InterruptedException {
        for (Node node : nodes) {
            node.forget();
        }
        Instant due = town.crowd().now().plus(LEAD).plusMillis((long) (1_500 * count / enqueuedPerSecond));
        long begun = System.nanoTime();
        town.crowd().request(from, count, due);
        enqueuedPerSecond = Math.min(enqueuedPerSecond, count * 1e9 / (System.nanoTime() - begun));
        return due;
    }

    @Override
    public double round(int jobs) throws IOException, InterruptedException, SQLException {
        Instant due = ask(0, jobs);
        Done done = await(jobs);
        town.eachOnce(Tally.micros(due), jobs);
        return jobs * 1e6 / (done.lastMicros() - Tally.micros(due));
    }

    /** Waits until so many runs have ended. */
    Done await(int runs) throws IOException, InterruptedException, SQLException {
        Rounds.await(runs + " runs have ended", BOUND, () -> done().all() >= runs);
        List<Done> each = new ArrayList<>();
        for (Node node : nodes) {
            each.add(node.done());
        }
        Done all = Done.together(each);
        smallestShares.add(each.stream().mapToDouble(done -> done.all() / (double) all.all()).min().orElse(1));
        return all;
    }

    Done done() throws IOException, InterruptedException {
        List<Done> all = new ArrayList<>();
        for (Node node : nodes) {
            all.add(node.done());
        }
        return Done.together(all);
    }

    /** What part of the runs the idlest node did, in the median of the rounds. */
    double smallestShare() {
        return Figures.median(smallestShares);
    }

    /** Statements of all nodes so far. */
    long statements() throws IOException, InterruptedException {
        long sum = 0;
        for (Node node : nodes) {
            sum += Long.parseLong(node.ask("statements"));
        }
        return sum;
    }

    @Override
    public void close() throws SQLException {
        nodes.forEach(Node::close);
        town.close();
    }
}
