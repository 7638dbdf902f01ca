package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Seeds of {@link MirrorSimulation}: {@code -Dcalsync.seeds.mirror=1-1000} for more, one number for one of them. */
class MirrorSimulationTest {
    private static final String SEEDS = System.getProperty("calsync.seeds.mirror", "1-12");

    /** What is wrong with a seed; empty if nothing is. */
    private static Optional<String> run(long seed, Map<String, Integer> happened) {
        MirrorSimulation simulation = new MirrorSimulation(seed);
        try {
            simulation.run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException wrong) {
            return Optional.of("seed " + seed + ": " + wrong.getMessage());
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        } finally {
            simulation.happened.forEach((what, count) -> happened.merge(what, count, Integer::sum));
        }
    }

    @Test
    void threeProvidersInALineOrARing_agreeOnceTheFaultsStop() {
        int dash = SEEDS.indexOf('-');
        long first = Long.parseLong(dash < 0 ? SEEDS : SEEDS.substring(0, dash));
        long last = Long.parseLong(SEEDS.substring(dash + 1));
        Map<String, Integer> happened = new ConcurrentSkipListMap<>();
        List<String> failed = LongStream.rangeClosed(first, last)
                .parallel()
                .mapToObj(seed -> run(seed, happened))
                .flatMap(Optional::stream)
                .toList();
        System.out.println("mirrors, seeds " + SEEDS + ": " + happened);
        assertThat(failed).isEmpty();
        if (last - first >= 11) {
            assertThat(happened)
                    .containsKeys(
                            "answer lost",
                            "commit's answer lost",
                            "cursors expired",
                            "deleted here",
                            "deleted there",
                            "edited here",
                            "edited there",
                            "node died",
                            "request lost",
                            "store away");
        }
    }
}
