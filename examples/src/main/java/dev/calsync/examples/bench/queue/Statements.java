package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one run costs: statements as the driver sends them, commits as the server counts them, processor time of both. */
final class Statements implements Trial {
    private static final double MAX_STATEMENTS = 0.05;
    /** Sessions tell the server's statistics of what they did when they are idle, and at least so often. */
    private static final Duration STATISTICS = Duration.ofMillis(1_200);

    /**
     * What a run cost, on the average of a round.
     *
     * @param perSecond how many runs a second
     * @param statements of the node
     * @param commits of everybody in the database
     * @param ourMicros processor time of the node
     * @param theirMicros processor time of PostgreSQL
     */
    record Cost(double perSecond, double statements, double commits, double ourMicros, double theirMicros) {}

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        Cost cost = cost(ground, scale, People.of(scale.runs(), Crowd.NOTHING));
        board.atMost(MAX_STATEMENTS, "statements per no-op run", cost.statements, "");
        board.tell("commits per no-op run", Board.number(cost.commits));
        board.tell("processor time per no-op run, JVM + PostgreSQL", micros(cost));
        board.result("statements_per_job", cost.statements);
    }

    static String micros(Cost cost) {
        return Board.number(cost.ourMicros) + " + " + Board.number(cost.theirMicros) + " us";
    }

    /** Medians of rounds in which all these calendars are due at once. */
    static Cost cost(Ground ground, Scale scale, People people)
            throws IOException, InterruptedException, SQLException {
        Optional<ProcessHandle> server = ground.server();
        List<Cost> costs = new ArrayList<>();
        try (Fleet fleet = Fleet.of(Town.of(ground, people), 1)) {
            for (int round = -scale.warmUps(); round < scale.rounds(); round++) {
                Cost cost = round(fleet, people.calendars(), server);
                if (round >= 0) {
                    costs.add(cost);
                }
            }
        }
        return new Cost(
                Figures.median(costs.stream().map(Cost::perSecond).toList()),
                Figures.median(costs.stream().map(Cost::statements).toList()),
                Figures.median(costs.stream().map(Cost::commits).toList()),
                Figures.median(costs.stream().map(Cost::ourMicros).toList()),
                Figures.median(costs.stream().map(Cost::theirMicros).toList()));
    }

    private static Cost round(Fleet fleet, int runs, Optional<ProcessHandle> server)
            throws IOException, InterruptedException, SQLException {
        Instant due = fleet.ask(0, runs);
        Thread.sleep(STATISTICS.toMillis());
        long statements = fleet.statements();
        long commits = fleet.town().plot().commits();
        Duration ours = Processor.of(fleet.node().pid());
        Duration theirs = Processor.of(server);
        Done done = fleet.await(runs);
        Duration oursAfter = Processor.of(fleet.node().pid());
        Duration theirsAfter = Processor.of(server);
        long statementsAfter = fleet.statements();
        Thread.sleep(STATISTICS.toMillis());
        long commitsAfter = fleet.town().plot().commits();
        fleet.town().eachOnce(Tally.micros(due), runs);
        return new Cost(
                runs * 1e6 / (done.lastMicros() - Tally.micros(due)),
                (statementsAfter - statements) / (double) runs,
                (commitsAfter - commits) / (double) runs,
                micros(ours, oursAfter) / runs,
                micros(theirs, theirsAfter) / runs);
    }

    private static double micros(Duration before, Duration after) {
        return after.minus(before).toNanos() / 1e3;
    }
}
