package dev.calsync.examples.kills;

import dev.calsync.examples.cluster.Children;
import dev.calsync.store.jdbc.testing.PostgresServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An engine over H2 in a file and over PostgreSQL, behind a network that cuts, swallows and delays, and in a process that is
 * killed (SIGKILL) at random moments, while both sides edit: {@code examples/run kills}. Then the same with the events in a table
 * of the application's own, and a kill between every two steps of a run. In the end the network is good, and every edit is at
 * both ends or in a revision, nothing is there twice, and both sides agree.
 *
 * <p>{@code --quick} kills less often; {@code --seed=N} plays other dice. The moments of kills follow from the seed and from how
 * far the conversation has come, so that a run is like another of the same seed, but not the same.
 */
public final class Kills {
    private static final int EDITS_A_LIFE = 400;
    private static final int CHUNKS_A_LIFE = 60;
    private static final int MOST_STEPS = 18;
    private static final long LONGEST_LIFE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final Duration MOST = Duration.ofMinutes(10);

    private final PrintStream out;
    private final long seed;
    private final int lives;
    private final int stops;
    private final Place.Breakage breakage;
    private final long begin = System.nanoTime();
    private int started;

    private Kills(PrintStream out, long seed, boolean quick, Place.Breakage breakage) {
        this.out = out;
        this.seed = seed;
        this.lives = quick ? 6 : 25;
        this.stops = quick ? 3 : 1;
        this.breakage = breakage;
    }

    /** Returns 0 if nothing was lost or doubled and both sides agreed, 2 if an argument is unknown. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        boolean quick = false;
        long seed = 9;
        for (String argument : arguments) {
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.matches("--seed=[0-9]{1,9}")) {
                seed = Long.parseLong(argument.substring("--seed=".length()));
            } else {
                err.println("kills takes --quick and --seed=N, not " + argument);
                return 2;
            }
        }
        return new Kills(out, seed, quick, Place.Breakage.NONE).run();
    }

    /** As the quick form, with an engine that is broken, and over H2 alone. */
    static Verdict broken(Place.Breakage breakage, long seed, PrintStream out) throws Exception {
        Kills kills = new Kills(out, seed, true, breakage);
        return kills.onH2((database, table) -> kills.randomKills(database, "H2, broken: " + breakage));
    }

    private int run() throws Exception {
        Verdict all = onH2((database, table) -> {
            Verdict random = randomKills(database, "H2 in a file");
            Verdict own = betweenSteps(database + "-outside", table, Place.Replica.OTHER_DATABASE);
            return random.and(own).and(betweenSteps(database + "-joined", table, Place.Replica.SAME_DATABASE));
        });
        try (PostgresServer server = PostgresServer.start(PostgresServer.Durability.FAST)) {
            all = all.and(randomKills(server.url("postgres"), "PostgreSQL"));
        }
        all.lost().forEach(line -> out.println("  lost: " + line));
        all.doubled().forEach(line -> out.println("  doubled: " + line));
        all.diverged().forEach(line -> out.println("  diverged: " + line));
        out.println("RESULT name=kills " + all.text());
        return all.good() && all.kills() > 0 && all.cuts() > 0 ? 0 : 1;
    }

    /** What is done with a database and another one. */
    private interface OnTwo {
        Verdict with(String database, String table) throws Exception;
    }

    private Verdict onH2(OnTwo trials) throws Exception {
        Path directory = Files.createTempDirectory("calsync-kills");
        try {
            return trials.with(
                    "jdbc:h2:retry:" + directory.resolve("calsync"),
                    // What is applied has to be durable on return: the host sees to that for his own database.
                    "jdbc:h2:retry:" + directory.resolve("table") + ";WRITE_DELAY=0");
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Edits go on while the process is killed, again and again, at moments when it talks to the server. */
    private Verdict randomKills(String database, String name) throws Exception {
        try (Trial trial = new Trial(seed);
                Children children = new Children()) {
            Place place = new Place(database, trial.url(), Place.Replica.BUILT_IN, "", breakage);
            try (ChildDesk desk = start(children, place, 0)) {
                trial.connect(desk);
            }
            for (int life = 0; life < lives && System.nanoTime() - begin < MOST.toNanos(); life++) {
                try (ChildDesk desk = start(children, place, 0)) {
                    Thread killer = killer(trial, desk);
                    killer.start();
                    trial.edit(desk, EDITS_A_LIFE);
                    killer.join();
                    trial.killed();
                    trial.editThere(2);
                }
            }
            return judge(trial, children, place, name);
        }
    }

    private Thread killer(Trial trial, ChildDesk desk) {
        long until = trial.passed() + 1 + trial.dice().nextInt(CHUNKS_A_LIFE);
        // At once, while it talks, or later, when it writes down what it has heard.
        int latestMicros = trial.dice().nextBoolean() ? 20_000 : 400_000;
        long after = TimeUnit.MICROSECONDS.toNanos(trial.dice().nextInt(latestMicros));
        long began = System.nanoTime();
        Thread killer = new Thread(
                () -> {
                    while (trial.passed() < until && System.nanoTime() - began < LONGEST_LIFE_NANOS) {
                        Trial.pause(Duration.ofNanos(LOOK_NANOS));
                    }
                    Trial.pause(Duration.ofNanos(after));
                    try {
                        desk.kill();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                },
                "kills-killer");
        killer.setDaemon(true);
        return killer;
    }

    /** Each life has something to do for both sides, and ends one step later than the one before. */
    private Verdict betweenSteps(String database, String table, Place.Replica replica) throws Exception {
        try (Trial trial = new Trial(seed + 1);
                Children children = new Children()) {
            Place place = new Place(database, trial.url(), replica, table, breakage);
            try (ChildDesk desk = start(children, place, 0)) {
                trial.connect(desk);
            }
            for (int step = 1; step <= MOST_STEPS; step += stops) {
                try (ChildDesk desk = start(children, place, step)) {
                    trial.editThere(3);
                    trial.edit(desk, 3);
                    if (desk.stopped()) {
                        desk.kill();
                        trial.killed();
                    }
                }
            }
            return judge(trial, children, place, "a table of the host's, " + replica);
        }
    }

    private Verdict judge(Trial trial, Children children, Place place, String name) throws Exception {
        try (ChildDesk desk = start(children, place, 0)) {
            Verdict verdict = trial.judge(desk);
            out.printf(
                    Locale.ROOT,
                    "%6.1f s  %s: %s (%s)%n",
                    (System.nanoTime() - begin) / 1e9,
                    name,
                    verdict.text(),
                    trial.faults());
            return verdict;
        }
    }

    private ChildDesk start(Children children, Place place, int stopAt) throws IOException {
        List<String> arguments = Stream.concat(Stream.of(String.valueOf(stopAt)), place.arguments().stream())
                .toList();
        ChildDesk desk =
                new ChildDesk(children.start("desk-" + started++, KillsNode.class, arguments.toArray(String[]::new)));
        if (!desk.ready()) {
            throw new IllegalStateException("the engine's process does not start");
        }
        return desk;
    }
}
