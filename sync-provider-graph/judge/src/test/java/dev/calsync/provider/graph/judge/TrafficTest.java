package dev.calsync.provider.graph.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Everything that was said to the fake Graph and by it, in the provider's tests and in the SDK's, is of the names and types
 * of Graph.
 */
class TrafficTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What this module's SDK said, if its test ran before. */
    private static Path own() {
        return Path.of(System.getProperty("calsync.graph.recording", "target/graph-traffic"));
    }

    /** What the provider's tests left: in the same place one directory up, whatever the place is called. */
    private static Path providers() {
        Path here = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                .toAbsolutePath();
        return here.getParent().resolve(here.relativize(own().toAbsolutePath()));
    }

    private static List<JsonNode> recorded(Path folder) throws IOException {
        List<JsonNode> exchanges = new ArrayList<>();
        Path file = folder.resolve("exchanges.jsonl");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                exchanges.add(JSON.readTree(line));
            }
        }
        return exchanges;
    }

    private static Set<String> judged(TypeBook book, List<JsonNode> exchanges) {
        TrafficJudge judge = new TrafficJudge(book);
        exchanges.forEach(judge::check);
        return judge.faults();
    }

    @Test
    void providersTraffic_isThere() throws IOException {
        assertThat(recorded(providers())).as("recorded in " + providers()).hasSizeGreaterThan(20);
    }

    @Test
    void everything_isInTheModelsOfTheSdk() throws IOException {
        ModelBook book = new ModelBook();
        assertThat(judged(book, recorded(providers()))).isEmpty();
        assertThat(judged(book, recorded(own()))).isEmpty();
    }

    @Test
    void everything_isInThePublishedSchema() throws IOException {
        String schema = System.getProperty("calsync.graph.schema", "");
        Assumptions.assumeFalse(schema.isEmpty(), "no schema is given by calsync.graph.schema");
        SchemaBook book = new SchemaBook(Path.of(schema));
        assertThat(book.properties("event")).isNotNull();
        assertThat(judged(book, recorded(providers()))).isEmpty();
        assertThat(judged(book, recorded(own()))).isEmpty();
    }
}
