package dev.calsync.examples.cluster;

import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarSync;
import dev.calsync.auth.Sealed;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.DueCursor;
import dev.calsync.store.LiveNode;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.jdbc.JdbcSyncStore;
import dev.calsync.store.jdbc.SchemaMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The application in front of the fleet: edits every calendar, again as soon as the edit before has arrived at the provider. It
 * has no engine that runs; it only asks.
 */
final class Orders implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final Set<Integer> ALL =
            IntStream.range(0, Buckets.COUNT).boxed().collect(Collectors.toSet());

    private final Load load;
    private final Wire wire;
    private final HikariDataSource pool;
    private final JdbcSyncStore store;
    private final CalendarSync engine;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final Map<CalendarRef, UserId> calendars = new HashMap<>();
    private final Map<CalendarRef, Integer> edited = new HashMap<>();

    Orders(Load load, String database, Wire wire) {
        this.load = load;
        this.wire = wire;
        this.pool = Database.pool(database, AT_ONCE);
        this.store = JdbcSyncStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
        store.open();
        this.engine = CalendarSync.builder()
                .store(store)
                .provider(new WireProvider(wire, load.requests()))
                .encryption(Database.KEYS)
                .node("application")
                .build();
    }

    /** Users with their calendars, as if they had connected them. */
    void connectEverybody() {
        for (int i = 0; i < load.users(); i++) {
            UserId user = UserId.of("user-" + i);
            AccountId id = AccountId.of("account-" + i);
            store.inTransaction(tx -> {
                tx.accounts()
                        .put(new StoredAccount(
                                new Account(id, user, WireProvider.ID, user.value(), Map.of()), Sealed.NOTHING));
                List<StoredCalendar> all = new ArrayList<>();
                for (int number = 0; number < load.calendarsOfEach(); number++) {
                    CalendarRef ref = new CalendarRef(id, id.value() + "-" + number);
                    all.add(new StoredCalendar(user, new RemoteCalendar(ref, ref.calendarId(), true), null));
                    calendars.put(ref, user);
                }
                tx.calendars().put(all);
                return true;
            });
        }
    }

    /** How many edits have arrived at the provider. */
    Map<String, Integer> served() throws InterruptedException {
        Map<String, Integer> served = new HashMap<>();
        wire.ask("/served", Map.of()).forEach(line -> served.put(line.get(0), Integer.valueOf(line.get(1))));
        return served;
    }

    /** Edits once more every calendar whose edits have all arrived. Those that cannot be edited now are left for later. */
    void editWhatIsServed(Map<String, Integer> served) throws InterruptedException {
        Map<CalendarRef, Future<Boolean>> edits = new HashMap<>();
        for (CalendarRef calendar : calendars.keySet()) {
            int before = edited.getOrDefault(calendar, 0);
            if (before < load.rounds() && served.getOrDefault(calendar.calendarId(), 0) >= before) {
                edits.put(calendar, threads.submit(() -> edit(calendar, before)));
            }
        }
        for (Map.Entry<CalendarRef, Future<Boolean>> edit : edits.entrySet()) {
            try {
                if (edit.getValue().get()) {
                    edited.merge(edit.getKey(), 1, Integer::sum);
                }
            } catch (ExecutionException failed) {
                throw new IllegalStateException("an edit was refused", failed.getCause());
            }
        }
    }

    /** An edit whose answer was lost is made again; it is the same edit then. */
    private boolean edit(CalendarRef calendar, int round) {
        try {
            engine.forUser(Objects.requireNonNull(calendars.get(calendar)))
                    .events(calendar)
                    .put(WireProvider.event(calendar.calendarId() + "-" + round, "Meeting " + round));
            return true;
        } catch (StoreUnavailableException away) {
            return false;
        }
    }

    /** The nodes that are alive, or nothing while the database is away. */
    List<LiveNode> nodes() {
        try {
            return store.inTransaction(tx -> tx.nodes().live());
        } catch (StoreUnavailableException away) {
            return List.of();
        }
    }

    /** How many calendars are still owed a run, up to a thousand. */
    int owed() {
        return store.inTransaction(tx -> tx.work()
                .due(ALL, DueCursor.START, tx.now().plus(Duration.ofDays(30)), 1_000)
                .size());
    }

    /** Ends every connection to the database but the one that says so. */
    void terminateConnections() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        engine.close();
        store.close();
        pool.close();
    }
}
