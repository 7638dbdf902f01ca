package dev.calsync.store.jdbc;

import dev.calsync.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** H2 2.2 and newer, in memory or in a file. It knows one kind of row lock only. */
final class H2Dialect extends Dialect {
    private static final Logger log = LoggerFactory.getLogger(H2Dialect.class);
    /** Files that are opened again after an interrupt, that know none, or that another process keeps. */
    private static final Pattern UNBROKEN = Pattern.compile("jdbc:h2:(retry|async|tcp|ssl):");

    private static final String WRITE_AT_ONCE = "SET WRITE_DELAY 0";

    private static final int DEADLOCK = 40001;
    private static final int LOCK_TIMEOUT = 50200;
    private static final int CONCURRENT_UPDATE = 90131;
    private static final int DUPLICATE_KEY = 23505;
    private static final Map<ElementType, String> TYPES = Map.of(
            ElementType.NUMBER, "BIGINT",
            ElementType.INTEGER, "INTEGER",
            ElementType.FLAG, "BOOLEAN",
            ElementType.TEXT, "VARCHAR",
            ElementType.BYTES, "BINARY VARYING");

    private final Version version;
    private final boolean inMemory;
    private final boolean breaksWhenInterrupted;
    /** Connections to the database itself, as long as somebody has them. */
    private final Set<Connection> told = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    private volatile boolean mayTell = true;

    H2Dialect(Version version, String url) {
        this.version = version;
        this.inMemory = url.startsWith("jdbc:h2:mem:") || url.contains("/mem:");
        this.breaksWhenInterrupted = !inMemory && !UNBROKEN.matcher(url).lookingAt();
    }

    @Override
    String name() {
        return "h2";
    }

    @Override
    List<String> faults() {
        return version.atLeast(2, 2) ? List.of() : List.of("H2 must be 2.2 or newer, is " + version);
    }

    @Override
    boolean durable() {
        return !inMemory;
    }

    /**
     * Unless told, H2 acknowledges a commit up to half a second before it is written. It also says that it was told when it was
     * opened again since, and has forgotten; see {@link #tellAgain}.
     */
    @Override
    void makeDurable(Connection connection) throws SQLException {
        if (inMemory) {
            return;
        }
        if (breaksWhenInterrupted) {
            log.warn("a thread that is interrupted while H2 writes closes the database for all threads: "
                    + "begin the URL with jdbc:h2:retry: to have H2 open the file again");
        }
        try (Statement statement = connection.createStatement()) {
            boolean saysSo = writesAtOnce(statement);
            try {
                statement.execute(WRITE_AT_ONCE);
            } catch (SQLException notAllowed) {
                if (!saysSo) {
                    throw new StoreUnavailableException(
                            "H2 acknowledges commits before they are written, and this database user may not change"
                                    + " that: run SET WRITE_DELAY 0 as an administrator of the database, each time it"
                                    + " was opened, or let the store log in as one",
                            notAllowed);
                }
                mayTell = false;
                log.warn("H2 writes commits at once as long as this database stays open, and forgets it then; this"
                        + " database user may not say it again: let the store log in as an administrator");
            }
            if (!writesAtOnce(statement)) {
                throw new StoreUnavailableException(
                        "H2 acknowledges commits before they are written, whatever WRITE_DELAY "
                                + "says: use another database");
            }
        }
    }

    /**
     * H2 keeps the setting and shows it, but goes by its default when it opens a database again, as it does for the first
     * connection after the last one was closed. So each connection says it once: whichever is the first is among them.
     */
    private void tellAgain(Connection connection) throws SQLException {
        if (inMemory || !mayTell || !told.add(connection.unwrap(Connection.class))) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(WRITE_AT_ONCE);
        }
    }

    private static boolean writesAtOnce(Statement statement) throws SQLException {
        try (ResultSet setting = statement.executeQuery(
                "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'")) {
            return setting.next() && setting.getInt(1) == 0;
        }
    }

    @Override
    String clockQuery() {
        return "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(6)) * 1000000 AS BIGINT)";
    }

    @Override
    int begin(Connection connection, Bounds bounds) throws SQLException {
        tellAgain(connection);
        int isolation = connection.getTransactionIsolation();
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        return isolation;
    }

    @Override
    List<String> preamble(Bounds bounds) {
        return List.of();
    }

    @Override
    void end(Connection connection, int isolation) throws SQLException {
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(isolation);
        }
    }

    /** H2 takes a time limit as a change of its settings, which throws away every statement it has prepared. */
    @Override
    int statementSeconds(Bounds bounds) {
        return 0;
    }

    @Override
    Fault fault(SQLException error) {
        int code = error.getErrorCode();
        if (code == DEADLOCK || code == LOCK_TIMEOUT || code == CONCURRENT_UPDATE || code == DUPLICATE_KEY) {
            return Fault.CONTENTION;
        }
        // Connection lost or closed, timeouts, no memory, file trouble, shut down, user or database unknown.
        return hasState(error, "08", "57014", "90007", "90020", "90028", "90030", "90031", "90067", "90097", "90098")
                        || hasState(error, "90108", "90121", "90146", "28000", "HYT00")
                ? Fault.UNAVAILABLE
                : Fault.REFUSED;
    }

    @Override
    String upsert(String table, List<String> key, List<String> values) {
        String columns = Stream.concat(key.stream(), values.stream()).collect(Collectors.joining(", "));
        String marks =
                Stream.concat(key.stream(), values.stream()).map(column -> "?").collect(Collectors.joining(", "));
        return "MERGE INTO {" + table + "} (" + columns + ") KEY (" + String.join(", ", key) + ") VALUES (" + marks
                + ")";
    }

    @Override
    String insertReturning(String insert, String keyColumn) {
        return "SELECT " + keyColumn + " FROM FINAL TABLE (" + insert + ")";
    }

    @Override
    boolean insertAnswers() {
        return true;
    }

    /** It uses the first column, and looks at all that is found by that. */
    @Override
    boolean findsLists() {
        return false;
    }

    @Override
    boolean arrays() {
        return true;
    }

    @Override
    Map<ElementType, String> typeNames() {
        return TYPES;
    }

    @Override
    SchemaLock schemaLock() {
        return new SchemaLock() {
            /** Every file does no harm when it is run twice, also at the same time. */
            @Override
            public void lock(Connection connection, String identity) {}

            @Override
            public void unlock(Connection connection, String identity) {}
        };
    }
}
