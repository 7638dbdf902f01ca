package dev.calsync.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineBenchTest {

    @Test
    void quickForm_measuresEverything() throws Exception {
        Outcome shown = Outcome.of((out, err) -> EngineBench.run(List.of("--quick", "--calendars=200"), out, err));
        assertThat(shown.status()).isZero();
        assertThat(shown.out()).anyMatch(line -> line.startsWith("runs: 19200 (bar: = 19200;"));
        assertThat(shown.result())
                .containsEntry("name", "engine")
                .containsKeys(
                        "queue_ops_per_s_10k",
                        "queue_ops_per_s_1m",
                        "comparisons_ratio",
                        "cron_next_us",
                        "virtual_day_s",
                        "heap_ratio");
        assertThat(Double.parseDouble(shown.result().get("queue_ops_per_s_10k")))
                .isPositive();
        assertThat(Double.parseDouble(shown.result().get("comparisons_ratio"))).isBetween(0.5, 2.0);
    }

    @Test
    void unknownArgument_isRefused() throws Exception {
        Outcome refused = Outcome.of((out, err) -> EngineBench.run(List.of("--fast"), out, err));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().contains("--fast");
    }
}
