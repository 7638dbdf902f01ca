package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A thousand runs a second, before and while somebody holds a transaction open, so that no version of a row that ended
 * meanwhile can be cleaned away. Compared is the last part of that time, when most of them lie about.
 */
final class HeldOpen implements Trial {
    private static final int RUNS_PER_SECOND = 1_000;
    private static final int ASKED_AT_ONCE = 10;
    private static final int CALENDARS = 20_000;
    private static final double MIN_THROUGHPUT = 0.8;
    private static final double MAX_LATENCY = 1.2;

    /** What was seen of the runs of a time. */
    private record Seen(double perSecond, double halfMillis, double mostMillis) {}

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        Duration part = scale.heldFor().dividedBy(5);
        try (Fleet fleet = Fleet.of(ground, People.of(CALENDARS, Crowd.NOTHING), 1)) {
            load(fleet, part.dividedBy(2));
            Seen before = load(fleet, part);
            Seen held;
            try (Connection holder = fleet.town().plot().connect();
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                statement.execute("SELECT count(*) FROM calsync_nodes");
                load(fleet, scale.heldFor().minus(part));
                held = load(fleet, part);
            }
            report(scale, board, before, held);
        }
    }

    private static void report(Scale scale, Board board, Seen before, Seen held) {
        String what = "a transaction open for " + scale.heldFor().toSeconds() + " s: ";
        double throughput = before.perSecond == 0 ? 0 : held.perSecond / before.perSecond;
        double latency = held.halfMillis / before.halfMillis;
        board.tell("runs/s asked for singly, before and held", pair(before.perSecond, held.perSecond));
        board.tell("from asked for to ended, p50 before and held", pair(before.halfMillis, held.halfMillis) + " ms");
        board.tell("from asked for to ended, p99 before and held", pair(before.mostMillis, held.mostMillis) + " ms");
        board.atLeast(MIN_THROUGHPUT, what + "throughput by that before", throughput, "");
        board.atMost(MAX_LATENCY, what + "p50 by that before", latency, "");
        board.result("held_xmin_ratio", Math.min(throughput, 1 / latency));
    }

    private static String pair(double before, double held) {
        return Board.number(before) + " / " + Board.number(held);
    }

    /** Each of another user, and each calendar's turn comes once in a while. */
    private static List<Integer> calendars(int group) {
        int users = CALENDARS / Crowd.CALENDARS_OF_A_USER;
        return IntStream.range(group * ASKED_AT_ONCE, (group + 1) * ASKED_AT_ONCE)
                .map(turn -> turn % users * Crowd.CALENDARS_OF_A_USER + turn / users)
                .boxed()
                .toList();
    }

    /** Asks for so many runs a second for a while, in small groups, and looks into the history. */
    private static Seen load(Fleet fleet, Duration span) throws SQLException, InterruptedException {
        Town town = fleet.town();
        long begun = Tally.micros(town.crowd().now());
        long start = System.nanoTime();
        long groups = span.toMillis() * RUNS_PER_SECOND / ASKED_AT_ONCE / 1_000;
        for (long group = 0; group < groups && System.nanoTime() - start < span.toNanos(); group++) {
            long wait = start + group * 1_000_000_000L * ASKED_AT_ONCE / RUNS_PER_SECOND - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            town.crowd().requestNow(calendars((int) (group % (CALENDARS / ASKED_AT_ONCE))));
        }
        long ended = Tally.micros(town.crowd().now());
        String within = " FROM calsync_runs WHERE ended_at BETWEEN " + begun + " AND " + ended;
        // Where nothing ran at all, it takes at least as long as was looked.
        String millis = "SELECT coalesce(percentile_disc(%s) WITHIN GROUP (ORDER BY ended_at - demand_due), "
                + span.toNanos() / 1_000 + ") / 1000.0";
        double runs = town.plot().number("SELECT count(*)" + within);
        return new Seen(
                runs / ((ended - begun) / 1e6),
                town.plot().number(millis.formatted("0.5") + within),
                town.plot().number(millis.formatted("0.99") + within));
    }
}
