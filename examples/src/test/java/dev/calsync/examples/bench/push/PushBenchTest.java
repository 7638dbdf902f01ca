package dev.calsync.examples.bench.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real time, end to end over real HTTP: every edit there comes here, and a forged flood brings about nothing. */
class PushBenchTest {
    @Test
    void shortForm_bringsEveryEdit_andNoForgedCallPullsAnything() throws Exception {
        Outcome told = Outcome.of((out, err) -> PushBench.run(List.of("--quick"), out, err));
        assertThat(told.status()).isZero();
        assertThat(told.out()).anyMatch(line -> line.startsWith("idle engine: 40 edits"));
        assertThat(told.out()).anyMatch(line -> line.contains(" 0 answered otherwise than real ones"));
        assertThat(told.out().get(told.out().size() - 1))
                .startsWith("RESULT name=push p50_ms=")
                .contains(" forged_pulls=0 ");
    }
}
