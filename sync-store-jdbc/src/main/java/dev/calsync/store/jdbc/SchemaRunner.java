package dev.calsync.store.jdbc;

import dev.calsync.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings a schema to this version, or says how it differs. What was done is noted in a table of its own, each step with a
 * checksum of its file.
 *
 * <p>One release runs on its own schema and on the next one's, so that a fleet can be updated node by node: the first node of
 * a new release migrates, and the old ones go on. A schema that is further ahead is refused.
 */
final class SchemaRunner {
    private static final String HISTORY = "schema_history";

    private final Dialect dialect;
    private final Names names;
    private final List<Migration> migrations;

    SchemaRunner(Dialect dialect, Names names) {
        this(dialect, names, Migration.all(dialect));
    }

    SchemaRunner(Dialect dialect, Names names, List<Migration> migrations) {
        this.dialect = dialect;
        this.names = names;
        this.migrations = migrations;
    }

    /** Checks, or does what is missing. */
    void run(Connection connection, SchemaMode mode, Instant now) throws SQLException {
        if (mode == SchemaMode.MIGRATE) {
            migrate(connection, now);
        }
        if (mode == SchemaMode.VALIDATE) {
            Map<Integer, String> done = history(connection);
            if (done == null) {
                throw new StoreUnavailableException("the tables of the store are missing: " + names.table(HISTORY)
                        + " cannot be read. Open the store with SchemaMode.MIGRATE once, or run the files "
                        + files(migrations));
            }
            List<Migration> missing = missing(done);
            if (!missing.isEmpty()) {
                throw new StoreUnavailableException("the schema " + describe() + " is older than this version: "
                        + "open the store with SchemaMode.MIGRATE once, or run the files " + files(missing));
            }
        }
    }

    private String files(List<Migration> steps) {
        return "dev/calsync/store/jdbc/schema/" + dialect.name() + "/"
                + String.join(", ", steps.stream().map(Migration::file).toList()) + " of the jar";
    }

    private String describe() {
        return "behind " + names.table(HISTORY);
    }

    private void migrate(Connection connection, Instant now) throws SQLException {
        Map<Integer, String> done = history(connection);
        if (done != null && missing(done).isEmpty()) {
            return;
        }
        SchemaLock lock = dialect.schemaLock();
        lock.lock(connection, names.identity());
        try {
            execute(connection, historyTable());
            done = history(connection);
            for (Migration step : missing(done == null ? Map.of() : done)) {
                for (String statement : step.statements(names, dialect.placeholders())) {
                    execute(connection, statement);
                }
                note(connection, step, now);
            }
        } finally {
            lock.unlock(connection, names.identity());
        }
    }

    private String historyTable() {
        return names.render("CREATE TABLE IF NOT EXISTS {" + HISTORY + "} (version INT NOT NULL PRIMARY KEY, "
                + "file VARCHAR(200) NOT NULL, checksum VARCHAR(64) NOT NULL, applied_at BIGINT NOT NULL)");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Two that run the same step at the same time, where nothing locks, note it once. */
    private void note(Connection connection, Migration step, Instant now) throws SQLException {
        String insert = dialect.upsert(HISTORY, List.of("version"), List.of("file", "checksum", "applied_at"));
        try (PreparedStatement statement = connection.prepareStatement(names.render(insert))) {
            statement.setInt(1, step.version());
            statement.setString(2, step.file());
            statement.setString(3, step.checksum());
            statement.setLong(4, Micros.of(now));
            statement.executeUpdate();
        }
    }

    /** What was done, each step with its checksum; null if there is no such table. */
    private @Nullable Map<Integer, String> history(Connection connection) throws SQLException {
        if (!exists(connection)) {
            return null;
        }
        Map<Integer, String> done = new LinkedHashMap<>();
        String query = names.render("SELECT version, checksum FROM {" + HISTORY + "} ORDER BY version");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                done.put(rows.getInt(1), rows.getString(2));
            }
        }
        return done;
    }

    private boolean exists(Connection connection) throws SQLException {
        var savepoint = connection.getAutoCommit() ? null : connection.setSavepoint();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(names.render("SELECT version FROM {" + HISTORY + "} WHERE 1 = 0"))) {
            return !rows.next();
        } catch (SQLException error) {
            if (dialect.fault(error) != Fault.REFUSED) {
                throw error;
            }
            if (savepoint != null) {
                connection.rollback(savepoint);
            }
            return false;
        }
    }

    /** The steps that are not done. Refuses a schema that was made by other files than ours. */
    private List<Migration> missing(Map<Integer, String> done) {
        for (Migration step : migrations) {
            String checksum = done.get(step.version());
            if (checksum != null && !checksum.equals(step.checksum())) {
                throw new StoreUnavailableException("the schema " + describe() + " was made by another " + step.file()
                        + " than this version has: use the version that made it, or restore a backup");
            }
        }
        int newest = migrations.get(migrations.size() - 1).version();
        if (done.keySet().stream().anyMatch(version -> version > newest + 1)) {
            throw new StoreUnavailableException("the schema " + describe() + " is newer than this version knows ("
                    + newest + "): update the library on this node");
        }
        return migrations.stream()
                .filter(step -> !done.containsKey(step.version()))
                .toList();
    }
}
