package dev.calsync.examples.hosttable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import org.junit.jupiter.api.Test;

class HostTableTest {

    @Test
    void bothSidesEdit_andNothingIsLost() throws Exception {
        Outcome shown = Outcome.of((out, err) -> HostTable.run(out));

        assertThat(shown.status()).isZero();
        assertThat(String.join("\n", shown.out()))
                .contains(
                        "  at the provider: Lunch\n",
                        "  at the provider: Lunch, moved\n",
                        "  kept as a revision: Lunch with Bob\n")
                .endsWith("  at the provider: Stand-up");
    }
}
