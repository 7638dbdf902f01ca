package dev.calsync.examples.bench.queue;

import java.util.List;

/** Of many readings, one. */
final class Figures {
    private Figures() {}

    static double median(List<Double> readings) {
        return quantile(readings, 0.5);
    }

    /** @param share of the readings that are as small or smaller, 0 to 1 */
    static double quantile(List<Double> readings, double share) {
        List<Double> sorted = readings.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }
}
