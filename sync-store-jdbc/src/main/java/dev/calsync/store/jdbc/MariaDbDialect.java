package dev.calsync.store.jdbc;

import dev.calsync.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** MariaDB 10.6 and newer, and MySQL 8.0. */
final class MariaDbDialect extends Dialect {
    private static final int LOCK_WAIT_SECONDS = 60;
    private static final List<Integer> CONTENTION = List.of(1020, 1062, 1205, 1213, 1412, 3572);
    /** Too many connections, shutdown, gone away, lost, killed, out of time, read-only, no such server or database. */
    private static final List<Integer> UNAVAILABLE =
            List.of(1040, 1041, 1042, 1043, 1044, 1045, 1049, 1053, 1129, 1130, 1152, 1158, 1159, 1160, 1161, 1184);

    private static final List<Integer> BUSY_OR_GONE =
            List.of(1021, 1037, 1114, 1290, 1317, 1836, 1927, 1969, 2002, 2003, 2006, 2013, 3024, 3169, 4031);

    private final boolean mariaDb;
    private final Version version;

    MariaDbDialect(boolean mariaDb, Version version) {
        this.mariaDb = mariaDb;
        this.version = version;
    }

    @Override
    String name() {
        return "mariadb";
    }

    @Override
    List<String> faults() {
        if (mariaDb) {
            return version.atLeast(10, 6) ? List.of() : List.of("MariaDB must be 10.6 or newer, is " + version);
        }
        return version.atLeast(8, 0) ? List.of() : List.of("MySQL must be 8.0 or newer, is " + version);
    }

    @Override
    boolean durable() {
        return true;
    }

    @Override
    String clockQuery() {
        return "SELECT CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000 AS SIGNED)";
    }

    /** It takes an isolation for the next transaction alone, and forgets it afterwards. */
    @Override
    int begin(Connection connection, Bounds bounds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            if (mariaDb) {
                statement.execute("SET @calsync_idle = @@SESSION.idle_transaction_timeout, "
                        + "SESSION idle_transaction_timeout = "
                        + Math.max(1, bounds.idle().toSeconds()));
            }
        }
        return Connection.TRANSACTION_NONE;
    }

    @Override
    List<String> preamble(Bounds bounds) {
        return List.of();
    }

    @Override
    void end(Connection connection, int isolation) throws SQLException {
        if (mariaDb) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION idle_transaction_timeout = @calsync_idle");
            }
        }
    }

    @Override
    int statementSeconds(Bounds bounds) {
        return Math.max(1, Math.toIntExact(bounds.statement().toSeconds()));
    }

    @Override
    Fault fault(SQLException error) {
        int code = error.getErrorCode();
        if (CONTENTION.contains(code) || hasState(error, "40")) {
            return Fault.CONTENTION;
        }
        return UNAVAILABLE.contains(code) || BUSY_OR_GONE.contains(code) || hasState(error, "08", "28", "70100")
                ? Fault.UNAVAILABLE
                : Fault.REFUSED;
    }

    @Override
    String upsert(String table, List<String> key, List<String> values) {
        List<String> changed = values.isEmpty() ? key.subList(0, 1) : values;
        return insert(table, Stream.concat(key.stream(), values.stream())) + " ON DUPLICATE KEY UPDATE "
                + changed.stream()
                        .map(value -> value + " = VALUES(" + value + ")")
                        .collect(Collectors.joining(", "));
    }

    @Override
    String insertReturning(String insert, String keyColumn) {
        return insert;
    }

    @Override
    boolean insertAnswers() {
        return false;
    }

    /** MariaDB locks the rows of all tables that a query names. */
    @Override
    String forUpdate(String alias) {
        return mariaDb ? " FOR UPDATE" : super.forUpdate(alias);
    }

    @Override
    String byKey() {
        return " FORCE INDEX (PRIMARY)";
    }

    /** Told where it would rather walk along the order that was asked for, past everything that is not in a window. */
    @Override
    String byIndex(String index) {
        return " FORCE INDEX (" + index + ")";
    }

    @Override
    String leftFirst() {
        return " STRAIGHT_JOIN ";
    }

    @Override
    boolean arrays() {
        return false;
    }

    @Override
    void bindArray(
            PreparedStatement statement,
            int parameter,
            ElementType type,
            Collection<? extends @Nullable Object> values) {
        throw new IllegalStateException(name() + " knows no lists as parameters");
    }

    @Override
    Map<ElementType, String> typeNames() {
        return Map.of();
    }

    /** Ids are compared byte for byte, spaces at the end included. */
    @Override
    Map<String, String> placeholders() {
        return Map.of("binary", mariaDb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
    }

    @Override
    SchemaLock schemaLock() {
        return new SchemaLock() {
            @Override
            public void lock(Connection connection, String identity) throws SQLException {
                if (ask(connection, "SELECT GET_LOCK(?, " + LOCK_WAIT_SECONDS + ")", identity) != 1) {
                    throw new StoreUnavailableException("another process has been changing the schema for "
                            + LOCK_WAIT_SECONDS + " seconds: wait until it is done and open the store again");
                }
            }

            @Override
            public void unlock(Connection connection, String identity) throws SQLException {
                ask(connection, "SELECT RELEASE_LOCK(?)", identity);
            }

            private int ask(Connection connection, String query, String identity) throws SQLException {
                try (PreparedStatement statement = connection.prepareStatement(query)) {
                    statement.setString(1, "calsync " + identity);
                    try (ResultSet answer = statement.executeQuery()) {
                        answer.next();
                        return answer.getInt(1);
                    }
                }
            }
        };
    }
}
