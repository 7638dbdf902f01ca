package dev.calsync.examples.bench.queue;

import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.store.jdbc.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The same jobs on other databases, where one node of ours does everything: seeds, asks, runs. Nothing is judged. */
final class Elsewhere implements Trial {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int LEAD_MILLIS = 2_000;

    @Override
    public void run(Ground ground, Scale scale, Board board) throws IOException, InterruptedException, SQLException {
        Path directory = Files.createTempDirectory("calsync-bench-h2");
        try {
            tell("H2 in a file", "jdbc:h2:file:" + directory.resolve("calsync"), scale, board);
        } finally {
            delete(directory);
        }
        Optional<String> missing = TestDatabase.missing(DatabaseKind.MARIADB);
        if (missing.isPresent()) {
            board.say("  MariaDB is not measured: %s", missing.get());
            return;
        }
        try (TestDatabase database = TestDatabase.mariadb()) {
            try (Connection connection = DriverManager.getConnection(database.url());
                    Statement statement = connection.createStatement()) {
                statement.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
            }
            tell("MariaDB that flushes every commit", database.url(), scale, board);
        }
    }

    private static void tell(String what, String url, Scale scale, Board board)
            throws IOException, InterruptedException, SQLException {
        int jobs = scale.elsewhere();
        List<Double> paces = new ArrayList<>();
        List<Double> statements = new ArrayList<>();
        try (Node node = Node.ours(url, "alone", OurNode.MAKES_TABLES)) {
            node.ask("settle " + jobs / Crowd.CALENDARS_OF_A_USER);
            node.start();
            for (int round = -scale.warmUps(); round < scale.rounds(); round++) {
                node.forget();
                long due = Long.parseLong(node.ask("request " + jobs + " " + LEAD_MILLIS));
                long before = Long.parseLong(node.ask("statements"));
                Rounds.await(jobs + " runs have ended", BOUND, () -> node.done().all() >= jobs);
                if (round >= 0) {
                    paces.add(jobs * 1e6 / (node.done().lastMicros() - due));
                    statements.add((Long.parseLong(node.ask("statements")) - before) / (double) jobs);
                }
            }
            node.ask("close");
        }
        board.tell("no-op runs, " + what, Board.number(Figures.median(paces)) + " /s");
        board.tell("statements per no-op run, " + what, Board.number(Figures.median(statements)));
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
