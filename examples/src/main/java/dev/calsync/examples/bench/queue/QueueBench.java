package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The queue beside db-scheduler: {@code examples/run bench-queue}. Real processes on a real PostgreSQL that keeps what was
 * committed; each contender has a JVM and a database of its own, and they are measured in turns. Ours runs with its defaults:
 * fenced, two runs at a time of one user, a history row for each run, one work row for each calendar, ten calendars a user.
 *
 * <p>{@code --full} takes the long forms, {@code --rows a,b} only some rows, {@code --jdbc URL} another server, {@code
 * --commit-async} a server that answers before a commit is on the disk; {@code --tiny} shows in seconds that all of it runs, and
 * its figures mean nothing. The quick form leaves other databases out unless their row is named.
 */
public final class QueueBench {
    private static final String ELSEWHERE = "elsewhere";

    private QueueBench() {}

    /** The rows, in the order of the table. */
    private static Map<String, Trial> trials() {
        Map<String, Trial> trials = new LinkedHashMap<>();
        trials.put("throughput", new Throughput());
        trials.put("durable", new Durable());
        trials.put("herd", new Herd());
        trials.put("depth", new Depth());
        trials.put("skew", new Skew());
        trials.put("pickup", new Pickup());
        trials.put("idle", new Idle());
        trials.put("steady", new Steady());
        trials.put("nothing-new", new NothingNew());
        trials.put("held", new HeldOpen());
        trials.put("enqueue", new Enqueue());
        trials.put(ELSEWHERE, new Elsewhere());
        return trials;
    }

    /**
     * Measures.
     *
     * @return 0; 1 if a bar was missed, 2 if an argument is unknown
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, SQLException {
        Map<String, Trial> trials = trials();
        Options options;
        try {
            options = Options.of(arguments, List.copyOf(trials.keySet()), ELSEWHERE);
        } catch (IllegalArgumentException wrong) {
            err.println("bench-queue: " + wrong.getMessage());
            return 2;
        }
        Board board = new Board(out, options.scale().judged());
        try (Ground ground = Ground.of(options.url(), options.commitsLater())) {
            board.say("%s; %s", ground.described(), machine());
            trials.keySet().retainAll(options.rows());
            for (Map.Entry<String, Trial> trial : trials.entrySet()) {
                long begun = System.nanoTime();
                board.say("%s:", trial.getKey());
                trial.getValue().run(ground, options.scale(), board);
                board.say(
                        "  (%d s)", Duration.ofNanos(System.nanoTime() - begun).toSeconds());
            }
        }
        board.show();
        return board.held() ? 0 : 1;
    }

    private static String machine() {
        return "Java " + Runtime.version().feature() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name");
    }
}
