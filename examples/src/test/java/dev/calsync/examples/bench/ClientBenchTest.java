package dev.calsync.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClientBenchTest {
    private static final int EVENTS = 50_000;

    /** Two clients of which everything is known. */
    private record Known(int ourNanos, int ourMegabytes, int theirNanos, int theirMegabytes)
            implements ClientBench.Duel {
        @Override
        public String name() {
            return "known";
        }

        @Override
        public List<String> server(int events) {
            return List.of(Twin.Server.class.getName(), "{\"requests\":1,\"bytes\":" + 100 * events + "}");
        }

        @Override
        public String stats(String where) {
            return where + "stats";
        }

        @Override
        public List<String> ours(String where) {
            return reader(ourNanos, ourMegabytes);
        }

        @Override
        public List<String> theirs(String where, String stats) {
            return reader(theirNanos, theirMegabytes);
        }

        @Override
        public Map<String, List<String>> othersOfTheirs(String where, String stats) {
            return Map.of("in another way", reader(theirNanos / 2, 1));
        }

        @Override
        public long noopRequests(String stats) {
            return 1;
        }

        private static List<String> reader(long nanosAnEvent, int megabytes) {
            return List.of(Twin.Reader.class.getName(), "" + megabytes, EVENTS + " " + nanosAnEvent * EVENTS);
        }
    }

    private static Outcome run(ClientBench.Duel duel, String... arguments) throws Exception {
        String classpath = System.getProperty("java.class.path");
        return Outcome.of((out, err) -> ClientBench.run(duel, classpath, List.of(arguments), out, err));
    }

    @Test
    void fasterAndSmaller_holdsTheBars() throws Exception {
        Outcome shown = run(new Known(10_000, 1, 25_000, 40));
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains("processor time an event, ours: 10.00 us", "processor time an event, theirs: 25.00 us")
                .contains("processor time an event, theirs, in another way: 12.50 us")
                .anyMatch(line -> line.startsWith("smallest heap, theirs, in another way: "))
                .noneMatch(line -> line.contains("MISSED"));
        assertThat(shown.result())
                .containsEntry("name", "known")
                .containsEntry("speed_ratio", "2.50")
                .containsEntry("noop_requests", "1")
                .containsEntry("bytes_per_event", "100.0");
        assertThat(Double.parseDouble(shown.result().get("heap_ratio"))).isBetween(0.02, 0.25);
        assertThat(shown.status()).isZero();
    }

    @Test
    void barThatIsMissed_isToldAndFails() throws Exception {
        Outcome shown = run(new Known(10_000, 1, 19_000, 2));
        assertThat(shown.out())
                .contains("processor time an event, theirs by ours: 1.90 (bar: ≥ 2; MISSED)")
                .anyMatch(line -> line.startsWith("smallest heap, ours by theirs") && line.endsWith("MISSED)"))
                .contains("requests when nothing is new: 1 (bar: = 1; held)");
        assertThat(shown.status()).isEqualTo(1);
    }

    @Test
    void unknownArgument_isRefused_andSoIsAMissingClient() throws Exception {
        Outcome refused = run(new Known(1, 1, 1, 1), "--fast");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().contains("bench-known", "--quick", "--fast");
        Outcome alone = Outcome.of((out, err) -> GoogleBench.run(List.of(), out, err));
        assertThat(alone.status()).isEqualTo(2);
        assertThat(alone.err()).singleElement().asString().contains("bench-google", "examples/run");
    }

    @Test
    void google_comparesTheSameFields() {
        GoogleBench.Google google = new GoogleBench.Google();
        String stats = "{\"requests\":20,\"bytes\":77,\"fields\":\"items(id,start),nextPageToken\"}";
        assertThat(google.stats("http://a/")).isEqualTo("http://a/stats");
        assertThat(google.theirs("http://a/", stats))
                .endsWith("http://a/", "2500", "NONE", "items(id,start),nextPageToken");
        assertThat(google.theirsKeepingAll("http://a/", stats))
                .endsWith("2500", "ALL", "items(id,start),nextPageToken");
        assertThat(google.othersOfTheirs("http://a/", stats).values())
                .allMatch(command -> command.contains("http://a/"));
        assertThat(ClientBench.number(stats, "bytes")).isEqualTo(77);
    }
}
