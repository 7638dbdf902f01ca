package dev.calsync.examples.bench.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalDavBenchTest {

    @Test
    void quickForm_measuresEverything() throws Exception {
        Outcome shown = Outcome.of((out, err) -> CalDavBench.run(List.of("--quick"), out, err));
        assertThat(shown.status()).isZero();
        assertThat(shown.result())
                .containsEntry("name", "caldav")
                .containsEntry("noop_requests", "1")
                .containsEntry("delta10_requests", "2")
                .containsKeys("pull_vs_bare", "pull_vs_vdirsyncer", "push_vs_bare", "cpu_us_per_event");
        assertThat(Double.parseDouble(shown.result().get("pull_vs_bare"))).isPositive();
        assertThat(Double.parseDouble(shown.result().get("push_vs_bare"))).isPositive();
    }

    @Test
    void unknownArgument_isRefused() throws Exception {
        for (List<String> arguments : List.of(List.of("--fast"), List.of("--url"), List.of("--color", "red"))) {
            Outcome refused = Outcome.of((out, err) -> CalDavBench.run(arguments, out, err));
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).singleElement().asString().contains(arguments.get(0));
        }
    }
}
