package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.store.jdbc.testing.RealServers;
import dev.calsync.store.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What one call reads does not grow with what others keep, nor with what a large calendar has besides: here are a million
 * series and links, a fifth of them in one calendar, in tables that were analysed while they were empty. Counted by the
 * databases' own counters of rows that were touched. Takes some minutes; run with {@code -Dcalsync.heavy=true}.
 */
@EnabledIfSystemProperty(named = "calsync.heavy", matches = "true")
class CalendarPlanTest {
    private static final int ROWS = Integer.getInteger("calsync.rows", 1_000_000);
    private static final int CALENDARS = 100;
    private static final int PAGE = 500;
    private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");
    private static final UserId ALICE = UserId.of("user-1");
    private static final CalendarRef LARGE = new CalendarRef(AccountId.of("account-1"), "calendar-1");
    private static final FeedRound ROUND = new FeedRound("p", 2);

    private static EventSeries series(String uid) {
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary("One of many")
                .start(EventTime.at(FIRST))
                .build());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Rows from 1 to so many, as this database makes them. */
    private static String numbers(DatabaseKind kind, int count) {
        return kind == DatabaseKind.POSTGRESQL
                ? "(SELECT generate_series(1, " + count + ") AS n) g"
                : "(SELECT seq AS n FROM seq_1_to_" + count + ") g";
    }

    private static void fill(TestDatabase database) {
        boolean postgres = database.kind() == DatabaseKind.POSTGRESQL;
        String bytes = postgres ? "'\\x%s'" : "x'%s'";
        String some = bytes.formatted("00");
        String hash = postgres
                ? "substring(sha256(convert_to('r' || n, 'UTF8')), 1, 16)"
                : "UNHEX(LEFT(SHA2(CONCAT('r', n), 256), 32))";
        String id = postgres ? "'s' || n" : "CONCAT('s', n)";
        String owner = "CASE WHEN n % 5 = 0 THEN 1 ELSE n % " + CALENDARS + " + 1 END";
        long hour = Duration.ofHours(1).toNanos() / 1_000;
        String at = Micros.of(FIRST) + " + n * " + hour + " / 4";
        String link =
                bytes.formatted(hex(Payload.REMOTE.encode(RemoteSeries.of(RemoteId.of("r"), null, series("u"), null))));
        String state = bytes.formatted(hex(Payload.SERIES.encode(series("u"))));
        String few = numbers(database.kind(), CALENDARS);
        String many = numbers(database.kind(), ROWS);
        execute(
                database,
                "INSERT INTO calsync_users (user_key, user_id, region, bucket, kept) SELECT n, "
                        + named(postgres, "user") + ", 0, n % 512, FALSE FROM " + few,
                "INSERT INTO calsync_accounts (account_key, account_id, user_key, provider, payload, sealed_with,"
                        + " credentials, version) SELECT n, " + named(postgres, "account") + ", n, 'scripted', " + some
                        + ", '', " + some + ", 1 FROM " + few,
                "INSERT INTO calsync_calendars (calendar_key, ref_hash, account_key, user_key, calendar_id, payload)"
                        + " SELECT n, "
                        + (postgres
                                ? "substring(sha256(convert_to('account-' || n, 'UTF8') || '\\x00'"
                                        + " || convert_to('calendar-' || n, 'UTF8')), 1, 16)"
                                : "UNHEX(LEFT(SHA2(CONCAT('account-', n, CHAR(0), 'calendar-', n), 256), 32))")
                        + ", n, n, " + named(postgres, "calendar") + ", "
                        + bytes.formatted(hex(Payload.CALENDAR.encode(new CalendarForm("name", true)))) + " FROM "
                        + few,
                "INSERT INTO calsync_work (calendar_key, user_key, token, generation, served, claimed, called_off,"
                        + " demand_due, demand_since, bucket, demand_bits, attempts, abandoned, region, blocks)"
                        + " SELECT n, n, n, 0, 0, 0, 0, 0, 0, n % 512, 0, 0, 0, 0, 0 FROM " + few,
                "INSERT INTO calsync_series (calendar_key, series_id, uid_hash, version, deleted, pending, changed_at,"
                        + " first_at, last_at, payload) SELECT " + owner + ", " + id + ", " + hash
                        + ", 1, FALSE, n % 50000 = 0, 0, "
                        + at + ", " + at + " + " + hour + ", " + state + " FROM " + many,
                "INSERT INTO calsync_links (calendar_key, series_id, remote_hash, hash, seen_partition, seen_round,"
                        + " payload) SELECT " + owner + ", " + id + ", " + hash + ", 'h', 'p', 2, " + link + " FROM "
                        + many,
                "INSERT INTO calsync_revisions (calendar_key, series_id, lost_at, payload) SELECT " + owner + ", " + id
                        + ", n, " + some + " FROM " + many + " WHERE n % 10 = 0",
                "INSERT INTO calsync_dead_letters (calendar_key, user_key, run_id, given_at, payload) SELECT " + owner
                        + ", " + owner + ", " + id + ", n, " + some + " FROM " + many + " WHERE n % 10 = 0");
    }

    private static String named(boolean postgres, String what) {
        return postgres ? "'" + what + "-' || n" : "CONCAT('" + what + "-', n)";
    }

    private static void execute(TestDatabase database, String... statements) {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Every call, and how many rows it may touch, indexes' included. */
    private static Map<String, Consumer<StoreTransaction>> calls() {
        List<SeriesId> ids = IntStream.rangeClosed(1, PAGE)
                .mapToObj(i -> SeriesId.of("s" + i * 5))
                .toList();
        List<RemoteId> remotes = IntStream.rangeClosed(1, PAGE)
                .mapToObj(i -> RemoteId.of("r" + i * 5))
                .toList();
        Instant late = FIRST.plus(Duration.ofMinutes(15).multipliedBy(ROWS)).minus(Duration.ofDays(30));
        Map<String, Consumer<StoreTransaction>> calls = new LinkedHashMap<>();
        calls.put("replica.read", tx -> tx.replica().read(LARGE, ids));
        calls.put("replica.findByUid", tx -> tx.replica().findByUid(LARGE, List.of("u")));
        calls.put("replica.pending", tx -> tx.replica().pending(LARGE, null, PAGE));
        calls.put(
                "replica.overlapping, this week",
                tx -> tx.replica().overlapping(LARGE, late, late.plus(Duration.ofDays(7)), null, PAGE));
        calls.put(
                "replica.overlapping, all, a page",
                tx -> tx.replica()
                        .overlapping(
                                LARGE, Instant.EPOCH, FIRST.plus(Duration.ofDays(100_000)), SeriesId.of("s5"), PAGE));
        calls.put(
                "replica.apply",
                tx -> tx.replica()
                        .apply(
                                LARGE,
                                ids.stream()
                                        .map(id -> new LocalChange(id, 1, series("u")))
                                        .toList()));
        calls.put("replica.edit", tx -> tx.replica().edit(LARGE, new LocalChange(SeriesId.of("s5"), 1, series("u"))));
        calls.put("links.byRemote", tx -> tx.links().byRemote(LARGE, remotes));
        calls.put("links.byLocal", tx -> tx.links().byLocal(LARGE, ids));
        calls.put("links.seen", tx -> tx.links().seen(LARGE, new FeedRound("p", 3), remotes));
        calls.put("links.gone, told", tx -> tx.links().gone(LARGE, ROUND, remotes));
        calls.put("links.gone, incremental", tx -> tx.links().gone(LARGE, new FeedRound("p", 9), false, null, PAGE));
        calls.put(
                "links.put",
                tx -> tx.links()
                        .put(
                                LARGE,
                                IntStream.range(0, PAGE)
                                        .mapToObj(i -> new Link(
                                                ids.get(i),
                                                RemoteSeries.of(remotes.get(i), null, series("u"), null),
                                                "h",
                                                ROUND))
                                        .toList()));
        calls.put(
                "checkpoints",
                tx -> tx.checkpoints().put(LARGE, new StoredFeed("p", new Checkpoint("c", "f"), 1, null)));
        calls.put("revisions.prune", tx -> tx.revisions().prune(Instant.ofEpochSecond(0, 100_000_000), 100));
        calls.put("deadLetters.prune", tx -> tx.deadLetters().prune(Instant.ofEpochSecond(0, 100_000_000), 100));
        calls.put("deadLetters.remove", tx -> tx.deadLetters().remove(ALICE, List.of(RunId.of("s50"))));
        calls.put("calendars.ofUser", tx -> tx.calendars().ofUser(ALICE));
        return calls;
    }

    private static long touched(StoreTransaction tx, DatabaseKind kind) {
        String query = kind == DatabaseKind.POSTGRESQL
                ? "SELECT CAST(SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)) AS BIGINT) FROM pg_stat_xact_user_tables"
                : "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.SESSION_STATUS"
                        + " WHERE VARIABLE_NAME LIKE 'HANDLER_READ%'";
        return ((JdbcTransaction) tx).call(query).first(Row::number).orElse(0L);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void call_touchesWhatItAsksFor(DatabaseKind kind) {
        RealServers.require(kind);
        try (TestDatabase database = TestDatabase.of(kind)) {
            JdbcSyncStore store = JdbcSyncStore.builder(database.pool(1))
                    .schemaMode(SchemaMode.MIGRATE)
                    .statementTimeout(Duration.ofSeconds(8))
                    .build();
            store.open();
            execute(database, kind == DatabaseKind.POSTGRESQL ? "VACUUM ANALYZE" : "ANALYZE TABLE calsync_series");
            fill(database);
            calls().forEach((name, call) -> {
                long before = System.nanoTime();
                long rows = store.inTransaction(tx -> {
                    long already = touched(tx, kind);
                    call.accept(tx);
                    return touched(tx, kind) - already;
                });
                System.out.printf(
                        "%s %s: %d rows, %d ms%n", kind, name, rows, (System.nanoTime() - before) / 1_000_000);
                assertTrue(rows <= 12 * PAGE, kind + " " + name + " touches " + rows + " rows");
            });
        }
    }
}
