package dev.calsync.store.jdbc.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The databases of tests, before anything is built on them. */
class TestDatabasesTest {

    private static int count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            assertTrue(rows.next());
            return rows.getInt(1);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void databasesOfOneServer_areApart_andAreEmptiedAndDropped(DatabaseKind kind) throws SQLException {
        RealServers.require(kind);
        try (TestDatabase one = TestDatabase.of(kind);
                TestDatabase other = TestDatabase.of(kind);
                Connection connection = one.pool().getConnection();
                Connection elsewhere = other.pool(1).getConnection()) {
            execute(connection, "CREATE TABLE kept (id INT)", "CREATE TABLE emptied (id INT)");
            execute(connection, "INSERT INTO kept VALUES (1)", "INSERT INTO emptied VALUES (1)");
            assertThrows(SQLException.class, () -> count(elsewhere, "kept"));

            one.clear("kept");

            assertEquals(1, count(connection, "kept"));
            assertEquals(0, count(connection, "emptied"));
        }
    }

    @Test
    void file_outlivesItsConnections(@TempDir Path directory) throws SQLException {
        TestDatabase first = TestDatabase.h2File(directory);
        try (Connection connection = DriverManager.getConnection(first.url())) {
            execute(connection, "CREATE TABLE kept (id INT)");
        }
        first.close();
        try (Connection connection =
                DriverManager.getConnection(TestDatabase.h2File(directory).url())) {
            assertEquals(0, count(connection, "kept"));
        }
    }

    @Test
    void serverThatWasKilled_startsAgainWithWhatItHad() throws SQLException {
        try (PostgresServer server = PostgresServer.start(PostgresServer.Durability.ON_DISK)) {
            try (Connection connection = DriverManager.getConnection(server.url("postgres"))) {
                execute(connection, "CREATE TABLE kept (id INT)");
                server.kill();
                assertThrows(SQLException.class, () -> count(connection, "kept"));
            }

            server.start();

            try (Connection connection = DriverManager.getConnection(server.url("postgres"))) {
                assertEquals(0, count(connection, "kept"));
                server.stop();
                assertThrows(SQLException.class, () -> count(connection, "kept"));
            }
        }
    }

    @Test
    void killedJvm_leavesAServer_thatTheNextOneEnds() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Abandoned.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line;
        try (var reader = jvm.inputReader()) {
            line = reader.readLine();
        }
        ProcessHandle server = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
        jvm.destroyForcibly().waitFor();
        assertTrue(server.isAlive(), "a server does not end with a JVM that is killed");

        ServerHome.create("none").delete();

        assertTrue(server.onExit()
                .completeOnTimeout(server, 20, TimeUnit.SECONDS)
                .thenApply(ended -> !ended.isAlive())
                .get());
    }

    /** A JVM that starts a server, says which process that is, and waits to be killed. */
    static final class Abandoned {
        private Abandoned() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println(
                    PostgresServer.start(PostgresServer.Durability.FAST).pid());
            new CountDownLatch(1).await();
        }
    }
}
