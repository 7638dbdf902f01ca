package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import dev.calsync.schedule.SyncSchedule;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Many schedules, none of which is due. */
final class Idle implements Trial {
    private static final double MAX_STATEMENTS_PER_SECOND = 2;
    private static final double MAX_PERCENT_OF_A_CORE = 3;
    private static final Duration INTERVAL = Duration.ofHours(24);
    /** Until the JVM has loaded and compiled what it idles with, and the database has written what was seeded. */
    private static final Duration SETTLING = Duration.ofSeconds(8);

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        Optional<ProcessHandle> server = ground.server();
        People people = People.of(scale.idle(), Crowd.NOTHING).with(SyncSchedule.every(INTERVAL));
        try (Fleet fleet = Fleet.of(ground, people, 1)) {
            Thread.sleep(scale.judged() ? SETTLING.toMillis() : 0);
            long statements = fleet.statements();
            Duration node = Processor.of(fleet.node().pid());
            Duration database = Processor.of(server);
            long begun = System.nanoTime();
            Thread.sleep(scale.idling().toMillis());
            double seconds = (System.nanoTime() - begun) / 1e9;
            double perSecond = (fleet.statements() - statements) / seconds;
            double ours = percent(node, Processor.of(fleet.node().pid()), seconds);
            double theirs = percent(database, Processor.of(server), seconds);
            if (fleet.done().all() > 0) {
                throw new IllegalStateException("something ran, though nothing was due");
            }
            String what = "idle with " + scale.idle() + " schedules";
            board.atMost(MAX_STATEMENTS_PER_SECOND, what + ": statements", perSecond, "/s");
            board.atMost(MAX_PERCENT_OF_A_CORE, what + ": of a core, JVM and PostgreSQL", ours + theirs, "%");
            board.tell("of that, PostgreSQL", Board.number(theirs) + " %");
            board.result("idle_statements_per_s", perSecond);
        }
    }

    private static double percent(Duration before, Duration after, double seconds) {
        return after.minus(before).toMillis() / (seconds * 1_000) * 100;
    }
}
