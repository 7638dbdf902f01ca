package dev.calsync.examples.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our client beside a provider's own. Both read all of a big calendar into event objects, each in a JVM of its own, from a
 * third JVM that serves pages compressed beforehand. Rounds alternate; figures are medians. The smallest heap is the smallest
 * {@code -Xmx} that a fresh JVM gets through one reading with. The full form holds the figures against bars and fails when
 * one is missed; {@code --quick} shows that all of it runs.
 */
final class ClientBench {
    private static final int EVENTS = 50_000;
    private static final int EVENTS_WHEN_QUICK = 5_000;
    private static final int ROUNDS = 9;
    private static final int WARM_UP = 8;
    private static final int MOST_MEGABYTES = 512;
    private static final Duration START_BOUND = Duration.ofMinutes(2);
    private static final Duration BOUND = Duration.ofMinutes(4);
    private static final Duration HEAP_BOUND = Duration.ofSeconds(90);
    private static final double MIN_SPEED_RATIO = 2;
    private static final double MAX_HEAP_RATIO = 0.25;
    private static final int MAX_HEAP_MEGABYTES = 32;

    private final PrintStream out;
    private final boolean quick;
    private final Duel duel;
    private final String officialClasspath;
    private final int events;
    private boolean held = true;

    /** What differs from provider to provider. A reader answers each line with what it found and its processor time. */
    interface Duel {

        /** What the provider is called in the last line. */
        String name();

        /** The server's main class and arguments; its first line says where it is. */
        List<String> server(int events);

        /** Where the server's {@code /stats} is. */
        String stats(String where);

        /** Our reader's main class and arguments. */
        List<String> ours(String where);

        /** Their reader's main class and arguments, after we have read once. */
        List<String> theirs(String where, String stats);

        /** The same, keeping every event until the last was read; what the bar for the heap is about. */
        default List<String> theirsKeepingAll(String where, String stats) {
            return theirs(where, stats);
        }

        /** Other ways to use their client, by name: measured and told as well, held against no bar. */
        default Map<String, List<String>> othersOfTheirs(String where, String stats) {
            return Map.of();
        }

        /** How many requests it may take to learn that nothing is new. */
        long noopRequests(String stats);
    }

    /** A client in a JVM of its own: class path, main class, arguments. */
    private record Contender(String classpath, List<String> command) {
        OtherJvm start(int megabytes) throws IOException {
            List<String> options = List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Xmx" + megabytes + "m");
            return OtherJvm.start(options, classpath, command.get(0), command.subList(1, command.size()));
        }
    }

    private ClientBench(PrintStream out, boolean quick, Duel duel, String officialClasspath) {
        this.out = out;
        this.quick = quick;
        this.duel = duel;
        this.officialClasspath = officialClasspath;
        this.events = quick ? EVENTS_WHEN_QUICK : EVENTS;
    }

    /**
     * Measures.
     *
     * @param officialClasspath the class path of their client
     * @return 0; 1 if the full form missed a bar, 2 if an argument is unknown or their client is not there
     */
    static int run(Duel duel, String officialClasspath, List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        String command = "bench-" + duel.name();
        if (officialClasspath.isEmpty()) {
            err.println(command + " needs the provider's own client; start it by examples/run");
            return 2;
        }
        if (!arguments.isEmpty() && !arguments.equals(List.of("--quick"))) {
            err.println(command + " takes --quick, not " + String.join(" ", arguments));
            return 2;
        }
        return new ClientBench(out, !arguments.isEmpty(), duel, officialClasspath).measure();
    }

    private int measure() throws IOException, InterruptedException {
        String own = System.getProperty("java.class.path");
        List<String> server = duel.server(events);
        try (OtherJvm jvm = OtherJvm.start(List.of(), own, server.get(0), server.subList(1, server.size()))) {
            String where =
                    jvm.next(START_BOUND).orElseThrow(() -> new IllegalStateException("the server did not start"));
            Contender ours = new Contender(own, duel.ours(where));
            // Lets the server compress all there is, and tells what is asked for.
            long found = first(ours);
            String asked = stats(where);
            Contender theirs = new Contender(officialClasspath, duel.theirs(where, asked));
            Rates rates = rates(where, ours, theirs, found);
            double speedRatio = rates.theirNanos() / rates.ourNanos();
            judge(speedRatio >= MIN_SPEED_RATIO, "processor time an event, theirs by ours", "%.2f", speedRatio, "≥ 2");
            int ourHeap = smallestHeap("ours", ours, found, 4);
            Contender keepingAll = new Contender(officialClasspath, duel.theirsKeepingAll(where, asked));
            int theirHeap = smallestHeap("theirs", keepingAll, found, 8);
            others(duel.othersOfTheirs(where, asked), found);
            double heapRatio = (double) ourHeap / theirHeap;
            judge(ourHeap <= MAX_HEAP_MEGABYTES, "smallest heap", "%.0f MB", ourHeap, "≤ 32 MB");
            judge(heapRatio <= MAX_HEAP_RATIO, "smallest heap, ours by theirs", "%.2f", heapRatio, "≤ 0.25");
            long allowed = duel.noopRequests(asked);
            judge(
                    rates.noopRequests() == allowed,
                    "requests when nothing is new",
                    "%.0f",
                    (double) rates.noopRequests(),
                    "= " + allowed);
            out.printf(
                    Locale.ROOT,
                    "RESULT name=%s speed_ratio=%.2f heap_ratio=%.2f noop_requests=%d bytes_per_event=%.1f%n",
                    duel.name(),
                    speedRatio,
                    heapRatio,
                    rates.noopRequests(),
                    rates.ourBytes());
            return quick || held ? 0 : 1;
        }
    }

    /** How much one reading of all finds, which is the measure for all others. */
    private long first(Contender reader) throws IOException, InterruptedException {
        try (OtherJvm jvm = reader.start(MOST_MEGABYTES)) {
            String line = jvm.ask("read", BOUND)
                    .orElseThrow(() -> new IllegalStateException("our reader ended or took too long"));
            long found = Long.parseLong(line.substring(0, line.indexOf(' ')));
            if (found < events) {
                throw new IllegalStateException("our reader found " + found + " of " + events + " events");
            }
            return found;
        }
    }

    /**
     * What reading costs.
     *
     * @param ourNanos processor time an event
     * @param theirNanos the same, theirs
     * @param ourBytes compressed bytes an event
     * @param noopRequests how many requests we make to learn that nothing is new
     */
    private record Rates(double ourNanos, double theirNanos, double ourBytes, long noopRequests) {}

    private Rates rates(String where, Contender ours, Contender theirs, long found)
            throws IOException, InterruptedException {
        List<Long> our = new ArrayList<>();
        List<Long> their = new ArrayList<>();
        String ourStats = "";
        String theirStats = "";
        try (OtherJvm we = ours.start(MOST_MEGABYTES);
                OtherJvm they = theirs.start(MOST_MEGABYTES)) {
            int rounds = quick ? 2 : WARM_UP + ROUNDS;
            for (int round = 0; round < rounds; round++) {
                our.add(nanos(we.ask("read", BOUND), found));
                ourStats = stats(where);
                their.add(nanos(they.ask("read", BOUND), found));
                theirStats = stats(where);
            }
            int skipped = quick ? 0 : WARM_UP;
            double ourNanos = median(our.subList(skipped, rounds)) / events;
            double theirNanos = median(their.subList(skipped, rounds)) / events;
            nanos(we.ask("again", BOUND), 0);
            long noop = number(stats(where), "requests");
            double ourBytes = (double) number(ourStats, "bytes") / events;
            tell("events", "%.0f", events);
            tell("requests of a whole reading, ours", "%.0f", (double) number(ourStats, "requests"));
            tell("requests of a whole reading, theirs", "%.0f", (double) number(theirStats, "requests"));
            tell("processor time an event, ours", "%.2f us", ourNanos / 1000);
            tell("processor time an event, theirs", "%.2f us", theirNanos / 1000);
            tell("compressed bytes an event, ours", "%.1f", ourBytes);
            tell("compressed bytes an event, theirs", "%.1f", (double) number(theirStats, "bytes") / events);
            return new Rates(ourNanos, theirNanos, ourBytes, noop);
        }
    }

    /** What their client costs when it is used in other ways. */
    private void others(Map<String, List<String>> others, long found) throws IOException, InterruptedException {
        for (Map.Entry<String, List<String>> other : others.entrySet()) {
            Contender reader = new Contender(officialClasspath, other.getValue());
            int rounds = quick ? 1 : WARM_UP + ROUNDS;
            List<Long> nanos = new ArrayList<>();
            try (OtherJvm jvm = reader.start(MOST_MEGABYTES)) {
                for (int round = 0; round < rounds; round++) {
                    nanos.add(nanos(jvm.ask("read", BOUND), found));
                }
            }
            double each = median(nanos.subList(quick ? 0 : WARM_UP, rounds)) / events;
            tell("processor time an event, theirs, " + other.getKey(), "%.2f us", each / 1000);
            smallestHeap("theirs, " + other.getKey(), reader, found, 8);
        }
    }

    private static long nanos(Optional<String> answer, long expected) {
        String line = answer.orElseThrow(() -> new IllegalStateException("a reader ended or took too long"));
        if (!line.startsWith(expected + " ")) {
            throw new IllegalStateException("a reader should find " + expected + ", but said " + line);
        }
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }

    private static double median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private String stats(String where) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(duel.stats(where))).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    static long number(String stats, String name) {
        Matcher number = Pattern.compile('"' + name + "\":(\\d+)").matcher(stats);
        if (!number.find()) {
            throw new IllegalStateException("no " + name + " in " + stats);
        }
        return Long.parseLong(number.group(1));
    }

    /** By halves, between what cannot do and what can. */
    private int smallestHeap(String whose, Contender reader, long found, int tooSmall)
            throws IOException, InterruptedException {
        int low = tooSmall;
        int high = tooSmall * 2;
        while (!fits(reader, found, high) && high < MOST_MEGABYTES) {
            low = high;
            high *= 2;
        }
        int step = quick ? 8 : 1;
        while (high - low > step) {
            int middle = (low + high) / 2;
            if (fits(reader, found, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        tell("smallest heap, " + whose, "%.0f MB", high);
        return high;
    }

    private static boolean fits(Contender reader, long found, int megabytes) throws IOException, InterruptedException {
        try (OtherJvm jvm = reader.start(megabytes)) {
            return jvm.ask("read", HEAP_BOUND)
                    .filter(line -> line.startsWith(found + " "))
                    .isPresent();
        }
    }

    private void tell(String what, String format, double figure) {
        out.printf("%s: %s%n", what, String.format(Locale.ROOT, format, figure));
    }

    private void judge(boolean kept, String what, String format, double figure, String bar) {
        held &= kept;
        String verdict = quick ? "not judged" : kept ? "held" : "MISSED";
        out.printf("%s: %s (bar: %s; %s)%n", what, String.format(Locale.ROOT, format, figure), bar, verdict);
    }
}
