package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.store.StoreTransaction;
import dev.calsync.system.Environment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions on connections of the host's pool: one connection from the first statement to the end, given back as it
 * was. A deadlock or another's change in the way is tried again after a short random wait. Thread-safe.
 */
final class Transactions {
    private static final int MOST_TRIES = 12;
    private static final Duration FIRST_WAIT = Duration.ofMillis(4);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final DataSource dataSource;
    private final Dialect dialect;
    private final Names names;
    private final Bounds bounds;
    private final StoreClock clock;
    private final Environment environment;
    private final JdbcTransaction.Shared shared;
    private final LongAdder contended = new LongAdder();
    private final ThreadLocal<Boolean> within = new ThreadLocal<>();

    Transactions(
            DataSource dataSource,
            Dialect dialect,
            Names names,
            Bounds bounds,
            StoreClock clock,
            Environment environment,
            JdbcTransaction.Shared shared) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.names = names;
        this.bounds = bounds;
        this.clock = clock;
        this.environment = environment;
        this.shared = shared;
    }

    <T extends @Nullable Object> T run(Function<? super StoreTransaction, ? extends T> work) {
        if (within.get() != null) {
            throw new IllegalStateException(
                    "a transaction must not begin another one: do both in one, or one after the other");
        }
        // A run that was told to stop still has to say so, and an interrupt would break the connection or the wait for
        // one.
        boolean interrupted = Thread.interrupted();
        within.set(true);
        DamagedRows damaged = new DamagedRows();
        try {
            for (int tries = 1; ; tries++) {
                try {
                    return once(work, damaged);
                } catch (CorruptStateException unreadable) {
                    putAside(damaged, unreadable);
                    throw unreadable;
                } catch (SqlFailure failure) {
                    if (dialect.fault(failure.error()) != Fault.CONTENTION || tries == MOST_TRIES) {
                        throw told(failure, tries);
                    }
                    contended.increment();
                    interrupted |= pause(tries);
                }
            }
        } finally {
            within.remove();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whoever comes next must not find the same rows again. If that fails now, the next one tries. */
    private void putAside(DamagedRows damaged, CorruptStateException found) {
        if (damaged.isEmpty()) {
            return;
        }
        try {
            once(
                    tx -> {
                        damaged.putAside((JdbcTransaction) tx);
                        return null;
                    },
                    new DamagedRows());
        } catch (SqlFailure | StoreUnavailableException later) {
            found.addSuppressed(later);
        }
    }

    /** How often a transaction was tried again because others were in the way. */
    long contended() {
        return contended.sum();
    }

    private RuntimeException told(SqlFailure failure, int tries) {
        SQLException error = failure.error();
        String where = " " + failure.where();
        return switch (dialect.fault(error)) {
            case CONTENTION ->
                new StoreUnavailableException(
                        "the database refused the same transaction " + tries + " times because of others" + where
                                + ". Nothing was changed; look at what else writes to these tables",
                        error);
            case UNAVAILABLE ->
                new StoreUnavailableException(
                        "the database cannot be reached or did not answer in time" + where + ". Nothing was changed",
                        error);
            case REFUSED ->
                new IllegalStateException(
                        "the database refused a statement" + where
                                + ": is its schema the one of this version, and unchanged?",
                        error);
        };
    }

    private <T extends @Nullable Object> T once(
            Function<? super StoreTransaction, ? extends T> work, DamagedRows damaged) {
        T result;
        Signals.Changes changes;
        try (Borrowed borrowed = borrow()) {
            Statements statements = new Statements(borrowed.connection, dialect, names, bounds);
            JdbcTransaction transaction = new JdbcTransaction(statements, clock, shared, damaged);
            boolean done = false;
            try {
                result = work.apply(transaction);
                if (statements.failure() == null) {
                    transaction.last();
                }
                done = statements.failure() == null;
            } finally {
                transaction.end();
                if (!done) {
                    borrowed.rollBack();
                }
            }
            SqlFailure failure = statements.failure();
            if (failure != null) {
                throw failure;
            }
            borrowed.commit();
            changes = transaction.changes();
        }
        if (!changes.isEmpty()) {
            shared.signals().committed(changes);
        }
        return result;
    }

    private Borrowed borrow() {
        try {
            return new Borrowed(dataSource.getConnection());
        } catch (SQLException error) {
            throw new StoreUnavailableException(
                    "no connection to the database: "
                            + (dialect.fault(error) == Fault.REFUSED
                                    ? "it was refused"
                                    : "it cannot be reached, or the pool has none left")
                            + " (SQLSTATE " + error.getSQLState() + "). Nothing was changed",
                    error);
        }
    }

    /** Waits between two tries; longer each time, and never as long as somebody else. */
    private boolean pause(int tries) {
        long longest = Math.min(LONGEST_WAIT.toNanos(), FIRST_WAIT.toNanos() << tries);
        Duration wait =
                Duration.ofNanos((long) (longest * (0.5 + environment.random().nextDouble() / 2)));
        try {
            environment.tasks().await(() -> false, wait);
            return false;
        } catch (InterruptedException stop) {
            return true;
        }
    }

    /** A connection while it is ours. */
    private final class Borrowed implements AutoCloseable {
        private final Connection connection;
        private final boolean autoCommit;
        private int networkMillis = -1;
        private int isolation = Connection.TRANSACTION_NONE;
        private boolean broken;

        Borrowed(Connection connection) throws SQLException {
            this.connection = connection;
            this.autoCommit = connection.getAutoCommit();
            boolean ready = false;
            try {
                if (autoCommit) {
                    connection.setAutoCommit(false);
                }
                limitNetwork();
                isolation = dialect.begin(connection, bounds);
                ready = true;
            } finally {
                if (!ready) {
                    broken = true;
                    close();
                }
            }
        }

        private void limitNetwork() throws SQLException {
            try {
                networkMillis = connection.getNetworkTimeout();
                connection.setNetworkTimeout(
                        Runnable::run, Math.toIntExact(bounds.network().toMillis()));
            } catch (SQLFeatureNotSupportedException itHasNoNetwork) {
                networkMillis = -1;
            }
        }

        void commit() {
            try {
                connection.commit();
            } catch (SQLException error) {
                if (dialect.fault(error) == Fault.CONTENTION) {
                    rollBack();
                    throw new SqlFailure("COMMIT", error);
                }
                broken = true;
                throw new StoreUnavailableException(
                        "the database did not answer a commit (SQLSTATE " + error.getSQLState()
                                + "): either everything was changed, or nothing",
                        error);
            }
        }

        void rollBack() {
            try {
                connection.rollback();
            } catch (SQLException error) {
                broken = true;
            }
        }

        /** A connection of which nobody knows where it stands is ended: to switch its mode might commit what it holds. */
        @Override
        public void close() {
            try (Connection closing = connection) {
                if (broken) {
                    closing.abort(Runnable::run);
                } else {
                    dialect.end(closing, isolation);
                    if (networkMillis >= 0) {
                        closing.setNetworkTimeout(Runnable::run, networkMillis);
                    }
                    if (autoCommit) {
                        closing.setAutoCommit(true);
                    }
                }
            } catch (SQLException error) {
                broken = true;
            }
        }
    }
}
