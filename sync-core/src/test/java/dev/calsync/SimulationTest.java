package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.testing.Simulation;
import dev.calsync.testing.SimulationReport;
import org.junit.jupiter.api.Test;

/**
 * Seeds of {@link Simulation}, as many as a build has time for; CI runs ten times as many.
 *
 * <p>A seed that fails is shrunk to as few steps as still fail; {@code -Dcalsync.steps=N} replays it with these.
 *
 * <p>{@code -Dcalsync.seeds=FROM-TO} runs these seeds, {@code -Dcalsync.seeds=N} replays one and tells what happens.
 */
class SimulationTest {
    private static final int ENOUGH_FOR_EVERYTHING = 1_000;
    private static final String REPLAY = "mvn -pl sync-core test -Dtest=SimulationTest -Dcalsync.seeds=";

    @Test
    void whateverHappens_everyInvariantHolds() throws InterruptedException {
        String[] range = System.getProperty("calsync.seeds", "1-500").split("-");
        long first = Long.parseLong(range[0]);
        long last = Long.parseLong(range[range.length - 1]);
        Simulation simulation = Simulation.create()
                .steps(Integer.getInteger("calsync.steps", Simulation.STEPS))
                .replay(seed -> REPLAY + seed);
        SimulationReport report = first == last
                ? simulation.trace(System.out::println).run(first, last)
                : simulation
                        .threads(Math.max(2, Runtime.getRuntime().availableProcessors()))
                        .run(first, last);
        System.out.println(report);
        report.failures()
                .forEach(failure -> System.out.println("seed " + failure.seed() + " still fails with "
                        + simulation.shrink(failure.seed()) + " steps: " + REPLAY + failure.seed() + " -Dcalsync.steps="
                        + simulation.shrink(failure.seed())));
        report.throwIfFailed();
        if (report.ran() >= ENOUGH_FOR_EVERYTHING) {
            assertThat(report.neverHappened()).as("what never happened").isEmpty();
        }
    }
}
