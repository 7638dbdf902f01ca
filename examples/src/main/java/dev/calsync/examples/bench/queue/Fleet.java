package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Nodes of ours that share a database. */
final class Fleet implements Contender {
    private static final Duration JOINING = Duration.ofMinutes(1);
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final Duration LEAD = Duration.ofSeconds(1);
    /** Sessions tell the server's statistics of what they did when they are idle, and at least so often. */
    private static final Duration STATISTICS = Duration.ofMillis(1_200);

    private final Town town;
    private final Optional<ProcessHandle> server;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Double> smallestShares = new ArrayList<>();
    private final List<Cost> costs = new ArrayList<>();
    private double enqueuedPerSecond = 40_000;
    private long runs;

    private Fleet(Town town, Optional<ProcessHandle> server) {
        this.town = town;
        this.server = server;
    }

    /**
     * So many nodes for these people, once they share the work.
     *
     * @param more what is special about the nodes
     */
    static Fleet of(Ground ground, People people, int size, String... more)
            throws IOException, InterruptedException, SQLException {
        Fleet fleet = new Fleet(Town.of(ground, people), ground.server());
        boolean ready = false;
        try {
            for (int number = 0; number < size; number++) {
                Node node = Node.ours(fleet.town.plot().url(), "node-" + number, more);
                fleet.nodes.add(node);
                node.start();
            }
            Rounds.await(
                    size + " nodes share the work",
                    JOINING,
                    () -> fleet.town.crowd().shared(size));
            ready = true;
            return fleet;
        } finally {
            if (!ready) {
                fleet.close();
            }
        }
    }

    Node node() {
        return nodes.get(0);
    }

    Town town() {
        return town;
    }

    /** Asks for the calendars with the first numbers, and gives back when they are due. */
    Instant ask(int count) throws IOException, InterruptedException {
        for (Node node : nodes) {
            node.forget();
        }
        Instant due = town.crowd().now().plus(LEAD).plusMillis((long) (1_500 * count / enqueuedPerSecond));
        long begun = System.nanoTime();
        town.crowd().request(0, count, due);
        enqueuedPerSecond = Math.min(enqueuedPerSecond, count * 1e9 / (System.nanoTime() - begun));
        return due;
    }

    @Override
    public double round(int jobs) throws IOException, InterruptedException, SQLException {
        Instant due = ask(jobs);
        long statements = statements();
        Duration ours = processor();
        Duration theirs = Processor.of(server);
        Done done = await(jobs);
        double seconds = (done.lastMicros() - Tally.micros(due)) / 1e6;
        costs.add(new Cost(
                jobs / seconds,
                (statements() - statements) / (double) jobs,
                processor().minus(ours).toNanos() / 1e3 / jobs,
                Processor.of(server).minus(theirs).toNanos() / 1e3 / jobs));
        runs += jobs;
        town.eachOnce(Tally.micros(due), jobs);
        return jobs / seconds;
    }

    private Duration processor() {
        return nodes.stream().map(node -> Processor.of(node.pid())).reduce(Duration.ZERO, Duration::plus);
    }

    /** Medians of the last rounds. */
    Cost cost(int rounds) {
        return Cost.median(costs.subList(costs.size() - rounds, costs.size()));
    }

    /** Commits in this database for each run so far, whoever made them. */
    double commitsPerRun() throws SQLException, InterruptedException {
        Thread.sleep(STATISTICS.toMillis());
        return (town.plot().commits() - town.commitsWhenSeeded()) / (double) runs;
    }

    /** Waits until so many runs have ended. */
    Done await(int count) throws IOException, InterruptedException, SQLException {
        Rounds.await(count + " runs have ended", BOUND, () -> done().all() >= count);
        List<Done> each = each();
        Done all = Done.together(each);
        smallestShares.add(each.stream()
                .mapToDouble(done -> done.all() / (double) all.all())
                .min()
                .orElse(1));
        return all;
    }

    private List<Done> each() throws IOException, InterruptedException {
        List<Done> each = new ArrayList<>();
        for (Node node : nodes) {
            each.add(node.done());
        }
        return each;
    }

    /** What has been done since it was last asked for something. */
    Done done() throws IOException, InterruptedException {
        return Done.together(each());
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
