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
            new Example("one", "Shows one.", arguments -> {}), new Example("two", "Shows two.", arguments -> {}));

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
}
