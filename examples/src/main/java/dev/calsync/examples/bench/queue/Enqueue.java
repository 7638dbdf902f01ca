package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Triggers, one by one from eight threads and in bulk, while nobody runs them. */
final class Enqueue implements Trial {
    private static final int THREADS = 8;
    private static final double MIN_SINGLE = 1;
    private static final double MIN_BULK_PER_SECOND = 150_000;

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        int rounds = scale.warmUps() + scale.rounds();
        int calendars = rounds * scale.enqueued();
        try (Town town = Town.of(ground, People.of(calendars, Crowd.NOTHING));
                Node ours = Node.ours(town.plot().url(), "asking");
                Peer theirs = Peer.idle(ground, TheirNode.ONCE)) {
            List<Double> ourBulk = new ArrayList<>();
            List<Double> theirBulk = new ArrayList<>();
            List<Double> ourSingle = new ArrayList<>();
            List<Double> theirSingle = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                int from = round * scale.enqueued();
                String single = "single " + from + " " + THREADS + " "
                        + scale.enqueuedFor().toMillis();
                String bulk = "bulk " + from + " " + scale.enqueued();
                ourBulk.add(Double.valueOf(ours.ask(bulk)));
                theirBulk.add(Double.valueOf(theirs.node().ask(bulk)));
                ourSingle.add(Double.valueOf(ours.ask(single)));
                theirSingle.add(Double.valueOf(theirs.node().ask(single)));
            }
            report(scale, board, List.of(ourSingle, theirSingle, ourBulk, theirBulk));
        }
    }

    private static void report(Scale scale, Board board, List<List<Double>> readings) {
        List<Double> medians = readings.stream()
                .map(each -> Figures.median(each.subList(scale.warmUps(), each.size())))
                .toList();
        board.tell("single triggers from 8 threads", Board.number(medians.get(0)) + " /s");
        board.tell("the same, db-scheduler", Board.number(medians.get(1)) + " /s");
        board.atLeast(MIN_SINGLE, "single triggers, by db-scheduler", medians.get(0) / medians.get(1), "");
        board.atLeast(MIN_BULK_PER_SECOND, "triggers in bulk", medians.get(2), "/s");
        board.tell("the same, db-scheduler", Board.number(medians.get(3)) + " /s");
    }
}
