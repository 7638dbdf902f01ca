package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The pace with many rows in the queue, by the pace with few. */
final class Depth implements Trial {
    private static final double MIN_RATIO = 0.8;
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration BOUND = Duration.ofMinutes(4);

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        int shallow = Math.min(Scale.SHALLOW, scale.deep() / 2);
        try (Fleet fleet = Fleet.of(ground, People.of(scale.deep(), Crowd.NOTHING), 1)) {
            List<Double> paces = new ArrayList<>();
            for (int round = -scale.warmUps() - 1; round < scale.rounds(); round++) {
                fleet.ask(shallow);
                double pace = pace(fleet, shallow / 10, shallow);
                if (round >= 0) {
                    paces.add(pace);
                }
            }
            double few = Figures.median(paces);
            fleet.ask(scale.deep());
            double many = pace(fleet, Math.max(1, scale.deep() / 20), scale.deep() / 2);
            String what = "runs/s with " + scale.deep() + " rows queued";
            board.tell("runs/s with " + shallow + " rows queued", Board.number(few) + " /s");
            board.tell(what, Board.number(many) + " /s");
            board.atLeast(MIN_RATIO, what + ", by those with " + shallow, many / few, "");
            board.result("depth_ratio", many / few);
        }
    }

    /** Runs a second between these two numbers of runs, or for as long as is measured. */
    private static double pace(Fleet fleet, int from, int to) throws IOException, InterruptedException, SQLException {
        Rounds.await(from + " runs have ended", BOUND, () -> fleet.done().all() >= from);
        Done begun = fleet.done();
        long end = System.nanoTime() + LONGEST.toNanos();
        Rounds.await("enough has run", BOUND, () -> fleet.done().all() >= to || System.nanoTime() > end);
        Done done = fleet.done();
        return (done.all() - begun.all()) * 1e6 / Math.max(1, done.lastMicros() - begun.lastMicros());
    }
}
