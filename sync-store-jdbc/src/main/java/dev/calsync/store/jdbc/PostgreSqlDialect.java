package dev.calsync.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL 13 and newer.
 *
 * <p>What a transaction needs is set for it alone and travels with its first statement: nothing is left behind in the
 * host's connection, and poolers that give each transaction another server connection do no harm.
 *
 * <p>Plans are made for each execution, because one that was made while a table was empty would be kept, and look through the
 * whole table later: planning costs tens of microseconds, and statements here take many rows at once. Nor are plans left to
 * what is known of the tables: scans of whole tables are ruled out, and so are bitmap scans, which read all of what is due before
 * the first row of it and never mark the entries of dead rows. What is left are scans of the one index that each statement was
 * written for. Compiling them would take longer than running them.
 */
final class PostgreSqlDialect extends Dialect {
    private static final Map<ElementType, String> TYPES = Map.of(
            ElementType.NUMBER, "bigint",
            ElementType.INTEGER, "integer",
            ElementType.FLAG, "boolean",
            ElementType.TEXT, "text",
            ElementType.BYTES, "bytea");

    private static final String PLANS = Stream.of(
                    "enable_seqscan=off", "enable_bitmapscan=off", "jit=off", "plan_cache_mode=force_custom_plan")
            .map(setting -> "set_config('" + setting.replace("=", "', '") + "', true)")
            .collect(Collectors.joining(", "));

    private final Version version;

    PostgreSqlDialect(Version version) {
        this.version = version;
    }

    @Override
    String name() {
        return "postgresql";
    }

    @Override
    List<String> faults() {
        return version.atLeast(13, 0) ? List.of() : List.of("PostgreSQL must be 13 or newer, is " + version);
    }

    @Override
    boolean durable() {
        return true;
    }

    @Override
    String clockQuery() {
        return "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
    }

    @Override
    int begin(Connection connection, Bounds bounds) {
        return Connection.TRANSACTION_NONE;
    }

    @Override
    List<String> preamble(Bounds bounds) {
        return List.of(
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;",
                "SELECT set_config('statement_timeout', '" + bounds.statement().toMillis() + "', true), "
                        + "set_config('idle_in_transaction_session_timeout', '"
                        + bounds.idle().toMillis() + "', true), " + PLANS + ";");
    }

    @Override
    void end(Connection connection, int isolation) {}

    @Override
    int statementSeconds(Bounds bounds) {
        return 0;
    }

    @Override
    Fault fault(SQLException error) {
        // Deadlock, serialization, lock timeout, and a key that somebody else inserted meanwhile.
        if (hasState(error, "40", "55P03", "23505")) {
            return Fault.CONTENTION;
        }
        // Connection, resources, canceled or shut down by an operator, not writable (a standby), not let in.
        boolean unavailable = hasState(error, "08", "53", "57", "58", "25006", "25P03", "28", "3D", "XX");
        return unavailable ? Fault.UNAVAILABLE : Fault.REFUSED;
    }

    @Override
    String upsert(String table, List<String> key, List<String> values) {
        String changes =
                values.stream().map(value -> value + " = EXCLUDED." + value).collect(Collectors.joining(", "));
        return insert(table, Stream.concat(key.stream(), values.stream())) + " ON CONFLICT (" + String.join(", ", key)
                + ") DO " + (changes.isEmpty() ? "NOTHING" : "UPDATE SET " + changes);
    }

    @Override
    String insertReturning(String insert, String keyColumn) {
        return insert + " RETURNING " + keyColumn;
    }

    @Override
    boolean insertAnswers() {
        return true;
    }

    @Override
    String forKeyShare(String alias) {
        return " FOR KEY SHARE" + (alias.isEmpty() ? "" : " OF " + alias);
    }

    @Override
    String forChange(String alias) {
        return " FOR NO KEY UPDATE" + (alias.isEmpty() ? "" : " OF " + alias);
    }

    /**
     * Without statistics it takes a list of hundreds for one that nearly every row is in, and an index by the calendar alone for
     * just as good. What comes out of a query counts as ten, whatever it holds.
     */
    @Override
    String inArray(boolean second) {
        return second ? "= ANY (ARRAY(SELECT unnest(?)))" : super.inArray(second);
    }

    @Override
    boolean arrays() {
        return true;
    }

    @Override
    boolean updatesFromArrays() {
        return true;
    }

    @Override
    Map<ElementType, String> typeNames() {
        return TYPES;
    }

    @Override
    SchemaLock schemaLock() {
        return new SchemaLock() {
            /** Held until the transaction ends, and the whole migration is one. */
            @Override
            public void lock(Connection connection, String identity) throws SQLException {
                try (PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
                    statement.setString(1, "calsync schema " + identity);
                    statement.execute();
                }
            }

            @Override
            public void unlock(Connection connection, String identity) {}
        };
    }
}
