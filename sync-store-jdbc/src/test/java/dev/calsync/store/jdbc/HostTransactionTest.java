package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.store.DueCursor;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.store.jdbc.testing.RealServers;
import dev.calsync.store.jdbc.testing.TestDatabase;
import dev.calsync.testing.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a host asks for within a transaction of its own takes effect if that commits, and not otherwise. */
class HostTransactionTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final Set<Integer> ALL = IntStream.range(0, 512).boxed().collect(Collectors.toSet());

    private final ManualTime time = ManualTime.atNewYear();
    private final Fleet fleet = new Fleet();
    private TestDatabase database;
    private DataSource pool;
    private JdbcSyncStore store;
    private List<CalendarRef> calendars;

    private void on(DatabaseKind kind) throws SQLException {
        RealServers.require(kind);
        database = TestDatabase.of(kind);
        pool = database.pool();
        store = JdbcSyncStore.builder(pool)
                .schemaMode(SchemaMode.MIGRATE)
                .clock(time)
                .build();
        store.open();
        calendars = fleet.calendars(store, "alice", 2);
        try (Connection host = pool.getConnection();
                Statement statement = host.createStatement()) {
            statement.execute("CREATE TABLE host_orders (id INT)");
        }
    }

    @AfterEach
    void close() throws Exception {
        fleet.close();
        if (database != null) {
            database.close();
        }
    }

    private List<WorkItem> due() {
        time.advance(Duration.ofSeconds(2));
        return store.inTransaction(tx -> tx.work().due(ALL, DueCursor.START, tx.now(), 10));
    }

    private void request(Connection host, CalendarRef... refs) throws SQLException {
        store.requestSync(host, ALICE, List.of(refs), SyncType.FULL, Priority.HIGH);
    }

    private static void order(Connection host) throws SQLException {
        try (Statement statement = host.createStatement()) {
            statement.executeUpdate("INSERT INTO host_orders VALUES (1)");
        }
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void request_takesEffectWithTheHostsCommit(DatabaseKind kind) throws Exception {
        on(kind);
        try (Connection host = pool.getConnection()) {
            host.setAutoCommit(false);
            order(host);
            request(host, calendars.get(0), calendars.get(1));
            assertEquals(List.of(), due(), "not committed yet");

            host.commit();
            host.setAutoCommit(true);
        }

        List<WorkItem> due = due();
        assertEquals(Set.copyOf(calendars), due.stream().map(WorkItem::calendar).collect(Collectors.toSet()));
        assertTrue(due.stream().allMatch(item -> item.type() == SyncType.FULL && item.priority() == Priority.HIGH));
        assertEquals(2, due().size(), "it was asked for once");
        assertTrue(due().stream().allMatch(item -> item.generation() == 1));
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void request_isGoneWithTheHostsRollback(DatabaseKind kind) throws Exception {
        on(kind);
        try (Connection host = pool.getConnection()) {
            host.setAutoCommit(false);
            order(host);
            request(host, calendars.get(0));
            host.rollback();
            host.setAutoCommit(true);
        }

        assertEquals(List.of(), due());
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void hostsConnection_staysAsItIs(DatabaseKind kind) throws Exception {
        on(kind);
        try (Connection host = pool.getConnection()) {
            host.setAutoCommit(false);
            host.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            order(host);
            request(host, calendars.get(0));

            assertEquals(Connection.TRANSACTION_SERIALIZABLE, host.getTransactionIsolation());
            assertEquals(false, host.getAutoCommit());
            host.commit();
            host.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            host.setAutoCommit(true);
        }

        assertEquals(1, due().size());
    }

    /** Work goes on while a host's transaction takes its time. */
    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void longTransactionOfTheHost_isInNobodysWay(DatabaseKind kind) throws Exception {
        on(kind);
        try (Connection host = pool.getConnection()) {
            host.setAutoCommit(false);
            request(host, calendars.get(0));

            Fleet.ask(store, "alice", calendars);
            var node = store.inTransaction(tx -> {
                var joined = tx.nodes().join("n", Duration.ofHours(1), Set.of(Region.DEFAULT));
                tx.nodes().balance(joined);
                return joined;
            });
            var leases = store.inTransaction(tx -> tx.work().claim(node, calendars, tx.now()));
            store.inTransaction(tx -> tx.work()
                    .complete(leases.stream()
                            .<WorkCompletion>map(WorkCompletion.Served::new)
                            .toList()));
            assertEquals(List.of(), due());

            host.commit();
            host.setAutoCommit(true);
        }
        assertEquals(2, due().get(0).generation());
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void calendarThatIsGoneMeanwhile_isNobodys(DatabaseKind kind) throws Exception {
        on(kind);
        try (Connection host = pool.getConnection()) {
            host.setAutoCommit(false);
            request(host, calendars.get(0), calendars.get(1));
            host.commit();
            host.setAutoCommit(true);
        }
        store.inTransaction(tx -> {
            tx.calendars().delete(calendars.get(0));
            return true;
        });

        assertEquals(
                List.of(calendars.get(1)),
                due().stream().map(WorkItem::calendar).toList());
    }

    @ParameterizedTest
    @EnumSource(value = DatabaseKind.class, names = "H2")
    void whatCannotBe_isRefused(DatabaseKind kind) throws Exception {
        on(kind);
        try (Connection host = pool.getConnection()) {
            assertThrows(IllegalArgumentException.class, () -> request(host, calendars.get(0)), "auto-commit");
            host.setAutoCommit(false);
            CalendarRef unknown = new CalendarRef(AccountId.of("nobody"), "nothing");
            assertThrows(IllegalArgumentException.class, () -> request(host, unknown));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.requestSync(host, UserId.of("bob"), calendars, SyncType.INCREMENTAL, Priority.NORMAL));
            host.rollback();
            host.setAutoCommit(true);
        }
        assertEquals(List.of(), due());
    }
}
