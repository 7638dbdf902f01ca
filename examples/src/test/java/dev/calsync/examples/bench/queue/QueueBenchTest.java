package dev.calsync.examples.bench.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The benchmark runs, in processes of its own, and holds what happened against what was to happen: each calendar runs once, and
 * each schedule is armed again, or it fails. How fast that was means nothing here.
 */
class QueueBenchTest {

    @Test
    @Timeout(120)
    void tinyForm_runsEachOnce_andSaysWhatItMeasured() throws Exception {
        Outcome shown =
                Outcome.of((out, err) -> QueueBench.run(List.of("--tiny", "--rows", "herd,nothing-new"), out, err));
        assertThat(shown.err()).isEmpty();
        assertThat(shown.status()).isZero();
        assertThat(shown.out())
                .anyMatch(line -> line.contains("synchronous_commit=on, fsync=on"))
                .anyMatch(line -> line.contains("200 schedules due at once"));
        assertThat(shown.result())
                .containsEntry("name", "queue")
                .containsEntry("runs_per_s", "-")
                .containsKeys("pickup_p99_ms", "steady_cpu", "held_xmin_ratio");
        assertThat(shown.out()).anyMatch(line -> line.contains("statements per real sync with nothing new: "));
        assertThat(Double.parseDouble(shown.result().get("noop_sync_per_s"))).isPositive();
        assertThat(Double.parseDouble(shown.result().get("herd_ratio"))).isPositive();
    }

    @Test
    void unknownArgument_isRefused() throws Exception {
        List<List<String>> wrong = List.of(
                List.of("--fast"),
                List.of("--rows"),
                List.of("--rows", "herd,sheep"),
                List.of("--jdbc", "jdbc:h2:mem:"));
        for (List<String> arguments : wrong) {
            Outcome refused = Outcome.of((out, err) -> QueueBench.run(arguments, out, err));
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).singleElement().asString().contains(arguments.get(0));
        }
    }
}
