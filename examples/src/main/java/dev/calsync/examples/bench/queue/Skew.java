package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One user owns half of everything that is queued; how long until everybody else is served, by that without the user. */
final class Skew implements Trial {
    private static final double MAX_RATIO = 1.5;
    private static final Duration BOUND = Duration.ofMinutes(4);

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        int others = scale.skewed();
        People people = new People(2 * others, Crowd.NOTHING, others, null, true);
        try (Fleet fleet = Fleet.of(ground, people, 1)) {
            List<Double> without = new ArrayList<>();
            for (int round = -scale.warmUps(); round < Math.min(3, scale.rounds()); round++) {
                double seconds = seconds(fleet, others, others);
                if (round >= 0) {
                    without.add(seconds);
                }
            }
            double alone = Figures.median(without);
            double beside = seconds(fleet, 2 * others, others);
            board.tell("everybody else served, without the big user", Board.number(alone) + " s");
            board.tell("everybody else served, beside the big user", Board.number(beside) + " s");
            board.atMost(MAX_RATIO, "one user owns half of " + 2 * others + ": the others' time", beside / alone, "");
            board.result("skew_ratio", beside / alone);
        }
    }

    /** The calendars of the big user have the last numbers. */
    private static double seconds(Fleet fleet, int asked, int others)
            throws IOException, InterruptedException, SQLException {
        Instant due = fleet.ask(asked);
        Rounds.await("everybody else is served", BOUND, () -> fleet.done().others() >= others);
        return (fleet.done().lastOtherMicros() - Tally.micros(due)) / 1e6;
    }
}
