package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.UserId;
import dev.calsync.store.StoredUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 in a file: what was acknowledged is there, however the process ends. */
class H2FileTest {
    @TempDir
    Path directory;

    private static String url(Path directory) {
        return "jdbc:h2:retry:" + directory.resolve("calsync").toAbsolutePath();
    }

    private static HikariDataSource pool(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    private static StoredUser user(int number) {
        return new StoredUser(UserId.of("user-" + number));
    }

    /** What the other process does: commits, says so, and halts at once. */
    static final class Halting {
        private Halting() {}

        public static void main(String[] arguments) {
            HikariDataSource pool = pool(url(Path.of(arguments[0])), "sa", "");
            JdbcSyncStore store = JdbcSyncStore.of(pool);
            store.open();
            int from = Integer.parseInt(arguments[1]);
            for (int i = from; i < from + 20; i++) {
                StoredUser next = user(i);
                store.inTransaction(tx -> {
                    tx.users().put(next);
                    return true;
                });
            }
            System.out.println("committed");
            System.out.flush();
            Runtime.getRuntime().halt(9);
        }
    }

    /** The second time H2 opens a database that was told before to write at once, which it says it does. */
    @Test
    void processThatHaltsRightAfterACommit_losesNothing_norDoesTheNext() throws Exception {
        for (int from = 0; from < 60; from += 20) {
            haltAfterCommits(from);
            try (HikariDataSource pool = pool(url(directory), "sa", "")) {
                JdbcSyncStore store = JdbcSyncStore.of(pool);
                store.open();
                for (int i = 0; i < from + 20; i++) {
                    UserId id = user(i).user();
                    assertTrue(store.inTransaction(tx -> tx.users().find(id)).isPresent(), id.value());
                }
            }
        }
    }

    private void haltAfterCommits(int from) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Halting.class.getName(),
                        directory.toString(),
                        Integer.toString(from))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertTrue(said(process).contains("committed"));
        assertEquals(9, process.waitFor());
    }

    private static List<String> said(Process process) throws IOException {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return out.lines().toList();
        }
    }

    @Test
    void databaseThatWritesLaterAndMayNotBeTold_isRefused() throws SQLException {
        String url = url(directory);
        try (HikariDataSource admins = pool(url, "sa", "")) {
            JdbcSyncStore.of(admins).open();
            try (Connection connection = DriverManager.getConnection(url, "sa", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE USER host PASSWORD 'x'");
                statement.execute("GRANT ALTER ANY SCHEMA TO host");
                statement.execute("GRANT ALL ON SCHEMA PUBLIC TO host");
                statement.execute("SET WRITE_DELAY 500");
                try (HikariDataSource hosts = pool(url, "host", "x")) {
                    JdbcSyncStore store = JdbcSyncStore.of(hosts);

                    String told = assertThrows(StoreUnavailableException.class, store::open)
                            .getMessage();

                    assertTrue(told.contains("SET WRITE_DELAY 0"), told);
                    statement.execute("SET WRITE_DELAY 0");
                    store.open();
                }
            }
        }
    }

    @Test
    void storeOnDisk_saysSo() {
        try (HikariDataSource pool = pool(url(directory), "sa", "")) {
            assertTrue(JdbcSyncStore.of(pool).durable());
        }
        try (HikariDataSource pool = pool("jdbc:h2:mem:notOnDisk", "sa", "")) {
            assertEquals(false, JdbcSyncStore.of(pool).durable());
        }
    }

    /** An interrupt within a write would close the file for everybody. */
    @Test
    void interruptedThreads_doNotCloseTheDatabase() throws Exception {
        try (HikariDataSource pool = pool(url(directory), "sa", "")) {
            JdbcSyncStore store = JdbcSyncStore.of(pool);
            store.open();
            Thread worker = new Thread(
                    () -> {
                        for (int i = 0; i < 400; i++) {
                            StoredUser next = user(i % 7);
                            store.inTransaction(tx -> {
                                tx.users().put(next);
                                return true;
                            });
                        }
                    },
                    "interrupted");
            worker.start();
            while (worker.isAlive()) {
                worker.interrupt();
                worker.join(1);
            }
            assertTrue(
                    store.inTransaction(tx -> tx.users().find(user(6).user())).isPresent());
        }
    }
}
