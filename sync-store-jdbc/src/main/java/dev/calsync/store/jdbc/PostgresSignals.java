package dev.calsync.store.jdbc;

import dev.calsync.system.Environment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * LISTEN and NOTIFY. One connection listens for as long as anybody does; when it is lost it comes back, later each time, and
 * whoever listens is told to look at everything, because something may have been missed. Whoever cannot be told finds out
 * at the next poll, so nothing here is an error.
 */
final class PostgresSignals implements Signals.Elsewhere {
    private static final Logger log = LoggerFactory.getLogger(PostgresSignals.class);
    private static final int WAIT_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final String channel;
    private final Signals signals;
    private final Environment environment;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean listening;
    private volatile @Nullable Connection connection;

    PostgresSignals(DataSource dataSource, String channel, Signals signals, Environment environment) {
        this.dataSource = dataSource;
        this.channel = channel;
        this.signals = signals;
        this.environment = environment;
    }

    /** Begins to listen. Does not block. */
    void start() {
        if (started.compareAndSet(false, true)) {
            run(this::listen);
        }
    }

    /** Whether others can be heard now. */
    boolean listening() {
        return listening;
    }

    @Override
    public boolean run(Runnable task) {
        try {
            environment.tasks().execute("signals", task);
            return true;
        } catch (RejectedExecutionException afterTheEnd) {
            return false;
        }
    }

    @Override
    public void tell(Signals.Changes changes) {
        try (Connection sending = dataSource.getConnection()) {
            boolean autoCommit = sending.getAutoCommit();
            notify(sending, channel, SignalText.of(changes));
            if (!autoCommit) {
                sending.commit();
            }
        } catch (SQLException away) {
            log.debug("others could not be told that there is work; they will find it at their next poll", away);
        }
    }

    /** Tells once the connection's transaction is committed. */
    static void notify(Connection connection, String channel, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            statement.setString(1, channel);
            statement.setString(2, text);
            statement.execute();
        }
    }

    private void listen() {
        Duration wait = FIRST_WAIT;
        while (!closed) {
            try (Connection own = dataSource.getConnection()) {
                wait = listen(own) ? FIRST_WAIT : wait;
            } catch (SQLException lost) {
                log.debug("not told of work by others for a while; polling finds it", lost);
            }
            wait = pause(wait);
        }
    }

    /** Listens until the connection is lost, and does not give it back to the pool as one that listens. */
    private boolean listen(Connection own) throws SQLException {
        if (!own.isWrapperFor(PGConnection.class)) {
            log.info(
                    "the pool's connections are not those of PostgreSQL's own driver: work that other nodes were asked "
                            + "for is found by polling");
            closed = true;
            return false;
        }
        connection = own;
        try {
            PGConnection driver = own.unwrap(PGConnection.class);
            own.setAutoCommit(true);
            execute(own, "LISTEN " + channel);
            listening = true;
            signals.heard(SignalText.read(SignalText.ANYTHING));
            while (!closed) {
                hear(own, driver);
            }
        } catch (SQLException lost) {
            log.debug("not told of work by others for a while; polling finds it", lost);
        } finally {
            listening = false;
            connection = null;
            own.abort(Runnable::run);
        }
        return true;
    }

    private void hear(Connection own, PGConnection driver) throws SQLException {
        PGNotification[] told = driver.getNotifications(WAIT_MILLIS);
        if (told == null || told.length == 0) {
            own.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            execute(own, "SELECT 1");
            own.setNetworkTimeout(Runnable::run, 0);
            return;
        }
        for (PGNotification one : told) {
            signals.heard(SignalText.read(one.getParameter()));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Duration pause(Duration wait) {
        Duration jittered =
                wait.plus(wait.multipliedBy(environment.random().nextInt(100)).dividedBy(100));
        try {
            environment.tasks().await(() -> closed, jittered);
        } catch (InterruptedException stop) {
            closed = true;
        }
        Duration next = wait.multipliedBy(2);
        return next.compareTo(LONGEST_WAIT) < 0 ? next : LONGEST_WAIT;
    }

    void close() {
        closed = true;
        environment.tasks().signal();
        Connection own = connection;
        if (own != null) {
            try {
                own.abort(Runnable::run);
            } catch (SQLException gone) {
                log.debug("the connection that listened was gone", gone);
            }
        }
    }
}
