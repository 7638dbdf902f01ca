package dev.calsync.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Examples.Example;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private final List<Example> two = List.of(
            new Example("one", "Shows one.", (arguments, out, err) -> 0),
            new Example("two", "Shows two.", (arguments, out, err) -> arguments.size()));

    @Test
    void eachExample_isListedOnOneLine() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Examples.list(two, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .anyMatch(line -> line.matches("\\s+one\\s+Shows one\\."))
                .anyMatch(line -> line.matches("\\s+two\\s+Shows two\\."))
                .hasSize(3);
    }

    @Test
    void example_isFoundByItsWholeName() {
        assertThat(Examples.find(two, "two")).map(Example::line).contains("Shows two.");
        assertThat(Examples.find(two, "tw")).isEmpty();
    }

    @Test
    void example_isRunWithTheRestOfTheLine_andItsStatusIsKept() throws Exception {
        Outcome ran = Outcome.of((out, err) -> Examples.run(two, List.of("two", "a", "b", "c"), out, err));
        assertThat(ran.status()).isEqualTo(3);
    }

    @Test
    void unknownName_isRefusedWithTheList() throws Exception {
        Outcome refused = Outcome.of((out, err) -> Examples.run(two, List.of("three"), out, err));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).hasSize(4).first().asString().contains("three");
    }

    @Test
    void everyExampleOfTheHouse_isThere() {
        assertThat(Examples.all())
                .extracting(Example::name)
                .containsExactlyInAnyOrder(
                        "quickstart",
                        "quickstart-google",
                        "quickstart-graph",
                        "quickstart-mirror",
                        "sync-once",
                        "custom-worker",
                        "cluster",
                        "kills",
                        "heap-google",
                        "host-table",
                        "bench-engine",
                        "bench-caldav",
                        "bench-sync",
                        "bench-google",
                        "bench-graph",
                        "bench-push",
                        "bench-queue");
        assertThat(Examples.all()).allMatch(example -> example.line().length() <= 95);
    }
}
