package dev.calsync.store.jdbc;

import dev.calsync.error.Faults;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.StoreListener;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Cancellable;
import dev.calsync.system.Environment;
import dev.calsync.system.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The store in a SQL database: PostgreSQL, H2, MariaDB or MySQL, whichever the host's {@link DataSource} leads to. Engines
 * that share one database are nodes of one fleet.
 *
 * <p>Thread-safe. Nothing is asked of the database before {@link #open()} or the first call. Each transaction takes one
 * connection of the pool and gives it back as it was; none is held in between, so a pool of a few connections serves many
 * workers. Bounds on how long statements may take are set for each transaction.
 *
 * <p>The time is the database's ({@link #now()}), so the clocks of the nodes do not matter.
 */
public final class JdbcSyncStore implements SyncStore {
    private final DataSource dataSource;
    private final Names names;
    private final Bounds bounds;
    private final StoreClock clock;
    private final Environment environment;
    private final @Nullable SchemaMode mode;
    private final boolean notifications;
    private final Inbox inbox = new Inbox();
    private final Signals signals = new Signals(inbox);
    private final JdbcTransaction.Shared shared =
            new JdbcTransaction.Shared(new RunPruning(), inbox, signals, new KnownCalendars());
    private final AtomicBoolean open = new AtomicBoolean();
    private volatile @Nullable Database database;

    private JdbcSyncStore(Builder builder) {
        this.dataSource = builder.dataSource;
        this.names = new Names(builder.schema, builder.tablePrefix);
        this.bounds = Bounds.of(builder.statementTimeout);
        TimeSource given = builder.clock;
        this.environment = Environment.system("store");
        this.clock = given == null ? new DatabaseClock(environment.time()) : asked -> given.now();
        this.mode = builder.schemaMode;
        this.notifications = builder.notifications;
    }

    /** What there is once the database was first reached. */
    private record Database(
            Dialect dialect,
            Transactions transactions,
            @Nullable PostgresSignals elsewhere) {}

    /** A store in the database of this pool, with defaults for everything else. */
    public static JdbcSyncStore of(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /** A store in the database of this pool. */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** What a store is built from. Not thread-safe. */
    public static final class Builder {
        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofSeconds(8);

        private final DataSource dataSource;
        private @Nullable String schema;
        private String tablePrefix = "calsync_";
        private @Nullable SchemaMode schemaMode;
        private Duration statementTimeout = Duration.ofSeconds(5);
        private @Nullable TimeSource clock;
        private boolean notifications = true;

        private Builder(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        }

        /** The schema that holds the tables; on MariaDB and MySQL a database. The connection's own unless this is called. */
        public Builder schema(String name) {
            this.schema = name;
            return this;
        }

        /** What the names of all tables begin with: {@code calsync_} unless this is called, and may be empty. */
        public Builder tablePrefix(String prefix) {
            this.tablePrefix = prefix;
            return this;
        }

        /** What {@link JdbcSyncStore#open()} does about the tables. */
        public Builder schemaMode(SchemaMode mode) {
            this.schemaMode = mode;
            return this;
        }

        /**
         * How long one statement may take, 1 to 8 seconds; 5 unless this is called. A transaction that does nothing for as
         * long, because its process is frozen, is ended by the database where that is possible (PostgreSQL, MariaDB).
         */
        public Builder statementTimeout(Duration timeout) {
            this.statementTimeout = timeout;
            return this;
        }

        /**
         * A clock to go by instead of the database's; all stores that share the database must go by the same. For tests
         * and simulation.
         */
        public Builder clock(TimeSource time) {
            this.clock = time;
            return this;
        }

        /**
         * Whether nodes on PostgreSQL tell one another of work with LISTEN and NOTIFY; they do unless this is switched off.
         * While an engine runs, one connection of the pool listens. Where that does not work, because a pooler gives each
         * transaction another server connection, work that another node was asked for waits for the next poll.
         */
        public Builder notifications(boolean on) {
            this.notifications = on;
            return this;
        }

        /**
         * The store. Does not reach for the database.
         *
         * @throws dev.calsync.error.InvalidConfigurationException if something is wrong, naming every fault
         */
        public JdbcSyncStore build() {
            new Faults("JdbcSyncStore")
                    .require(
                            schema == null || Names.IDENTIFIER.matcher(schema).matches(),
                            "schema must be 1 to 63 letters, digits and _, not beginning with a digit, was '" + schema
                                    + "'")
                    .require(
                            Names.PREFIX.matcher(tablePrefix).matches(),
                            "tablePrefix must be at most 30 letters, digits and _, not beginning with a digit, was '"
                                    + tablePrefix + "'")
                    .require(
                            statementTimeout.compareTo(SHORTEST) >= 0 && statementTimeout.compareTo(LONGEST) <= 0,
                            "statementTimeout must be 1 to 8 seconds, was " + statementTimeout)
                    .throwIfAny();
            return new JdbcSyncStore(this);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Creates, updates or checks the tables, as {@link Builder#schemaMode} says.
     *
     * @throws StoreUnavailableException if the database cannot be reached, is none that is known or too old, or has tables
     *     that are missing or of another version; says which and what to do
     */
    @Override
    public void open() {
        if (open.get()) {
            return;
        }
        Dialect dialect = database().dialect();
        SchemaMode chosen =
                mode != null ? mode : dialect instanceof H2Dialect ? SchemaMode.MIGRATE : SchemaMode.VALIDATE;
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                dialect.makeDurable(connection);
                new SchemaRunner(dialect, names)
                        .run(connection, chosen, environment.time().now());
                connection.commit();
                done = true;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException error) {
            throw new StoreUnavailableException(
                    "the store's tables could not be made ready (" + chosen + ", SQLSTATE " + error.getSQLState()
                            + "): may the database user create tables?",
                    error);
        }
        open.set(true);
    }

    @Override
    public Instant now() {
        return inTransaction(StoreTransaction::now);
    }

    /** {@inheritDoc} That is, for every database but an H2 one in memory; also as long as none can be reached. */
    @Override
    public boolean durable() {
        try {
            return database().dialect().durable();
        } catch (StoreUnavailableException notReached) {
            return true;
        }
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
        return database().transactions().run(work);
    }

    /**
     * Asks for calendars to be synchronised if and when a transaction of the host's own commits: now, and with nobody
     * waiting for it. Leaves the connection as it is, and locks nothing that others wait for.
     *
     * @param connection to the same database, with auto-commit off
     * @param user whose calendars they are
     * @throws IllegalArgumentException if auto-commit is on, or a calendar is not kept for this user
     * @throws SQLException what the database said; the host's transaction decides what becomes of that
     * @throws StoreUnavailableException if the database could not be reached before and cannot now
     */
    public void requestSync(
            Connection connection, UserId user, Collection<CalendarRef> calendars, SyncType type, Priority priority)
            throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalArgumentException("requestSync needs a connection with auto-commit off: "
                    + "what it asks for takes effect when the transaction commits");
        }
        Database known = database();
        Statements statements = new Statements(connection, known.dialect, names, null);
        JdbcTransaction within = new JdbcTransaction(statements, clock, shared, new DamagedRows());
        try {
            Set<Integer> buckets = Inbox.add(within, user, calendars, type, priority);
            if (known.elsewhere != null && !buckets.isEmpty()) {
                Signals.Changes changes = new Signals.Changes();
                buckets.forEach(changes::work);
                PostgresSignals.notify(connection, SignalText.channel(names), SignalText.of(changes));
            }
        } catch (SqlFailure failure) {
            throw failure.error();
        } finally {
            within.end();
        }
    }

    /** {@inheritDoc} Work that was asked for in this process on every database, in others on PostgreSQL. */
    @Override
    public Cancellable listen(StoreListener listener) {
        Cancellable listening = signals.listen(listener);
        PostgresSignals elsewhere = database().elsewhere;
        if (elsewhere != null) {
            elsewhere.start();
        }
        return listening;
    }

    /** How often a transaction was tried again because others were in the way. */
    long contended() {
        return database().transactions().contended();
    }

    /** Stops listening to other nodes. The pool is the host's own and stays open. */
    @Override
    public void close() {
        Database known = database;
        if (known != null && known.elsewhere != null) {
            known.elsewhere.close();
        }
        environment.tasks().close();
    }

    private Database database() {
        Database known = database;
        if (known != null) {
            return known;
        }
        try (Connection connection = dataSource.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            List<String> faults = dialect.faults();
            if (!faults.isEmpty()) {
                throw new StoreUnavailableException(String.join("; ", faults) + ": update the database");
            }
            return reached(dialect);
        } catch (SQLException error) {
            throw new StoreUnavailableException(
                    "no connection to the database (SQLSTATE " + error.getSQLState() + ")", error);
        }
    }

    /** Once only: two of them would listen twice. */
    private synchronized Database reached(Dialect dialect) {
        Database known = database;
        if (known != null) {
            return known;
        }
        PostgresSignals elsewhere = notifications && dialect instanceof PostgreSqlDialect
                ? new PostgresSignals(dataSource, SignalText.channel(names), signals, environment)
                : null;
        signals.elsewhere(elsewhere);
        Transactions transactions = new Transactions(dataSource, dialect, names, bounds, clock, environment, shared);
        Database found = new Database(dialect, transactions, elsewhere);
        database = found;
        return found;
    }
}
