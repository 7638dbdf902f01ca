package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.CalendarSync;
import dev.calsync.Concurrency;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.LiveNode;
import dev.calsync.store.RunRecord;
import dev.calsync.store.jdbc.testing.PostgresServer;
import dev.calsync.store.jdbc.testing.TestDatabase;
import dev.calsync.testing.ScriptedProvider;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Engines on one PostgreSQL. Polling is so slow here that only what is told can be found in time. */
class FleetTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private final Fleet fleet = new Fleet();
    private final TestDatabase database = TestDatabase.postgres();

    @AfterEach
    void close() throws Exception {
        fleet.close();
        database.close();
    }

    private CalendarSync engine(String node, JdbcSyncStore store) {
        return fleet.engine(node, store, builder -> builder.pollInterval(NEVER));
    }

    private static void execute(DataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void workThatAnotherProcessAsksFor_isBegunWithoutPolling() throws Exception {
        JdbcSyncStore here = fleet.store(fleet.pool(database.url(), 4));
        JdbcSyncStore elsewhere = fleet.store(fleet.pool(database.url(), 2));
        List<CalendarRef> calendars = fleet.calendars(here, "alice", 2);
        engine("a", here);

        Fleet.ask(elsewhere, "alice", calendars.subList(0, 1));

        fleet.until("the first is synced", () -> Fleet.completed(here, calendars.get(0)));
        Fleet.ask(elsewhere, "alice", calendars.subList(1, 2));
        fleet.until("the second is synced", () -> Fleet.completed(here, calendars.get(1)));
    }

    @Test
    void nodesThatCome_haveTheirShareWithoutWaitingForHeartbeats() throws Exception {
        JdbcSyncStore one = fleet.store(fleet.pool(database.url(), 4));
        JdbcSyncStore other = fleet.store(fleet.pool(database.url(), 4));
        Duration lease = Duration.ofMinutes(30);
        fleet.engine("a", one, builder -> builder.pollInterval(NEVER).lease(lease, Duration.ofMinutes(10)));
        fleet.until("a has all", () -> shares(one).equals(List.of(512)));

        CalendarSync second =
                fleet.engine("b", other, builder -> builder.pollInterval(NEVER).lease(lease, Duration.ofMinutes(10)));

        fleet.until("both have half", () -> shares(one).equals(List.of(256, 256)));
        second.close();
        fleet.until("a has all again", () -> shares(one).equals(List.of(512)));
    }

    private static List<Integer> shares(JdbcSyncStore store) {
        return store.inTransaction(
                tx -> tx.nodes().live().stream().map(LiveNode::buckets).sorted().toList());
    }

    @Test
    void cancelledJob_isStoppedOnTheNodeThatRunsIt() throws Exception {
        JdbcSyncStore one = fleet.store(fleet.pool(database.url(), 4));
        JdbcSyncStore other = fleet.store(fleet.pool(database.url(), 4));
        List<CalendarRef> calendars = fleet.calendars(one, "alice", 1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        fleet.provider.beforeCall(call -> {
            begun.countDown();
            await(never);
        });
        engine("a", one);
        CalendarSync elsewhere = engine("b", other);
        fleet.until("both have half", () -> shares(one).equals(List.of(256, 256)));
        SyncJob job = elsewhere.forUser("alice").syncNow(calendars.get(0));
        assertTrue(begun.await(60, TimeUnit.SECONDS));

        elsewhere.forUser("alice").cancel(job.id());

        fleet.until(
                "the run is over",
                () -> Fleet.runs(one, calendars.get(0)).stream().anyMatch(run -> run.outcome() == JobStatus.CANCELLED));
        assertEquals(
                JobStatus.CANCELLED,
                elsewhere.forUser("alice").job(job.id()).orElseThrow().status());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void pauseAndPriority_holdForWhatWaitsOnAnotherNode() throws Exception {
        JdbcSyncStore one = fleet.store(fleet.pool(database.url(), 4));
        JdbcSyncStore other = fleet.store(fleet.pool(database.url(), 2));
        List<CalendarRef> calendars = fleet.calendars(one, "alice", 4);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        fleet.provider.beforeCall(call -> {
            begun.countDown();
            await(go);
        });
        fleet.engine("a", one, builder -> builder.pollInterval(NEVER).concurrency(Concurrency.workers(1)));
        CalendarSync elsewhere = CalendarSync.builder()
                .store(other)
                .provider(fleet.provider)
                .encryption(Fleet.KEYS)
                .node("b")
                .build();
        elsewhere.forUser("alice").syncNow(calendars.subList(0, 1), SyncType.INCREMENTAL, Priority.NORMAL);
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        elsewhere.forUser("alice").syncNow(calendars.subList(1, 2), SyncType.INCREMENTAL, Priority.NORMAL);
        elsewhere.forUser("alice").syncNow(calendars.subList(2, 3), SyncType.INCREMENTAL, Priority.NORMAL);
        SyncJob last = elsewhere.forUser("alice").syncNow(calendars.subList(3, 4), SyncType.INCREMENTAL, Priority.LOW);

        elsewhere.forUser("alice").pause(calendars.get(1), "on holiday");
        elsewhere.forUser("alice").prioritize(last.id(), Priority.HIGH);
        go.countDown();

        fleet.until(
                "all but the paused are synced",
                () -> Fleet.completed(one, calendars.get(2)) && Fleet.completed(one, calendars.get(3)));
        RunRecord urgent = Fleet.runs(one, calendars.get(3)).get(0);
        RunRecord waited = Fleet.runs(one, calendars.get(2)).get(0);
        assertFalse(urgent.startedAt().isAfter(waited.startedAt()), "what was made urgent went first");
        assertEquals(List.of(), Fleet.runs(one, calendars.get(1)));
        elsewhere.forUser("alice").resume(calendars.get(1));
        fleet.until("the paused is synced once it is resumed", () -> Fleet.completed(one, calendars.get(1)));
        elsewhere.close();
    }

    /** If a run held a connection while it waits for its provider, only three of them could wait at a time. */
    @Test
    void manyWorkersOnFewConnections_doNotStarve() throws Exception {
        int workers = 64;
        JdbcSyncStore store = fleet.store(fleet.pool(database.url(), 4));
        CountDownLatch allInside = new CountDownLatch(workers);
        fleet.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.CHANGES) {
                allInside.countDown();
                await(allInside);
            }
        });
        List<CalendarRef> calendars = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            calendars.addAll(fleet.calendars(store, "user-" + i, 1));
        }
        fleet.engine("a", store, builder -> builder.concurrency(Concurrency.workers(workers)));

        for (int i = 0; i < workers; i++) {
            // Some workers are kept free for work that is urgent; here all are needed.
            Fleet.ask(store, "user-" + i, calendars.subList(i, i + 1), Priority.HIGH);
        }

        fleet.until("all are synced", () -> calendars.stream().allMatch(ref -> Fleet.completed(store, ref)));
    }

    @Test
    void connectionsThatAreTerminated_areMadeUpFor() throws Exception {
        JdbcSyncStore here = fleet.store(fleet.pool(database.url(), 4));
        DataSource outside = fleet.pool(database.url(), 2);
        JdbcSyncStore elsewhere = fleet.store(outside);
        List<CalendarRef> calendars = fleet.calendars(here, "alice", 3);
        fleet.engine("a", here, builder -> builder.pollInterval(Duration.ofSeconds(2)));
        Fleet.ask(elsewhere, "alice", calendars.subList(0, 1));
        fleet.until("the first is synced", () -> Fleet.completed(elsewhere, calendars.get(0)));

        execute(
                outside,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

        // The outside's own other connection was terminated, too.
        fleet.until("the others are asked for", () -> askedIfThere(elsewhere, calendars.subList(1, 3)));
        fleet.until(
                "the others are synced",
                () -> completedIfThere(elsewhere, calendars.get(1)) && completedIfThere(elsewhere, calendars.get(2)));
    }

    private static boolean askedIfThere(JdbcSyncStore store, List<CalendarRef> calendars) {
        try {
            Fleet.ask(store, "alice", calendars);
            return true;
        } catch (StoreUnavailableException notYet) {
            return false;
        }
    }

    @Test
    void databaseThatGoesAwayAndComesBack_isWaitedFor() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresServer.Durability.FAST);
                Fleet own = new Fleet()) {
            JdbcSyncStore store = own.store(own.pool(server.url("postgres"), 4));
            List<CalendarRef> calendars = own.calendars(store, "alice", 2);
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch back = new CountDownLatch(1);
            own.provider.beforeCall(call -> {
                inside.countDown();
                await(back);
            });
            own.engine(
                    "a",
                    store,
                    builder -> builder.pollInterval(Duration.ofMillis(200))
                            .lease(Duration.ofSeconds(3), Duration.ofSeconds(1)));
            Fleet.ask(store, "alice", calendars);
            assertTrue(inside.await(60, TimeUnit.SECONDS));

            server.stop();

            own.until(
                    "the node has stopped its runs by itself",
                    () -> !own.told(SyncEvent.LeaseLost.class).isEmpty());
            assertThrows(StoreUnavailableException.class, store::now);
            back.countDown();
            server.start();
            own.until(
                    "everything owed is done", () -> calendars.stream().allMatch(ref -> completedIfThere(store, ref)));
            assertTrue(store.inTransaction(tx -> tx.work().find(calendars.get(0)))
                    .filter(item -> !item.owed())
                    .isPresent());
        }
    }

    private static boolean completedIfThere(JdbcSyncStore store, CalendarRef calendar) {
        try {
            return Fleet.completed(store, calendar);
        } catch (StoreUnavailableException notYet) {
            return false;
        }
    }

    @Test
    void twoNodes_shareTheLoad() throws Exception {
        int runs = 1_000;
        JdbcSyncStore one = fleet.store(fleet.pool(database.url(), 6));
        JdbcSyncStore other = fleet.store(fleet.pool(database.url(), 6));
        Map<CalendarRef, UserId> calendars = new HashMap<>();
        for (int i = 0; i < runs / 2; i++) {
            for (CalendarRef ref : fleet.calendars(one, "user-" + i, 2)) {
                calendars.put(ref, UserId.of("user-" + i));
            }
        }
        Concurrency workers = Concurrency.workers(64);
        fleet.engine("a", one, builder -> builder.concurrency(workers));
        fleet.engine("b", other, builder -> builder.concurrency(workers));
        fleet.until("both have half", () -> shares(one).equals(List.of(256, 256)));

        calendars.forEach((ref, user) -> Fleet.ask(one, user.value(), List.of(ref)));

        fleet.until(
                "all are synced", () -> fleet.told(SyncEvent.RunFinished.class).size() >= runs);
        Map<String, Long> byNode = calendars.keySet().stream()
                .map(ref -> Fleet.runs(one, ref).get(0).node())
                .collect(Collectors.groupingBy(node -> node, Collectors.counting()));
        long difference = Math.abs(byNode.getOrDefault("a", 0L) - byNode.getOrDefault("b", 0L));
        assertTrue(difference <= runs * 15 / 100, () -> "not shared: " + byNode);
    }
}
