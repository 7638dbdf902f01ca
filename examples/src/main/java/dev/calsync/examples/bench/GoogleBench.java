package dev.calsync.examples.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our client of Google Calendar beside Google's own: {@code examples/run bench-google}. See {@link ClientBench} for the
 * method.
 *
 * <p>Ours hands events on as it reads, and keeps the parts of series until they are whole. Google's client reads pages, and
 * what is kept of them is up to its caller. Its processor time is that of keeping nothing, with the fields that we ask for,
 * which is the cheapest; its heap that of all events in one list. Told as well is what it takes to keep the parts of series
 * only, as whoever wants whole series has to, and to keep nothing, with the same fields and with all.
 */
public final class GoogleBench {
    /** The system property with the class path of Google's client; {@code examples/run} sets it. */
    static final String OFFICIAL_CLASSPATH = "calsync.bench.official";

    private GoogleBench() {}

    /**
     * Measures.
     *
     * @return 0; 1 if the full form missed a bar, 2 if an argument is unknown or Google's client is not there
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        return ClientBench.run(new Google(), System.getProperty(OFFICIAL_CLASSPATH, ""), arguments, out, err);
    }

    static final class Google implements ClientBench.Duel {
        static final String SERVER = "dev.calsync.provider.google.testing.GooglePages";
        private static final String PAGE_SIZE = "2500";
        private static final Pattern FIELDS = Pattern.compile("\"fields\":\"([^\"]*)\"");

        @Override
        public String name() {
            return "google";
        }

        /** The server says where the API begins. */
        @Override
        public List<String> server(int events) {
            return List.of(SERVER, "" + events);
        }

        @Override
        public String stats(String where) {
            return where + "stats";
        }

        @Override
        public List<String> ours(String where) {
            return List.of("dev.calsync.examples.bench.GoogleReader", where, PAGE_SIZE);
        }

        @Override
        public List<String> theirs(String where, String stats) {
            return theirs(where, "NONE", fields(stats));
        }

        @Override
        public List<String> theirsKeepingAll(String where, String stats) {
            return theirs(where, "ALL", fields(stats));
        }

        @Override
        public Map<String, List<String>> othersOfTheirs(String where, String stats) {
            Map<String, List<String>> others = new LinkedHashMap<>();
            others.put("the parts of series kept", theirs(where, "SERIES", fields(stats)));
            others.put("one page kept", theirs(where, "NONE", fields(stats)));
            others.put("one page kept, all fields", theirs(where, "NONE", "*"));
            return others;
        }

        private static List<String> theirs(String where, String kept, String fields) {
            return List.of("dev.calsync.provider.google.judge.OfficialReader", where, PAGE_SIZE, kept, fields);
        }

        private static String fields(String stats) {
            Matcher fields = FIELDS.matcher(stats);
            if (!fields.find()) {
                throw new IllegalStateException("no fields in " + stats);
            }
            return fields.group(1);
        }

        @Override
        public long noopRequests(String stats) {
            return 1;
        }
    }
}
