package dev.calsync.examples.bench.queue;

import dev.calsync.store.jdbc.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL server that everybody is measured on, each in a database of its own. */
final class Ground implements AutoCloseable {
    private final @Nullable PostgresServer ours;
    private final String url;
    private final boolean commitsLater;
    private final Set<Plot> open = ConcurrentHashMap.newKeySet();
    /** A server of our own goes with all that is in it. */
    private final Thread dropOnExit = new Thread(this::dropAll, "bench-end");

    private int plots;

    private Ground(@Nullable PostgresServer ours, String url, boolean commitsLater) {
        this.ours = ours;
        this.url = url;
        this.commitsLater = commitsLater;
    }

    /**
     * The server of this URL, or one of our own that keeps what was committed as PostgreSQL is installed to.
     *
     * @param commitsLater whether a commit may be answered before it is on the disk
     */
    static Ground of(Optional<String> url, boolean commitsLater) {
        if (url.isPresent()) {
            Ground theirs = new Ground(null, url.get(), commitsLater);
            Runtime.getRuntime().addShutdownHook(theirs.dropOnExit);
            return theirs;
        }
        PostgresServer server = PostgresServer.start(PostgresServer.Durability.ON_DISK);
        return new Ground(server, server.url("postgres"), commitsLater);
    }

    /** What the server says that it is, and does with what was committed. */
    String described() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return "PostgreSQL " + one(connection, "SHOW server_version") + ", synchronous_commit="
                    + (commitsLater ? "off" : one(connection, "SHOW synchronous_commit")) + ", fsync="
                    + one(connection, "SHOW fsync");
        }
    }

    /** An empty database. */
    Plot plot() throws SQLException {
        String name = "calsync_bench_" + ProcessHandle.current().pid() + "_" + ++plots;
        execute(url, "CREATE DATABASE " + name);
        Plot plot = new Plot(name, url.replaceFirst("(//[^/?]+/)[^/?]*", "$1" + name));
        open.add(plot);
        if (commitsLater) {
            execute(url, "ALTER DATABASE " + name + " SET synchronous_commit = off");
        }
        return plot;
    }

    /** The processes of the server, if it is on this machine. */
    Optional<ProcessHandle> server() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return ProcessHandle.of(Long.parseLong(one(connection, "SELECT pg_backend_pid()")))
                    .flatMap(ProcessHandle::parent)
                    .filter(process -> Processor.runs(process, "postgres"));
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void dropAll() {
        for (Plot plot : open) {
            try {
                plot.close();
            } catch (SQLException stays) {
                System.err.println("database " + plot.name + " stays: " + stays.getMessage());
            }
        }
    }

    @Override
    public void close() {
        if (ours != null) {
            ours.close();
            return;
        }
        dropAll();
        try {
            Runtime.getRuntime().removeShutdownHook(dropOnExit);
        } catch (IllegalStateException exiting) {
            // The hook runs, or did.
        }
    }

    /** A database, which goes when it is closed. */
    final class Plot implements AutoCloseable {
        private final String name;
        private final String url;

        private Plot(String name, String url) {
            this.name = name;
            this.url = url;
        }

        String url() {
            return url;
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url);
        }

        /** A number that a query gives. */
        double number(String sql) throws SQLException {
            try (Connection connection = connect()) {
                return Double.parseDouble(one(connection, sql));
            }
        }

        void execute(String sql) throws SQLException {
            Ground.execute(url, sql);
        }

        /** How many transactions were committed here so far. Sessions tell of theirs within a second or so. */
        long commits() throws SQLException {
            return (long) number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
        }

        @Override
        public void close() throws SQLException {
            open.remove(this);
            Ground.execute(Ground.this.url, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }
}
