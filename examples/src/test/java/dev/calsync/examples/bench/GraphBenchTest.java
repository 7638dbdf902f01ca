package dev.calsync.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphBenchTest {
    private static final String WHERE = "http://a/v1.0 http://a token refresh calendar";
    private static final String STATS = "{\"requests\":9,\"bytes\":77,\"select\":\"id,subject\",\"windows\":"
            + "[\"2026-01-01T00:00:00Z/2026-04-01T00:00:00Z\",\"2026-04-01T00:00:00Z/2026-07-01T00:00:00Z\"]}";

    @Test
    void sdkThatIsNotThere_isAskedForWithTheWayToStart() throws Exception {
        Outcome alone = Outcome.of((out, err) -> GraphBench.run(List.of(), out, err));
        assertThat(alone.status()).isEqualTo(2);
        assertThat(alone.err()).singleElement().asString().contains("bench-graph", "examples/run");
    }

    @Test
    void bothReadTheSameWindows_andAskForTheSameOfASeries() {
        GraphBench.Graph graph = new GraphBench.Graph();
        assertThat(graph.stats(WHERE)).isEqualTo("http://a/stats");
        assertThat(graph.ours(WHERE)).endsWith("http://a/v1.0", "token", "calendar");
        assertThat(graph.theirs(WHERE, STATS))
                .endsWith(
                        "http://a/v1.0",
                        "token",
                        "calendar",
                        "200",
                        "NONE",
                        "id,subject",
                        "2026-01-01T00:00:00Z/2026-04-01T00:00:00Z",
                        "2026-04-01T00:00:00Z/2026-07-01T00:00:00Z");
        assertThat(graph.theirsKeepingAll(WHERE, STATS)).contains("ALL").doesNotContain("NONE");
        assertThat(graph.noopRequests(STATS)).as("one for each window").isEqualTo(2);
    }
}
