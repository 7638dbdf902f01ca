package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import dev.calsync.schedule.SyncSchedule;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Schedules that fire all the time, at the pace of a million every quarter of an hour; what they ask for are real syncs. */
final class Steady implements Trial {
    private static final double MIN_HELD = 0.99;
    private static final double MAX_LAG_MILLIS = 2_000;
    private static final double MAX_PERCENT = 50;
    private static final Duration SETTLING = Duration.ofSeconds(6);
    private static final Duration LEAD = Duration.ofSeconds(2);
    private static final long LEAD_NANOS_EACH = 40_000;

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        Optional<ProcessHandle> server = ground.server();
        Duration interval = scale.steadyInterval();
        People people = People.of(scale.steady(), Crowd.SCRIPTED).with(SyncSchedule.every(interval));
        try (Fleet fleet = Fleet.of(ground, people, 1)) {
            Town town = fleet.town();
            Instant first = town.crowd().now().plus(LEAD).plusNanos(LEAD_NANOS_EACH * scale.steady());
            town.spread(Tally.micros(first), interval);
            Instant settled = scale.judged() ? first.plus(SETTLING) : first;
            Thread.sleep(
                    Math.max(0, Duration.between(town.crowd().now(), settled).toMillis()));
            Duration node = Processor.of(fleet.node().pid());
            Duration database = Processor.of(server);
            long begun = Tally.micros(town.crowd().now());
            Thread.sleep(scale.steadyFor().toMillis());
            long ended = Tally.micros(town.crowd().now());
            double seconds = (ended - begun) / 1e6;
            double busy = Processor.of(fleet.node().pid()).minus(node).toMillis()
                    + Processor.of(server).minus(database).toMillis();
            String within = " FROM calsync_runs WHERE ended_at BETWEEN " + begun + " AND " + ended;
            double runs = town.plot().number("SELECT count(*)" + within);
            double due = scale.steady() * seconds / interval.toMillis() * 1_000;
            // Where nothing ran at all, what should have run lags behind for as long as was looked.
            double lag = town.plot()
                    .number("SELECT coalesce(percentile_disc(0.99) WITHIN GROUP"
                            + " (ORDER BY started_at - demand_due), " + (ended - begun) + ") / 1000.0" + within);
            double cores = busy / (seconds * 1_000);
            double percent = cores / Runtime.getRuntime().availableProcessors() * 100;
            String what = scale.steady() + " schedules every " + interval.toSeconds() + " s, real syncs";
            board.tell(what, Board.number(runs / seconds) + " runs/s");
            board.atLeast(MIN_HELD, what + ": of what was due", runs / due, "");
            board.atMost(MAX_LAG_MILLIS, what + ": lag p99", lag, "ms");
            board.atMost(MAX_PERCENT, what + ": of all cores, with PostgreSQL", percent, "%");
            board.result("steady_lag_p99_ms", lag);
            board.result("steady_cpu", percent);
        }
    }
}
