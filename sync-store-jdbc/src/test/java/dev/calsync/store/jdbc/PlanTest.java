package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.RunId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.DueCursor;
import dev.calsync.store.JobStore;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.jdbc.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * No statement looks through a large table, whatever was known of the tables when it was first prepared: here they were
 * analysed while they were empty, every statement was executed on one connection until the driver and the server keep it
 * prepared, and only then came a million rows. Takes some minutes; run with {@code -Dcalsync.heavy=true}.
 */
@EnabledIfSystemProperty(named = "calsync.heavy", matches = "true")
class PlanTest {
    private static final int ROWS = Integer.getInteger("calsync.rows", 1_000_000);
    private static final int PAGE = 500;
    private static final Set<Integer> ALL = IntStream.range(0, 512).boxed().collect(Collectors.toSet());
    private static final Set<Integer> HALF = IntStream.range(0, 256).boxed().collect(Collectors.toSet());

    private static TestDatabase database;
    private static JdbcSyncStore store;
    private static DataSource pool;
    private static NodeLease node;

    @BeforeAll
    static void fillWhatWasAnalysedEmpty() {
        database = TestDatabase.postgres();
        pool = database.pool(1);
        store = JdbcSyncStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
        store.open();
        execute("VACUUM ANALYZE");
        node = store.inTransaction(tx -> tx.nodes().join("n", Duration.ofHours(2), Set.of(Region.DEFAULT)));
        for (int i = 0; i < 12; i++) {
            store.inTransaction(tx -> {
                everything(tx, ALL);
                return everything(tx, HALF);
            });
        }
        String payload = HexFormat.of().formatHex(Payload.CALENDAR.encode(new CalendarForm("name", true)));
        long day = Duration.ofDays(1).toNanos() / 1_000;
        long now = Micros.of(store.now());
        execute(
                "INSERT INTO calsync_users SELECT u, 'user-' || u, 0, u % 512, false FROM generate_series(1, "
                        + ROWS / 10 + ") u",
                "INSERT INTO calsync_accounts (account_key, account_id, user_key, provider, payload, sealed_with,"
                        + " credentials, version) SELECT u, 'account-' || u, u, 'scripted', '\\x00', '', '\\x', 1"
                        + " FROM generate_series(1, " + ROWS / 10 + ") u",
                "INSERT INTO calsync_calendars (calendar_key, ref_hash, account_key, user_key, calendar_id, payload)"
                        + " SELECT c, substring(sha256(convert_to('account-' || (c % " + ROWS / 10
                        + " + 1), 'UTF8') || '\\x00' || convert_to('calendar-' || c, 'UTF8')), 1, 16), c % " + ROWS / 10
                        + " + 1, c % " + ROWS / 10 + " + 1, 'calendar-' || c, '\\x" + payload
                        + "' FROM generate_series(1, " + ROWS
                        + ") c",
                "INSERT INTO calsync_work (calendar_key, user_key, read_at, changed_at, token, generation, served,"
                        + " claimed, called_off, demand_due, demand_since, bucket, demand_bits, attempts, abandoned,"
                        + " region, blocks) SELECT calendar_key, user_key, " + (now - day)
                        + " + calendar_key, 1, calendar_key << 32, 1, 0, 0, 0, " + (now - day) + " + calendar_key, "
                        + (now - day) + ", user_key % 512, " + (1 | 2 << 2 | 1 << 4 | 2 << 8)
                        + ", 0, 0, 0, 0 FROM calsync_calendars",
                "INSERT INTO calsync_schedules SELECT s, s % " + ROWS / 10 + " + 1, 'schedule-' || s, '"
                        + SyncSchedule.every(Duration.ofMinutes(15)).toJson()
                        + "' FROM generate_series(1, " + ROWS + ") s",
                "INSERT INTO calsync_schedule_times (schedule_key, wake_at, next_fire_at, bucket, region)"
                        + " SELECT schedule_key, " + (now - day) + " + schedule_key, " + (now - day)
                        + " + schedule_key, user_key % 512, 0 FROM calsync_schedules",
                "INSERT INTO calsync_runs (calendar_key, ended_at, started_at, demand_due, demand_since, demand_bits,"
                        + " attempt, outcome, run_id, node_name) SELECT calendar_key, " + now
                        + " + calendar_key, 0, 0, 0,"
                        + " 521, 1, 3, 'run-' || calendar_key, 'n' FROM calsync_calendars",
                "UPDATE calsync_buckets SET owner = " + node.epoch());
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    private static void execute(String... statements) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
    }

    /** One of each hot call. Returns how many runs it ended. */
    private static int everything(StoreTransaction tx, Set<Integer> buckets) {
        Instant now = tx.now();
        List<WorkItem> due = tx.work().due(buckets, DueCursor.START, now, PAGE);
        tx.work().nextDue(buckets, DueCursor.after(now));
        List<Lease> leases =
                tx.work().claim(node, due.stream().map(WorkItem::calendar).toList(), now);
        leases.stream().limit(5).forEach(tx::fence);
        tx.work()
                .complete(leases.stream().map(WorkCompletion.Served::new).toList().stream()
                        .map(WorkCompletion.class::cast)
                        .toList());
        tx.runs().append(leases.stream().map(lease -> run(lease, now)).toList());
        tx.jobs()
                .settle(leases.stream()
                        .map(lease ->
                                new JobStore.Settlement(lease.calendar(), lease.generation(), JobStatus.COMPLETED))
                        .toList());
        List<StoredSchedule> fired = tx.schedules().due(buckets, now, PAGE);
        tx.schedules()
                .put(fired.stream()
                        .map(one -> one.firing(now.plusSeconds(900), null, null))
                        .toList());
        tx.schedules().nextFire(buckets);
        tx.work()
                .request(leases.stream()
                        .map(lease -> new WorkRequest(
                                lease.calendar(),
                                lease.user(),
                                SyncType.INCREMENTAL,
                                Priority.NORMAL,
                                now.plusSeconds(900),
                                WorkCause.SCHEDULE))
                        .toList());
        single(
                tx,
                due.isEmpty()
                        ? new CalendarRef(AccountId.of("a"), "c")
                        : due.get(0).calendar());
        tx.nodes().renew(node, Duration.ofHours(2));
        tx.nodes().balance(node);
        tx.nodes().calledOff(node);
        tx.nodes().unserved();
        tx.runs().prune(now.minusSeconds(86_400), 1_000, 100);
        tx.jobs().prune(now, 100);
        return leases.size();
    }

    private static void single(StoreTransaction tx, CalendarRef calendar) {
        UserId user = UserId.of("user-7");
        tx.work().find(calendar);
        tx.runs().ofCalendar(calendar, 20);
        tx.runs().ofUser(user, RunQuery.newest(20));
        tx.jobs().ofUser(user, 20);
        tx.jobs().ofCalendar(calendar, 20);
        tx.schedules().ofUsers(List.of(user, UserId.of("user-8")));
        tx.schedules().find(user, ScheduleId.of("schedule-6"));
        tx.calendars().ofUsers(List.of(user));
        tx.users().find(user);
    }

    private static RunRecord run(Lease lease, Instant now) {
        return new RunRecord(
                RunId.of("run-" + lease.fencingToken()),
                lease.calendar(),
                lease.user(),
                lease.demand(),
                1,
                now,
                now,
                "n",
                JobStatus.COMPLETED,
                SyncReport.NONE,
                RunCost.NONE,
                null,
                null);
    }

    /** Rows that were read one after the other, from tables that are large. */
    private static List<String> lookedThrough() {
        List<String> tables = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
            statement.execute("SELECT pg_stat_clear_snapshot()");
            try (ResultSet rows = statement.executeQuery(
                    "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE seq_tup_read > 100000")) {
                while (rows.next()) {
                    tables.add(rows.getString(1) + " " + rows.getLong(2));
                }
            }
            statement.execute("SELECT pg_stat_reset()");
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
        return tables;
    }

    /** Each time as many as expected, and no large table is looked through. */
    private static void measured(String what, int times, int expected, Function<StoreTransaction, Integer> action) {
        lookedThrough();
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            int found = store.inTransaction(action);
            assertEquals(expected, found, what);
        }
        System.out.printf("%s: %.2f ms%n", what, (System.nanoTime() - begin) / 1e6 / times);
        assertEquals(List.of(), lookedThrough(), what);
    }

    @Test
    void noStatement_looksThroughALargeTable() {
        measured("everything, all buckets", 10, PAGE, tx -> everything(tx, ALL));
        measured("everything, half of the buckets", 10, PAGE, tx -> everything(tx, HALF));
        execute("ANALYZE");
        measured("everything, analysed", 10, PAGE, tx -> everything(tx, HALF));
        execute("UPDATE calsync_work SET read_at = NULL", "UPDATE calsync_schedule_times SET wake_at = NULL");
        measured(
                "behind a drained queue",
                50,
                0,
                tx -> tx.work()
                        .due(HALF, DueCursor.before(tx.now()), tx.now(), PAGE)
                        .size());
        measured(
                "at a drained queue's beginning",
                50,
                0,
                tx -> tx.work().due(HALF, DueCursor.START, tx.now(), PAGE).size());
        measured("drained schedules", 50, 0, tx -> tx.schedules().nextFire(HALF).isPresent() ? 1 : 0);
    }
}
