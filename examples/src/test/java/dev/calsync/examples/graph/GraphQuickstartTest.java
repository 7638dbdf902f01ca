package dev.calsync.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GraphQuickstartTest {

    @Test
    void story_isToldToItsEnd() throws Exception {
        Outcome told = Outcome.of((out, err) -> GraphQuickstart.run(List.of(), out, err));
        assertThat(told.status()).isZero();
        assertThat(told.err()).isEmpty();
        assertThat(told.out())
                .anyMatch(line -> line.matches(" +account +alice@contoso.example"))
                .anyMatch(line -> line.matches(" +sync +.*3 changed here, 0 written there.*"))
                .anyMatch(line -> line.matches(" +[0-9-]+ +15:00 Stand-up"))
                .anyMatch(line -> line.matches(" +[0-9-]+ +12:00 Lunch with Grace"))
                .allMatch(line -> line.length() <= 120);
        assertThat(told.result()).containsEntry("name", "quickstart-graph").containsEntry("events", "4");
    }

    @Test
    void halfACommandLine_isAnsweredWithTheUsage() throws Exception {
        Outcome told = Outcome.of((out, err) -> GraphQuickstart.run(List.of("--client-id", "x"), out, err));
        assertThat(told.status()).isEqualTo(2);
        assertThat(told.err()).anyMatch(line -> line.contains("--refresh-token"));
    }
}
