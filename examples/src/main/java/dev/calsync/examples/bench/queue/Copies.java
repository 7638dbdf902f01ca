package dev.calsync.examples.bench.queue;

import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Copies the rows of the one user that the store wrote, as often as there are accounts. Only names and numbers differ; every
 * other column is taken as it is, whatever it is.
 */
final class Copies {
    private static final int ACCOUNTS_AT_ONCE = 50_000;
    private static final String CALENDAR_KEY = "p.calendar_key + n.account * 10";
    private static final String ACCOUNT_KEY = "p.account_key + n.account";
    private static final String SCHEDULE_KEY = "p.schedule_key + n.account * 10";
    private static final String USER_KEY = "(SELECT user_key FROM calsync_users u WHERE u.user_id = n.owner)";
    private static final String REF_HASH = "substring(sha256(convert_to('account-' || n.account, 'UTF8')"
            + " || '\\x00'::bytea || convert_to(p.calendar_id, 'UTF8')) FROM 1 FOR 16)";
    private static final String NAMED =
            "replace(replace(p.%s, 'account-0', 'account-' || n.account), 'user-0', n.owner)";

    private final Connection connection;

    Copies(Connection connection) {
        this.connection = connection;
    }

    /** @param owner whose an account is, by its number */
    void of(Town.People people, IntFunction<UserId> owner) throws SQLException {
        connection.setAutoCommit(false);
        name(people.accounts(), owner);
        copy(
                "users",
                "(SELECT owner, min(account) AS account, min(bucket) AS bucket FROM people GROUP BY owner)",
                Map.of("user_key", "p.user_key + n.account", "user_id", "n.owner", "bucket", "n.bucket"));
        copy(
                "accounts",
                Map.of("account_key", ACCOUNT_KEY, "account_id", "'account-' || n.account", "user_key", USER_KEY));
        copy(
                "calendars",
                Map.of(
                        "calendar_key", CALENDAR_KEY,
                        "account_key", ACCOUNT_KEY,
                        "user_key", USER_KEY,
                        "ref_hash", REF_HASH));
        copy(
                "work",
                Map.of(
                        "calendar_key",
                        CALENDAR_KEY,
                        "user_key",
                        USER_KEY,
                        "bucket",
                        "n.bucket",
                        "token",
                        "(" + CALENDAR_KEY + ") << 32"));
        copy("feeds", Map.of("calendar_key", CALENDAR_KEY));
        copy(
                "schedules",
                Map.of(
                        "schedule_key",
                        SCHEDULE_KEY,
                        "user_key",
                        USER_KEY,
                        "schedule_id",
                        NAMED.formatted("schedule_id"),
                        "wish",
                        NAMED.formatted("wish")));
        copy("schedule_times", Map.of("schedule_key", SCHEDULE_KEY, "bucket", "n.bucket"));
        goOnCounting();
        connection.commit();
    }

    /** A table of the accounts but the first, and whose they are. */
    private void name(int accounts, IntFunction<UserId> owner) throws SQLException {
        execute("CREATE TEMP TABLE people (account int, owner text, bucket int) ON COMMIT DROP");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO people SELECT * FROM unnest(?::int[], ?::text[], ?::int[])")) {
            for (int from = 1; from < accounts; from += ACCOUNTS_AT_ONCE) {
                List<Integer> numbers = new ArrayList<>();
                List<String> owners = new ArrayList<>();
                List<Integer> buckets = new ArrayList<>();
                for (int account = from; account < Math.min(accounts, from + ACCOUNTS_AT_ONCE); account++) {
                    UserId user = owner.apply(account);
                    numbers.add(account);
                    owners.add(user.value());
                    buckets.add(Buckets.of(user));
                }
                insert.setArray(1, connection.createArrayOf("int", numbers.toArray()));
                insert.setArray(2, connection.createArrayOf("text", owners.toArray()));
                insert.setArray(3, connection.createArrayOf("int", buckets.toArray()));
                insert.executeUpdate();
            }
        }
        execute("ANALYZE people");
    }

    private void copy(String table, Map<String, String> otherwise) throws SQLException {
        copy(table, "people", otherwise);
    }

    /** Copies the rows that are there, with some columns otherwise. */
    private void copy(String table, String people, Map<String, String> otherwise) throws SQLException {
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
        execute("INSERT INTO calsync_" + table + " (" + String.join(", ", columns) + ") SELECT "
                + String.join(", ", values) + " FROM calsync_" + table + " p, " + people + " n ORDER BY n.account");
        execute("ANALYZE calsync_" + table);
    }

    /** The numbers that the copies have are taken. */
    private void goOnCounting() throws SQLException {
        for (String counted : List.of("user", "account", "calendar", "schedule")) {
            execute(
                    "SELECT setval(pg_get_serial_sequence('calsync_%1$ss', '%1$s_key'), max(%1$s_key)) FROM calsync_%1$ss"
                            .formatted(counted));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
