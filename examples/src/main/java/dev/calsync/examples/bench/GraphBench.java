package dev.calsync.examples.bench;

import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our client of Microsoft Graph beside Microsoft's SDK: {@code examples/run bench-graph}. Both follow the deltas of the same
 * windows and ask for each series once more in the same batches, because a delta tells neither its cancelled occurrences nor
 * its exceptions elsewhere. See {@link ClientBench} for the method.
 *
 * <p>Ours hands events on as it reads. What is kept of what the SDK reads is up to its caller: its processor time is for keeping
 * nothing but the page; the bar for the heap is for all events in one list, as with Google's client.
 */
public final class GraphBench {
    /** The system property with the class path of Microsoft's SDK; {@code examples/run} sets it. */
    static final String OFFICIAL_CLASSPATH = "calsync.bench.official";

    private GraphBench() {}

    /**
     * Measures.
     *
     * @return 0; 1 if the full form missed a bar, 2 if an argument is unknown or the SDK is not there
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        return ClientBench.run(new Graph(), System.getProperty(OFFICIAL_CLASSPATH, ""), arguments, out, err);
    }

    static final class Graph implements ClientBench.Duel {
        private static final String PAGE_SIZE = "200";

        @Override
        public String name() {
            return "graph";
        }

        @Override
        public List<String> server(int events) {
            long now = TimeSource.system().now().getEpochSecond();
            return List.of("dev.calsync.provider.graph.testing.GraphPages", "" + events, "" + now);
        }

        /** The server says: Graph's address, the sign-in service's, an access token, a refresh token, the calendar's id. */
        private static String part(String where, int index) {
            return where.split(" ", -1)[index];
        }

        @Override
        public String stats(String where) {
            return part(where, 1) + "/stats";
        }

        @Override
        public List<String> ours(String where) {
            return List.of("dev.calsync.examples.bench.GraphReader", part(where, 0), part(where, 2), part(where, 4));
        }

        @Override
        public List<String> theirs(String where, String stats) {
            return theirs(where, "NONE", stats);
        }

        @Override
        public List<String> theirsKeepingAll(String where, String stats) {
            return theirs(where, "ALL", stats);
        }

        private static List<String> theirs(String where, String kept, String stats) {
            List<String> command = new ArrayList<>(List.of(
                    "dev.calsync.provider.graph.judge.OfficialReader",
                    part(where, 0),
                    part(where, 2),
                    part(where, 4),
                    PAGE_SIZE,
                    kept,
                    found(stats, "\"select\":\"([^\"]*)\"").get(0)));
            command.addAll(windows(stats));
            return command;
        }

        @Override
        public long noopRequests(String stats) {
            return windows(stats).size();
        }

        private static List<String> windows(String stats) {
            return found(stats, "\"([^\"]+/[^\"]+)\"");
        }

        private static List<String> found(String text, String pattern) {
            List<String> found = new ArrayList<>();
            Matcher each = Pattern.compile(pattern).matcher(text);
            while (each.find()) {
                found.add(each.group(1));
            }
            return found;
        }
    }
}
