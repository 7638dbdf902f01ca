package dev.calsync.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GoogleQuickstartTest {

    @Test
    void story_isToldToItsEnd() throws Exception {
        Outcome told = Outcome.of((out, err) -> GoogleQuickstart.run(List.of(), out, err));
        assertThat(told.err()).isEmpty();
        assertThat(told.status()).isZero();
        assertThat(told.out())
                .anyMatch(line -> line.matches(" +connected +ada@example\\.com"))
                .anyMatch(line -> line.matches(" +first +240 events in \\d+ requests.*"))
                .anyMatch(line -> line.matches(" +second +1 request, .*"))
                .anyMatch(line -> line.matches(" +launch +there once, as [0-9a-v]{32}"))
                .anyMatch(line -> line.matches(" +deferred +.*userRateLimitExceeded.*"))
                .allMatch(line -> line.length() <= 120 || line.contains("asked of Google"));
        assertThat(told.result()).containsEntry("name", "quickstart-google").containsEntry("pushed", "3");
    }

    @Test
    void commandLineThatMakesNoSense_isRefused_namingEveryFault() throws Exception {
        Outcome refused = Outcome.of((out, err) ->
                GoogleQuickstart.run(List.of("--refresh-token", "x", "--colour", "--calendar"), out, err));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .anyMatch(line -> line.contains("--colour"))
                .anyMatch(line -> line.contains("--calendar needs a value"))
                .anyMatch(line -> line.contains("--client-secret"))
                .anyMatch(line -> line.contains("--help"));
        Outcome help = Outcome.of((out, err) -> GoogleQuickstart.run(List.of("--help"), out, err));
        assertThat(help.out()).anyMatch(line -> line.contains("--access-token"));
    }
}
