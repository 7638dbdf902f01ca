package dev.calsync.examples.bench.caldav;

import java.util.Comparator;
import java.util.List;

/**
 * What something took.
 *
 * @param seconds until it was done
 * @param requests how many were sent
 * @param bytes read of their answers, after decompression
 * @param cpuMicros what this process spent on it, on all its threads
 */
record Cost(double seconds, long requests, long bytes, double cpuMicros) {

    /** The one in the middle, by time. */
    static Cost median(List<Cost> costs) {
        return costs.stream()
                .sorted(Comparator.comparingDouble(Cost::seconds))
                .skip(costs.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
