package dev.calsync.store.jdbc.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An empty database of one test's own, on a server that the tests of this JVM share. Drops itself when it is closed.
 *
 * <p>The servers are started when they are first needed. To use others, name them by {@code -Dcalsync.postgres.url} or
 * {@code -Dcalsync.mariadb.url}: JDBC URLs without a database and with a user who may make databases. For PostgreSQL that
 * is {@code jdbc:postgresql://host:port/?user=…}.
 */
public final class TestDatabase implements AutoCloseable {
    static final String POSTGRES_URL = "calsync.postgres.url";
    static final String MARIADB_URL = "calsync.mariadb.url";
    private static final int USUAL_POOL = 10;

    private final DatabaseKind kind;
    private final String url;
    private final List<String> atEnd;
    private final String serverUrl;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final Map<String, List<String>> emptying = new HashMap<>();
    private @Nullable DataSource clearing;

    private TestDatabase(DatabaseKind kind, String url, String serverUrl, List<String> atEnd) {
        this.kind = kind;
        this.url = url;
        this.serverUrl = serverUrl;
        this.atEnd = atEnd;
    }

    /** H2 in memory. */
    public static TestDatabase h2() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        return new TestDatabase(DatabaseKind.H2, url, url, List.of("SHUTDOWN"));
    }

    /** H2 in files of this directory, which stay when it is closed. */
    public static TestDatabase h2File(Path directory) {
        String url = "jdbc:h2:retry:" + directory.resolve("calsync").toAbsolutePath();
        return new TestDatabase(DatabaseKind.H2, url, url, List.of());
    }

    /** PostgreSQL. */
    public static TestDatabase postgres() {
        String name = newName();
        String named = System.getProperty(POSTGRES_URL, "");
        String server = named.isEmpty() ? PostgresServer.shared().url("postgres") : named;
        return on(DatabaseKind.POSTGRESQL, server, name, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    /** A database on this server. */
    public static TestDatabase postgres(PostgresServer server) {
        String name = newName();
        return on(
                DatabaseKind.POSTGRESQL,
                server.url("postgres"),
                name,
                "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    /** MariaDB; see {@link #missing} first. */
    public static TestDatabase mariadb() {
        String name = newName();
        String named = System.getProperty(MARIADB_URL, "");
        String server = named.isEmpty() ? MariaDbServer.url() : named;
        return on(DatabaseKind.MARIADB, server, name, "DROP DATABASE IF EXISTS " + name);
    }

    /** A new database of a kind. */
    public static TestDatabase of(DatabaseKind kind) {
        return switch (kind) {
            case H2 -> h2();
            case POSTGRESQL -> postgres();
            case MARIADB -> mariadb();
        };
    }

    /** Why there is no database of this kind on this machine; empty if there is one. */
    public static Optional<String> missing(DatabaseKind kind) {
        return kind == DatabaseKind.MARIADB
                        && System.getProperty(MARIADB_URL, "").isEmpty()
                ? MariaDbServer.missing()
                : Optional.empty();
    }

    private static String newName() {
        return "calsync_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    private static TestDatabase on(DatabaseKind kind, String server, String name, String drop) {
        execute(server, List.of("CREATE DATABASE " + name));
        return new TestDatabase(kind, server.replaceFirst("(//[^/?]+/)[^/?]*", "$1" + name), server, List.of(drop));
    }

    /** What kind it is. */
    public DatabaseKind kind() {
        return kind;
    }

    /** Its JDBC URL, with the user in it. */
    public String url() {
        return url;
    }

    /** A pool of at most ten connections. Closed with the database. */
    public DataSource pool() {
        return pool(USUAL_POOL);
    }

    /** A pool of at most so many connections. Closed with the database. */
    public DataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setPoolName("calsync-" + kind.name().toLowerCase(Locale.ROOT));
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** Deletes every row of every table that was there when this was first called, except of those whose name ends like this. */
    public void clear(String exceptSuffix) {
        List<String> statements = emptying.computeIfAbsent(exceptSuffix, this::emptying);
        try (Connection connection = clearing().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.addBatch(sql);
            }
            statement.executeBatch();
        } catch (SQLException failure) {
            throw new IllegalStateException("a test database cannot be emptied at " + url, failure);
        }
    }

    /** Tests are many, and a connection of its own for each costs more than the rest. */
    private DataSource clearing() {
        DataSource found = clearing;
        if (found == null) {
            found = pool(1);
            clearing = found;
        }
        return found;
    }

    private List<String> emptying(String exceptSuffix) {
        List<String> statements = new ArrayList<>();
        statements.add(
                switch (kind) {
                    case H2 -> "SET REFERENTIAL_INTEGRITY FALSE";
                    case POSTGRESQL -> "SET session_replication_role = replica";
                    case MARIADB -> "SET FOREIGN_KEY_CHECKS = 0";
                });
        tables().stream()
                .filter(table -> !table.toLowerCase(Locale.ROOT).endsWith(exceptSuffix.toLowerCase(Locale.ROOT)))
                .forEach(table -> statements.add("DELETE FROM " + table));
        if (kind == DatabaseKind.H2) {
            statements.add("SET REFERENTIAL_INTEGRITY TRUE");
        }
        return statements;
    }

    private List<String> tables() {
        try (Connection connection = DriverManager.getConnection(url)) {
            List<String> names = new ArrayList<>();
            String schema = kind == DatabaseKind.MARIADB ? null : connection.getSchema();
            String[] types = {"TABLE", "BASE TABLE"};
            try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), schema, "%", types)) {
                while (tables.next()) {
                    names.add(tables.getString("TABLE_NAME"));
                }
            }
            return names;
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot list the tables of " + url, failure);
        }
    }

    private static void execute(String url, List<String> statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("a test database cannot be made, emptied or dropped at " + url, failure);
        }
    }

    /** Closes its pools and drops it. */
    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
        if (!atEnd.isEmpty()) {
            execute(serverUrl, atEnd);
        }
    }
}
