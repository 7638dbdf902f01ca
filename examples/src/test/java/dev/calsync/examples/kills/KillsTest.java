package dev.calsync.examples.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class KillsTest {
    /** Takes a minute or two; CI runs the same by {@code examples/run kills --quick}. Here with {@code -Dcalsync.kills=true}. */
    @Test
    @Timeout(600)
    @EnabledIfSystemProperty(named = "calsync.kills", matches = "true")
    void quickForm_losesNothing() throws Exception {
        Outcome ran = Outcome.of((out, err) -> Kills.run(List.of("--quick"), out, err));

        assertThat(ran.out()).last().asString().startsWith("RESULT name=kills lost=0 doubled=0 diverged=0 kills=");
        assertThat(ran.status()).isZero();
    }

    @Test
    @Timeout(600)
    @EnabledIfSystemProperty(named = "calsync.kills", matches = "true")
    void engineThatNotesItsPlaceBeforeThePage_isFoundOut() throws Exception {
        boolean good = true;
        for (int seed = 1; seed <= 5 && good; seed++) {
            good = Kills.broken(Place.Breakage.CHECKPOINT_FIRST, seed, System.out)
                    .good();
        }

        assertThat(good).isFalse();
    }

    @Test
    void unknownArgument_isRefused() throws Exception {
        Outcome refused = Outcome.of((out, err) -> Kills.run(List.of("--slow"), out, err));

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().contains("--quick");
    }
}
