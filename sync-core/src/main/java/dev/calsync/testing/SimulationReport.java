package dev.calsync.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Simulation} went.
 *
 * @param first the first seed, inclusive
 * @param last the last one, inclusive
 * @param ran how many seeds were run; fewer than asked for if too many failed
 * @param counts how often each fault, act, transition and event occurred, also those that never did
 * @param failures the seeds that failed, lowest first
 * @param digest the same if and only if everything happened in the same way
 * @param took how long it took
 */
public record SimulationReport(
        long first,
        long last,
        int ran,
        Map<String, Long> counts,
        List<Failure> failures,
        String digest,
        Duration took) {

    /**
     * A seed that failed.
     *
     * @param seed which
     * @param violations the invariants that did not hold, as they were noticed
     * @param escaped what escaped from a task, or kept the seed from going on; null if nothing did
     * @param replay runs it again
     */
    public record Failure(
            long seed, List<Violation> violations, @Nullable Throwable escaped, String replay) {}

    /** Copies the collections; keeps their order. */
    public SimulationReport {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        failures = List.copyOf(failures);
    }

    static SimulationReport of(
            long first, long last, List<Simulation.SeedResult> results, LongFunction<String> replay, Duration took) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Occurrence occurrence : Occurrence.values()) {
            counts.put(
                    occurrence.text(),
                    results.stream()
                            .mapToLong(result -> result.counts().getOrDefault(occurrence, 0L))
                            .sum());
        }
        List<Simulation.SeedResult> inOrder = new ArrayList<>(results);
        inOrder.sort(Comparator.comparingLong(Simulation.SeedResult::seed));
        long digest = 0;
        List<Failure> failures = new ArrayList<>();
        for (Simulation.SeedResult result : inOrder) {
            digest = digest * 31 + result.digest();
            if (result.failed()) {
                failures.add(
                        new Failure(result.seed(), result.violations(), result.failure(), replay.apply(result.seed())));
            }
        }
        return new SimulationReport(first, last, results.size(), counts, failures, "%016x".formatted(digest), took);
    }

    /** What did not happen once; in a run of a thousand seeds or more there should be nothing. */
    public List<String> neverHappened() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Says so if a seed failed.
     *
     * @throws AssertionError naming each seed that failed, what was seen, and how to run it again; what escaped from the
     *     first of them is its cause
     */
    public void throwIfFailed() {
        if (failures.isEmpty()) {
            return;
        }
        AssertionError error = new AssertionError(failures.stream()
                .map(SimulationReport::describe)
                .collect(Collectors.joining("\n", failures.size() + " of " + ran + " seeds failed:\n", "")));
        Throwable escaped = failures.get(0).escaped();
        if (escaped != null) {
            error.initCause(escaped);
        }
        throw error;
    }

    private static String describe(Failure failure) {
        StringBuilder text = new StringBuilder("seed " + failure.seed() + "; run it again with: " + failure.replay());
        failure.violations().forEach(violation -> text.append("\n    ").append(violation));
        if (failure.escaped() != null) {
            text.append("\n    ").append(failure.escaped());
        }
        return text.toString();
    }

    /** The seeds, the counts by kind, and the digest, on a few lines. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("simulation: seeds " + first + " to " + last + ", " + ran + " ran, "
                + failures.size() + " failed, " + took.toMillis() + " ms, digest " + digest);
        for (Occurrence.Kind kind : Occurrence.Kind.values()) {
            List<String> some = new ArrayList<>();
            for (Occurrence occurrence : Occurrence.values()) {
                if (occurrence.kind() == kind) {
                    some.add(occurrence.text() + "=" + counts.get(occurrence.text()));
                }
            }
            text.append("\n  ").append(kind.title()).append(": ").append(String.join(", ", some));
        }
        return text.toString();
    }
}
