package dev.calsync.examples.bench;

import dev.calsync.store.jdbc.testing.PostgresServer;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a sync costs beside its provider: {@code examples/run bench-sync}. A whole engine with 64 MB of heap, in a JVM of its
 * own, syncs a calendar of 100,000 events into PostgreSQL for the first time; then all of them change, and are synced as
 * changes; then everything is listed once more with nothing new. At last ten changes are synced in turns in a calendar of a
 * thousand events and in one of a million. The provider makes its events up, so that it costs next to nothing.
 *
 * <p>The full form holds the figures against bars and fails when one is missed; {@code --quick} shows in seconds that all of it
 * runs, and its figures mean nothing. {@code --big=N} says how many events the big calendar has.
 */
public final class SyncBench {
    private static final Duration BOUND = Duration.ofMinutes(20);
    private static final int CHANGES = 10;
    private static final double MIN_EVENTS_PER_SECOND = 5_000;
    private static final double MAX_STATEMENTS_PER_EVENT = 0.05;
    private static final double MAX_COST_RATIO = 1.3;
    private static final long MEGABYTE = 1 << 20;
    private static final long MAX_HEAP_BYTES = 64 * MEGABYTE;

    private final PrintStream out;
    private final boolean quick;
    private boolean held = true;

    private SyncBench(PrintStream out, boolean quick) {
        this.out = out;
        this.quick = quick;
    }

    /** How much is synced. */
    private record Size(int events, int small, int big, int turns) {}

    /**
     * Measures.
     *
     * @return 0; 1 if the full form missed a bar or a sync failed, 2 if an argument is unknown
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, SQLException {
        boolean quick = false;
        int big = 1_000_000;
        for (String argument : arguments) {
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.matches("--big=[1-9][0-9]{3,6}")) {
                big = Integer.parseInt(argument.substring(argument.indexOf('=') + 1));
            } else {
                err.println("bench-sync takes --quick and --big=N (1000 to 9999999), not " + argument);
                return 2;
            }
        }
        return new SyncBench(out, quick)
                .measure(quick ? new Size(3_000, 100, 2_000, 3) : new Size(100_000, 1_000, big, 61));
    }

    private int measure(Size size) throws IOException, InterruptedException, SQLException {
        String classpath = System.getProperty("java.class.path");
        // The collector that a JVM chooses where it has little memory; this machine may have more.
        List<String> options = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
        try (PostgresServer server = PostgresServer.start(PostgresServer.Durability.ON_DISK)) {
            String url = server.url("postgres");
            try (OtherJvm engine = OtherJvm.start(options, classpath, SyncEngine.class.getName(), List.of(url))) {
                return measure(engine, url, size);
            }
        }
    }

    private int measure(OtherJvm engine, String url, Size size) throws IOException, InterruptedException, SQLException {
        long heapBytes = Long.parseLong(ask(engine, "heap MAX"));
        judge(heapBytes <= MAX_HEAP_BYTES, "the engine's heap at most, MB", heapBytes / (double) MEGABYTE, "≤ 64");
        ask(engine, "calendar warm " + size.events / 10);
        sync(engine, "warm", "FULL", size.events / 10);
        ask(engine, "calendar all " + size.events);
        long bytesBefore = bytes(url);
        Synced first = sync(engine, "all", "FULL", size.events);
        double bytesPerEvent = (bytes(url) - bytesBefore) / (double) size.events;
        ask(engine, "change all " + size.events);
        Synced changed = sync(engine, "all", "INCREMENTAL", size.events);
        Synced again = sync(engine, "all", "FULL", 0);

        double perSecond = Math.min(first.perSecond(size.events), changed.perSecond(size.events));
        double statements = Math.max(first.statements, changed.statements) / (double) size.events;
        out.printf(Locale.ROOT, "first sync of %d events: %s%n", size.events, first.text(size.events));
        out.printf(Locale.ROOT, "all of them changed: %s%n", changed.text(size.events));
        out.printf(Locale.ROOT, "all listed, nothing new: %s%n", again.text(size.events));
        judge(perSecond >= MIN_EVENTS_PER_SECOND, "the slower of the two, events/s", perSecond, "≥ 5,000");
        judge(statements <= MAX_STATEMENTS_PER_EVENT, "statements an event", statements, "≤ 0.05");
        double ratio = costRatio(engine, size);
        judge(ratio <= MAX_COST_RATIO, "ten changes, big by small calendar", ratio, "≤ 1.3");
        out.printf(
                Locale.ROOT,
                "RESULT name=sync events_per_s=%.0f bytes_per_event=%.0f statements_per_event=%.4f"
                        + " incremental_cost_ratio=%.2f%n",
                perSecond,
                bytesPerEvent,
                statements,
                ratio);
        return quick || held ? 0 : 1;
    }

    /** In turns, so that whatever else the machine does meets both. */
    private double costRatio(OtherJvm engine, Size size) throws IOException, InterruptedException {
        for (String name : List.of("small", "big")) {
            int events = name.equals("big") ? size.big : size.small;
            ask(engine, "calendar " + name + " " + events);
            ask(engine, "seed " + name + " " + events);
        }
        List<Long> small = new ArrayList<>();
        List<Long> big = new ArrayList<>();
        long statements = 0;
        for (int turn = 0; turn < size.turns; turn++) {
            ask(engine, "change small " + CHANGES);
            ask(engine, "change big " + CHANGES);
            Synced one = sync(engine, "small", "INCREMENTAL", CHANGES);
            Synced other = sync(engine, "big", "INCREMENTAL", CHANGES);
            small.add(one.micros);
            big.add(other.micros);
            statements = other.statements;
        }
        out.printf(
                Locale.ROOT,
                "ten changes: %d us in a calendar of %d, %d us in one of %d (medians of %d), %d statements with the claim%n",
                median(small),
                size.small,
                median(big),
                size.big,
                size.turns,
                statements);
        return (double) median(big) / Math.max(1, median(small));
    }

    private static long median(List<Long> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    /** How a sync went: microseconds of its run, statements and processor time of the engine meanwhile. */
    private record Synced(long micros, long statements, long processorMicros) {
        double perSecond(int events) {
            return events * 1e6 / Math.max(1, micros);
        }

        String text(int events) {
            return String.format(
                    Locale.ROOT,
                    "%.1f s, %.0f events/s, %d statements, %.1f us of the engine's processor time an event",
                    micros / 1e6,
                    perSecond(events),
                    statements,
                    processorMicros / (double) events);
        }
    }

    private Synced sync(OtherJvm engine, String calendar, String type, int pulled)
            throws IOException, InterruptedException {
        String said = ask(engine, "sync " + calendar + " " + type);
        String[] words = said.split(" ", -1);
        if (words.length != 5 || !words[0].equals("COMPLETED") || !words[1].equals("" + pulled)) {
            throw new IllegalStateException("a sync of calendar " + calendar + " should pull " + pulled + ": " + said);
        }
        return new Synced(Long.parseLong(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
    }

    private static String ask(OtherJvm engine, String line) throws IOException, InterruptedException {
        return engine.ask(line, BOUND)
                .orElseThrow(() -> new IllegalStateException("the engine ended or took too long at: " + line));
    }

    private static long bytes(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            size.next();
            return size.getLong(1);
        }
    }

    private void judge(boolean kept, String what, double figure, String bar) {
        held &= kept;
        String verdict = quick ? "not judged" : kept ? "held" : "MISSED";
        out.printf(Locale.ROOT, "%s: %.3f (bar: %s; %s)%n", what, figure, bar, verdict);
    }
}
