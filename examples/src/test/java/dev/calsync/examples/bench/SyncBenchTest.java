package dev.calsync.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the benchmark measures what it says, in its short form. */
class SyncBenchTest {

    @Test
    @Timeout(300)
    void quickForm_syncsEverything_withFewStatements() throws Exception {
        Outcome shown = Outcome.of((out, err) -> SyncBench.run(List.of("--quick"), out, err));

        assertThat(shown.err()).isEmpty();
        assertThat(shown.status()).isZero();
        assertThat(shown.result())
                .containsEntry("name", "sync")
                .containsOnlyKeys(
                        "name", "events_per_s", "bytes_per_event", "statements_per_event", "incremental_cost_ratio");
        assertThat(Double.parseDouble(shown.result().get("statements_per_event")))
                .as("statements that go with the pages, not with the events")
                .isBetween(0.001, 0.1);
        assertThat(Double.parseDouble(shown.result().get("bytes_per_event"))).isBetween(100.0, 5_000.0);
    }

    @Test
    void unknownArgument_isRefused() throws Exception {
        Outcome refused = Outcome.of((out, err) -> SyncBench.run(List.of("--big=7"), out, err));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().contains("--big=7");
    }
}
