package dev.calsync.examples.bench.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database of ours with a crowd in it. The store itself writes one user's rows; SQL copies them as often as there are
 * users, because a million calendars would take the store minutes, and takes nothing but names and numbers from elsewhere.
 */
final class Town implements AutoCloseable {
    private static final int POOL_SIZE = 4;
    /** Seeding is not measured, and may take its time. */
    private static final Duration STATEMENTS = Duration.ofSeconds(8);

    private final Ground.Plot plot;
    private final HikariDataSource pool;
    private final JdbcSyncStore store;
    private final Crowd crowd;
    private long commitsWhenSeeded;

    private Town(Ground.Plot plot, People people) {
        this.plot = plot;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(plot.url());
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(1);
        this.pool = new HikariDataSource(config);
        this.store = JdbcSyncStore.builder(pool)
                .schemaMode(SchemaMode.MIGRATE)
                .notifications(people.notifications)
                .statementTimeout(STATEMENTS)
                .build();
        this.crowd = new Crowd(store, people.accounts() - people.ofBig / Crowd.CALENDARS_OF_A_USER);
    }

    /**
     * Who lives there.
     *
     * @param calendars how many, ten of each user
     * @param kind of the calendars
     * @param ofBig how many of them, the last ones, belong to one user, ten in each account
     * @param wish each has such a schedule of its own, which fires in a day for the first time; null if there are none
     * @param notifications whether who asks for work tells the nodes
     */
    record People(
            int calendars,
            ProviderId kind,
            int ofBig,
            @Nullable SyncSchedule wish,
            boolean notifications) {
        static People of(int calendars, ProviderId kind) {
            return new People(calendars, kind, 0, null, true);
        }

        People with(SyncSchedule schedule) {
            return new People(calendars, kind, ofBig, schedule, notifications);
        }

        int accounts() {
            return calendars / Crowd.CALENDARS_OF_A_USER;
        }
    }

    /** An empty database with these people in it, and statistics of all its tables. */
    static Town of(Ground ground, People people) throws SQLException {
        Town town = new Town(ground.plot(), people);
        boolean ready = false;
        try {
            town.store.open();
            town.crowd.settle(0, people.kind, people.wish);
            try (Connection connection = town.plot.connect()) {
                new Copies(connection).of(people, town.crowd::owner);
            }
            town.plot.execute("VACUUM ANALYZE");
            town.plot.execute("CHECKPOINT");
            town.commitsWhenSeeded = town.plot.commits();
            ready = true;
            return town;
        } finally {
            if (!ready) {
                town.close();
            }
        }
    }

    Crowd crowd() {
        return crowd;
    }

    Ground.Plot plot() {
        return plot;
    }

    /** How many transactions were committed before anybody ran. */
    long commitsWhenSeeded() {
        return commitsWhenSeeded;
    }

    /** All schedules are due at this time. */
    void fireAt(long micros) throws SQLException {
        plot.execute("UPDATE calsync_schedule_times SET next_fire_at = " + micros + ", wake_at = " + micros);
        plot.execute("VACUUM ANALYZE calsync_schedule_times");
    }

    /** The first fires of all schedules are spread over an interval. */
    void spread(long fromMicros, Duration interval) throws SQLException {
        plot.execute(
                "UPDATE calsync_schedule_times t SET next_fire_at = n.at, wake_at = n.at FROM (SELECT schedule_key, "
                        + fromMicros + " + (random() * " + interval.toNanos() / 1_000
                        + ")::bigint AS at FROM calsync_schedule_times) n WHERE n.schedule_key = t.schedule_key");
        plot.execute("VACUUM ANALYZE calsync_schedule_times");
    }

    /** The numbers of the calendars that have a run in the history that ended since then. */
    Set<Integer> ranSince(long micros) throws SQLException {
        Set<Integer> found = new HashSet<>();
        try (Connection connection = plot.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT DISTINCT a.account_id, c.calendar_id FROM calsync_runs r"
                                + " JOIN calsync_calendars c ON c.calendar_key = r.calendar_key"
                                + " JOIN calsync_accounts a ON a.account_key = c.account_key WHERE r.ended_at >= "
                                + micros)) {
            while (rows.next()) {
                found.add(Crowd.number(new CalendarRef(AccountId.of(rows.getString(1)), rows.getString(2))));
            }
        }
        return found;
    }

    /** How many schedules fire later than that. */
    long firingAfter(long micros) throws SQLException {
        return (long) plot.number("SELECT count(*) FROM calsync_schedule_times WHERE next_fire_at > " + micros);
    }

    /**
     * Holds what is in the history against what was to happen: each calendar ran once since then.
     *
     * @throws IllegalStateException if a run was lost, or one happened twice
     */
    void eachOnce(long sinceMicros, int calendars) throws SQLException {
        String since = " FROM calsync_runs WHERE ended_at >= " + sinceMicros;
        long runs = (long) plot.number("SELECT count(*)" + since);
        long different = (long) plot.number("SELECT count(DISTINCT calendar_key)" + since);
        if (runs != calendars || different != calendars) {
            throw new IllegalStateException("each of " + calendars + " calendars was to run once, but " + runs
                    + " runs of " + different + " calendars are in the history");
        }
    }

    @Override
    public void close() throws SQLException {
        store.close();
        pool.close();
        plot.close();
    }
}
