package dev.calsync.store.jdbc;

import dev.calsync.error.StoreUnavailableException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What differs between databases. A statement that all of them understand is written once, where it is used; this is for
 * the rest.
 */
abstract class Dialect {

    /** The dialect of a connection's database. */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String product = database.getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> new PostgreSqlDialect(Version.of(database));
            case "h2" -> new H2Dialect(Version.of(database), database.getURL());
            case "mariadb", "mysql" -> new MariaDbDialect(product.equalsIgnoreCase("mariadb"), Version.of(database));
            default ->
                throw new StoreUnavailableException("JdbcSyncStore does not know " + product
                        + ". It runs on PostgreSQL, H2, MariaDB and MySQL: give it a DataSource of one of these");
        };
    }

    /** A database's version. */
    record Version(int major, int minor) {
        static Version of(DatabaseMetaData database) throws SQLException {
            return new Version(database.getDatabaseMajorVersion(), database.getDatabaseMinorVersion());
        }

        boolean atLeast(int otherMajor, int otherMinor) {
            return major > otherMajor || (major == otherMajor && minor >= otherMinor);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /** Its name, and that of the folder with its schema. */
    abstract String name();

    /** What is wrong with the database, one sentence each; empty if the store can run on it. */
    abstract List<String> faults();

    /** Whether what is stored outlives this process. */
    abstract boolean durable();

    /**
     * Has the database keep what it acknowledges.
     *
     * @throws StoreUnavailableException if it does not, and cannot be told to from here
     */
    void makeDurable(Connection connection) throws SQLException {}

    /** What the database's clock says, in microseconds since 1970. */
    abstract String clockQuery();

    /**
     * Makes a connection ready for one transaction: isolation, and bounds on how long anything may take.
     *
     * @return the isolation it had, for {@link #end}
     */
    abstract int begin(Connection connection, Bounds bounds) throws SQLException;

    /**
     * Statements that belong in front of the first one of a transaction and travel with it; each ends with a semicolon.
     * Empty if there are none.
     */
    abstract List<String> preamble(Bounds bounds);

    /** Puts back what {@link #begin} changed and the connection does not forget by itself. */
    abstract void end(Connection connection, int isolation) throws SQLException;

    /** How long a statement may take, if the driver has to be told for each; 0 if the database knows. */
    abstract int statementSeconds(Bounds bounds);

    /** What an error means. */
    abstract Fault fault(SQLException error);

    /** Inserts a row or changes the one that has its key. */
    abstract String upsert(String table, List<String> key, List<String> values);

    /** An insert that answers with the key it gave. */
    abstract String insertReturning(String insert, String keyColumn);

    /** Whether {@link #insertReturning} answers with rows; else the driver knows the key. */
    abstract boolean insertAnswers();

    /** Behind a query: its rows are changed by nobody else until the transaction ends. May name one table's alias. */
    String forUpdate(String alias) {
        return " FOR UPDATE" + (alias.isEmpty() ? "" : " OF " + alias);
    }

    /** As {@link #forUpdate}, without the rows that somebody else is changing. */
    String forUpdateSkipLocked(String alias) {
        return forUpdate(alias) + " SKIP LOCKED";
    }

    /**
     * Behind a query: its rows are not deleted, nor locked by {@link #forUpdate}, until the transaction ends. They may be
     * changed by {@link #forChange} where the database tells the two apart.
     */
    String forKeyShare(String alias) {
        return forUpdate(alias);
    }

    /** Behind a query: its rows are to be changed, though not in what others hold with {@link #forKeyShare}. */
    String forChange(String alias) {
        return forUpdate(alias);
    }

    /**
     * Behind a table in a query that locks rows by their primary key: that the key is used, however small the table. Where
     * rows are locked as they are read, a look through the whole table would wait for everybody.
     */
    String byKey() {
        return "";
    }

    /** Behind a table in a query: that this index is used. Empty where the planner cannot be told, or need not be. */
    String byIndex(String index) {
        return "";
    }

    /** A join that reads the left table first. */
    String leftFirst() {
        return " JOIN ";
    }

    /** Whether what is equal to one of a list is found by an index of which its column is the second. */
    boolean findsLists() {
        return true;
    }

    /**
     * Behind a column: that it is one of a list, which is one parameter.
     *
     * @param second whether the column is the second of the index that is meant
     */
    String inArray(boolean second) {
        return "= ANY (?)";
    }

    /** Whether one parameter may hold a list. */
    abstract boolean arrays();

    /** Whether many rows are best changed by one statement that takes an array for each column. */
    boolean updatesFromArrays() {
        return false;
    }

    /** Binds a list to a parameter. Drivers send arrays of their own element's type in a shorter form. */
    void bindArray(
            PreparedStatement statement, int parameter, ElementType type, Collection<? extends @Nullable Object> values)
            throws SQLException {
        statement.setArray(
                parameter, statement.getConnection().createArrayOf(type.name(this), values.toArray(type.empty)));
    }

    /** What a list is of. */
    enum ElementType {
        NUMBER(new Long[0]),
        INTEGER(new Integer[0]),
        FLAG(new Boolean[0]),
        TEXT(new String[0]),
        BYTES(new byte[0][]);

        private final Object[] empty;

        ElementType(Object[] empty) {
            this.empty = empty;
        }

        String name(Dialect dialect) {
            return Objects.requireNonNull(dialect.typeNames().get(this), "a dialect names every type");
        }
    }

    /** How the elements of lists are called here. */
    abstract Map<ElementType, String> typeNames();

    /** Placeholders of the schema's files that are this dialect's. */
    Map<String, String> placeholders() {
        return Map.of();
    }

    /** How one process at a time gets to change the schema. */
    abstract SchemaLock schemaLock();

    static String insert(String table, Stream<String> columns) {
        List<String> names = columns.toList();
        return "INSERT INTO {" + table + "} (" + String.join(", ", names) + ") VALUES ("
                + names.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    static boolean hasState(SQLException error, String... beginnings) {
        String state = error.getSQLState();
        return state != null && Stream.of(beginnings).anyMatch(state::startsWith);
    }
}
