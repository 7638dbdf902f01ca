package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import dev.calsync.schedule.SyncSchedule;
import java.io.IOException;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;

/** Schedules that are all due at once: each fires, runs, and is armed again. Beside db-scheduler's recurring tasks. */
final class Herd implements Trial {
    private static final double MIN_BY_THEIRS = 5;
    /** Not an interval: the phase of one would have some of them fire again at once. */
    private static final SyncSchedule MONTHLY = SyncSchedule.cron("0 0 1 * *", ZoneOffset.UTC);

    private static final long LEAD_MICROS = 1_500_000;
    private static final long LEAD_MICROS_EACH = 40;

    /** One node of ours whose calendars have schedules. */
    private record Firing(Fleet fleet) implements Contender {
        @Override
        public double round(int jobs) throws IOException, InterruptedException, SQLException {
            Town town = fleet.town();
            fleet.node().forget();
            long due = Tally.micros(town.crowd().now()) + LEAD_MICROS + jobs * LEAD_MICROS_EACH;
            town.fireAt(due);
            Done done = fleet.await(jobs);
            town.eachOnce(due, jobs);
            long armed = town.firingAfter(due);
            if (armed != jobs) {
                throw new IllegalStateException("of " + jobs + " schedules only " + armed + " were armed again");
            }
            return jobs * 1e6 / (done.lastMicros() - due);
        }

        @Override
        public void close() throws SQLException {
            fleet.close();
        }
    }

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        People people = People.of(scale.herd(), Crowd.NOTHING).with(MONTHLY);
        try (Firing ours = new Firing(Fleet.of(ground, people, 1));
                Peer theirs = Peer.running(ground, TheirNode.AGAIN)) {
            List<Double> medians = Rounds.medians(scale, scale.herd(), List.of(ours, theirs));
            double ratio = medians.get(0) / medians.get(1);
            String what = scale.herd() + " schedules due at once, run and armed again";
            board.tell(what, Board.number(medians.get(0)) + " /s");
            board.tell("the same, db-scheduler", Board.number(medians.get(1)) + " /s");
            board.atLeast(MIN_BY_THEIRS, what + ", by db-scheduler", ratio, "");
            board.result("herd_ratio", ratio);
        }
    }
}
