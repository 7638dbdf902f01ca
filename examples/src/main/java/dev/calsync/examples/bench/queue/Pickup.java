package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.queue.Town.People;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * From the moment that one process asks for a calendar until another has its worker begin: with the nodes told of work, and
 * without. What is asked is in a transaction of its own, which counts.
 */
final class Pickup implements Trial {
    private static final int CALENDARS = 3_000;
    private static final double MAX_P50_MILLIS = 5;
    private static final double MAX_P99_MILLIS = 15;
    /** What an engine polls by unless told otherwise. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final double MAX_BY_POLL = 1.2;
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int GAP_MILLIS = 25;
    private static final int WARM_UPS = 100;

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        List<Double> told = millis(ground, scale, true);
        double half = Figures.quantile(told, 0.5);
        double most = Figures.quantile(told, 0.99);
        board.atMost(MAX_P50_MILLIS, "pickup on another node with NOTIFY, p50 of " + told.size(), half, "ms");
        board.atMost(MAX_P99_MILLIS, "pickup on another node with NOTIFY, p99", most, "ms");
        board.result("pickup_p50_ms", half);
        board.result("pickup_p99_ms", most);
        List<Double> polled = millis(ground, scale, false);
        board.tell("pickup without NOTIFY, p50", Board.number(Figures.quantile(polled, 0.5)) + " ms");
        board.atMost(
                MAX_BY_POLL,
                "pickup without NOTIFY, p99 by the poll interval of a second",
                Figures.quantile(polled, 0.99) / POLL.toMillis(),
                "");
    }

    private static List<Double> millis(Ground ground, Scale scale, boolean notify)
            throws IOException, InterruptedException, SQLException {
        People people = new People(
                Math.max(CALENDARS, scale.pickups() * Crowd.CALENDARS_OF_A_USER), Crowd.NOTHING, 0, null, notify);
        String[] more = notify
                ? new String[] {OurNode.WITH_BEGINNINGS}
                : new String[] {OurNode.WITH_BEGINNINGS, OurNode.WITHOUT_NOTIFY};
        try (Fleet fleet = Fleet.of(ground, people, 1, more)) {
            if (scale.warmUps() > 0) {
                ask(fleet, WARM_UPS);
            }
            return ask(fleet, scale.pickups());
        }
    }

    /** Of different users, one after the other. */
    private static List<Double> ask(Fleet fleet, int times) throws IOException, InterruptedException, SQLException {
        fleet.node().forget();
        Random random = new Random(times);
        Map<Integer, Long> asked = new HashMap<>();
        for (int number = 0; number < times; number++) {
            Thread.sleep(GAP_MILLIS / 2 + random.nextInt(GAP_MILLIS));
            int calendar = number * Crowd.CALENDARS_OF_A_USER;
            asked.put(calendar, Tally.micros(Instant.now()));
            fleet.town().crowd().requestNow(List.of(calendar));
        }
        Rounds.await("everything asked for has run", BOUND, () -> fleet.done().all() >= times);
        Map<Integer, Long> begun = OurNode.beginnings(fleet.node().ask("beginnings"));
        List<Double> millis = new ArrayList<>();
        asked.forEach((number, at) ->
                millis.add((Objects.requireNonNull(begun.get(number), "a run that was lost") - at) / 1e3));
        return millis;
    }
}
