package dev.calsync.examples.bench.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
<<<<<<< HEAD
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
=======
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.sql.Connection;
>>>>>>> queue
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
<<<<<<< HEAD
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
=======
import java.util.HashSet;
>>>>>>> queue
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

<<<<<<< HEAD
    private static final int PEOPLE_AT_ONCE = 50_000;
    private static final String CALENDAR_KEY = "p.calendar_key + n.account * 10";

=======
>>>>>>> queue
    private final Ground.Plot plot;
    private final HikariDataSource pool;
    private final JdbcSyncStore store;
    private final Crowd crowd;
<<<<<<< HEAD
=======
    private long commitsWhenSeeded;
>>>>>>> queue

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
<<<<<<< HEAD
     * @param interval how often each has a schedule of its own; null if there are no schedules
     * @param notifications whether who asks for work tells the nodes
     */
    record People(int calendars, ProviderId kind, int ofBig, @Nullable Duration interval, boolean notifications) {
=======
     * @param wish each has such a schedule of its own, which fires in a day for the first time; null if there are none
     * @param notifications whether who asks for work tells the nodes
     */
    record People(
            int calendars,
            ProviderId kind,
            int ofBig,
            @Nullable SyncSchedule wish,
            boolean notifications) {
>>>>>>> queue
        static People of(int calendars, ProviderId kind) {
            return new People(calendars, kind, 0, null, true);
        }

<<<<<<< HEAD
        People every(Duration time) {
            return new People(calendars, kind, ofBig, time, notifications);
=======
        People with(SyncSchedule schedule) {
            return new People(calendars, kind, ofBig, schedule, notifications);
>>>>>>> queue
        }

        int accounts() {
            return calendars / Crowd.CALENDARS_OF_A_USER;
        }
    }

    /** An empty database with these people in it, and statistics of all its tables. */
    static Town of(Ground ground, People people) throws SQLException {
        Town town = new Town(ground.plot(), people);
<<<<<<< HEAD
        town.store.open();
        town.crowd.settle(people.kind, people.interval);
        town.copy(people);
        town.plot.execute("VACUUM ANALYZE");
        town.plot.execute("CHECKPOINT");
        return town;
    }

    private void copy(People people) throws SQLException {
        try (Connection connection = plot.connect()) {
            connection.setAutoCommit(false);
            name(connection, people.accounts());
            String user = "(SELECT user_key FROM calsync_users u WHERE u.user_id = n.owner)";
            copy(
                    connection,
                    "users",
                    "(SELECT owner, min(account) AS account, min(bucket) AS bucket FROM people GROUP BY owner)",
                    Map.of("user_key", "p.user_key + n.account", "user_id", "n.owner", "bucket", "n.bucket"));
            copy(
                    connection,
                    "accounts",
                    "people",
                    Map.of(
                            "account_key", "p.account_key + n.account",
                            "account_id", "'account-' || n.account",
                            "user_key", user));
            copy(
                    connection,
                    "calendars",
                    "people",
                    Map.of(
                            "calendar_key", CALENDAR_KEY,
                            "account_key", "p.account_key + n.account",
                            "user_key", user,
                            "ref_hash", "substring(sha256(convert_to('account-' || n.account, 'UTF8')"
                                    + " || '\\x00'::bytea || convert_to(p.calendar_id, 'UTF8')) FROM 1 FOR 16)"));
            copy(
                    connection,
                    "work",
                    "people",
                    Map.of(
                            "calendar_key", CALENDAR_KEY,
                            "user_key", user,
                            "bucket", "n.bucket",
                            "token", "(" + CALENDAR_KEY + ") << 32"));
            copy(connection, "feeds", "people", Map.of("calendar_key", CALENDAR_KEY));
            copySchedules(connection, user, people.interval);
            goOnCounting(connection);
            connection.commit();
        }
    }

    private static void copySchedules(Connection connection, String user, @Nullable Duration interval)
            throws SQLException {
        if (interval == null) {
            return;
        }
        String named = "replace(replace(p.%s, 'account-0', 'account-' || n.account), 'user-0', n.owner)";
        copy(
                connection,
                "schedules",
                "people",
                Map.of(
                        "schedule_key", "p.schedule_key + n.account * 10",
                        "user_key", user,
                        "schedule_id", named.formatted("schedule_id"),
                        "wish", named.formatted("wish")));
        copy(
                connection,
                "schedule_times",
                "people",
                Map.of("schedule_key", "p.schedule_key + n.account * 10", "bucket", "n.bucket"));
    }

    /** A table of the accounts but the first, and whose they are. */
    private void name(Connection connection, int all) throws SQLException {
        execute(connection, "CREATE TEMP TABLE people (account int, owner text, bucket int) ON COMMIT DROP");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO people SELECT * FROM"
                + " unnest(?::int[], ?::text[], ?::int[])")) {
            for (int from = 1; from < all; from += PEOPLE_AT_ONCE) {
                List<Integer> accounts = new ArrayList<>();
                List<String> owners = new ArrayList<>();
                List<Integer> buckets = new ArrayList<>();
                for (int account = from; account < Math.min(all, from + PEOPLE_AT_ONCE); account++) {
                    UserId owner = crowd.owner(account);
                    accounts.add(account);
                    owners.add(owner.value());
                    buckets.add(Buckets.of(owner));
                }
                insert.setArray(1, connection.createArrayOf("int", accounts.toArray()));
                insert.setArray(2, connection.createArrayOf("text", owners.toArray()));
                insert.setArray(3, connection.createArrayOf("int", buckets.toArray()));
                insert.executeUpdate();
            }
        }
        execute(connection, "ANALYZE people");
    }

    /** Copies the rows that are there, with some columns otherwise. */
    private static void copy(Connection connection, String table, String people, Map<String, String> otherwise)
            throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet found =
                connection.getMetaData().getColumns(null, connection.getSchema(), "calsync_" + table, "%")) {
            while (found.next()) {
                columns.add(found.getString("COLUMN_NAME"));
            }
        }
        List<String> values = columns.stream()
                .map(column -> otherwise.getOrDefault(column, "p." + column))
                .toList();
        execute(
                connection,
                "INSERT INTO calsync_" + table + " (" + String.join(", ", columns) + ") SELECT "
                        + String.join(", ", values) + " FROM calsync_" + table + " p, " + people
                        + " n ORDER BY n.account");
        execute(connection, "ANALYZE calsync_" + table);
    }

    /** The numbers that the copies have are taken. */
    private static void goOnCounting(Connection connection) throws SQLException {
        for (Map.Entry<String, String> counted : Map.of(
                        "users", "user_key",
                        "accounts", "account_key",
                        "calendars", "calendar_key",
                        "schedules", "schedule_key")
                .entrySet()) {
            execute(
                    connection,
                    "SELECT setval(pg_get_serial_sequence('calsync_%1$s', '%2$s'), max(%2$s)) FROM calsync_%1$s"
                            .formatted(counted.getKey(), counted.getValue()));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
=======
        boolean ready = false;
        try {
            town.store.open();
            town.crowd.settle(people.kind, people.wish);
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
>>>>>>> queue
    }

    Crowd crowd() {
        return crowd;
    }

    Ground.Plot plot() {
        return plot;
    }

<<<<<<< HEAD
=======
    /** How many transactions were committed before anybody ran. */
    long commitsWhenSeeded() {
        return commitsWhenSeeded;
    }

>>>>>>> queue
    /** All schedules are due at this time. */
    void fireAt(long micros) throws SQLException {
        plot.execute("UPDATE calsync_schedule_times SET next_fire_at = " + micros + ", wake_at = " + micros);
        plot.execute("VACUUM ANALYZE calsync_schedule_times");
    }

    /** The first fires of all schedules are spread over an interval. */
    void spread(long fromMicros, Duration interval) throws SQLException {
<<<<<<< HEAD
        plot.execute("UPDATE calsync_schedule_times SET next_fire_at = " + fromMicros
                + " + (random() * " + interval.toNanos() / 1_000 + ")::bigint");
=======
        plot.execute("UPDATE calsync_schedule_times SET next_fire_at = " + fromMicros + " + (random() * "
                + interval.toNanos() / 1_000 + ")::bigint");
>>>>>>> queue
        plot.execute("UPDATE calsync_schedule_times SET wake_at = next_fire_at");
        plot.execute("VACUUM ANALYZE calsync_schedule_times");
    }

    /** The numbers of the calendars that have a run in the history that ended since then. */
    Set<Integer> ranSince(long micros) throws SQLException {
        Set<Integer> found = new HashSet<>();
        try (Connection connection = plot.connect();
                Statement statement = connection.createStatement();
<<<<<<< HEAD
                ResultSet rows = statement.executeQuery("SELECT DISTINCT a.account_id, c.calendar_id FROM calsync_runs r"
                        + " JOIN calsync_calendars c ON c.calendar_key = r.calendar_key"
                        + " JOIN calsync_accounts a ON a.account_key = c.account_key WHERE r.ended_at >= " + micros)) {
=======
                ResultSet rows =
                        statement.executeQuery("SELECT DISTINCT a.account_id, c.calendar_id FROM calsync_runs r"
                                + " JOIN calsync_calendars c ON c.calendar_key = r.calendar_key"
                                + " JOIN calsync_accounts a ON a.account_key = c.account_key WHERE r.ended_at >= "
                                + micros)) {
>>>>>>> queue
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
