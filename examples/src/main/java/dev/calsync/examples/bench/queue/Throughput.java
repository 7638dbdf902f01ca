package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Jobs that do nothing, due at the same time: one node of ours beside db-scheduler, and beside two nodes of ours. */
final class Throughput implements Trial {
    private static final double MIN_BY_THEIRS = 4;
    private static final double MIN_TWO_BY_ONE = 0.75;
    private static final double MIN_SHARE = 0.35;
    private static final double MAX_STATEMENTS = 0.05;

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        People people = People.of(scale.runs(), Crowd.NOTHING);
        List<Contender> contenders = new ArrayList<>();
        try {
            Fleet one = Fleet.of(ground, people, 1);
            contenders.add(one);
            contenders.add(Peer.running(ground, TheirNode.ONCE));
            Fleet pair = Fleet.of(ground, people, 2);
            contenders.add(pair);
            List<Double> medians = Rounds.medians(scale, scale.runs(), contenders);
            double ours = medians.get(0);
            board.tell("no-op runs, 1 node", Board.number(ours) + " /s");
            board.tell("the same jobs, db-scheduler", Board.number(medians.get(1)) + " /s");
            board.atLeast(MIN_BY_THEIRS, "no-op runs, 1 node, by db-scheduler", ours / medians.get(1), "");
            board.atLeast(MIN_TWO_BY_ONE, "2 nodes by 1 on the same cores", medians.get(2) / ours, "");
            board.atLeast(MIN_SHARE, "share of the idler of 2 nodes", pair.smallestShare(), "");
            Cost cost = one.cost(scale.rounds());
            board.atMost(MAX_STATEMENTS, "statements per no-op run", cost.statements(), "");
            board.tell("commits per no-op run, with those of asking", Board.number(one.commitsPerRun()));
            board.tell("processor time per no-op run, JVM + PostgreSQL", cost.processor());
            board.result("statements_per_job", cost.statements());
            board.result("runs_per_s", ours);
            board.result("throughput_ratio", ours / medians.get(1));
            board.result("two_node_ratio", medians.get(2) / ours);
        } finally {
            for (Contender each : contenders) {
                each.close();
            }
        }
    }
}
