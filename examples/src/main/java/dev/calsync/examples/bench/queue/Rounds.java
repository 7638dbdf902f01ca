package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contenders in turns, so that whatever else the machine does meets all of them. */
final class Rounds {
    private static final long LOOK_MILLIS = 20;

    private Rounds() {}

    /** Of each contender, the median of its rounds. */
    static List<Double> medians(Scale scale, int jobs, List<? extends Contender> contenders)
            throws IOException, InterruptedException, SQLException {
        List<List<Double>> readings = new ArrayList<>();
        contenders.forEach(each -> readings.add(new ArrayList<>()));
        for (int round = -scale.warmUps(); round < scale.rounds(); round++) {
            for (int i = 0; i < contenders.size(); i++) {
                double reading = contenders.get(i).round(jobs);
                if (round >= 0) {
                    readings.get(i).add(reading);
                }
            }
        }
        return readings.stream().map(Figures::median).toList();
    }

    /** What is waited for. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException, SQLException;
    }

    /** Waits, and not for ever. */
    static void await(String what, Duration bound, Condition condition)
            throws IOException, InterruptedException, SQLException {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited " + bound.toSeconds() + " s in vain until " + what);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
