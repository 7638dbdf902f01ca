package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.Sealed;
import dev.calsync.auth.Secret;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import dev.calsync.system.Environment;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Engines with real threads on one database, and a provider that does as it is told. Closes what it opened. */
final class Fleet implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);
    static final KeyProvider KEYS =
            KeyProvider.of("test", Secret.of(Base64.getEncoder().encodeToString(new byte[32])));

    final ScriptedProvider provider = new ScriptedProvider();
    final Queue<SyncEvent> told = new ConcurrentLinkedQueue<>();
    private final Environment environment = Environment.system("test");
    private final Deque<Closing> opened = new ArrayDeque<>();

    /** What is closed at the end. */
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /** A pool of its own that is soon tired of waiting. */
    DataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(2_000);
        config.setInitializationFailTimeout(-1);
        HikariDataSource pool = new HikariDataSource(config);
        opened.push(pool::close);
        return pool;
    }

    JdbcSyncStore store(DataSource pool) {
        JdbcSyncStore store =
                JdbcSyncStore.builder(pool).schemaMode(SchemaMode.MIGRATE).build();
        opened.push(store::close);
        store.open();
        return store;
    }

    CalendarSync engine(String node, SyncStore store, UnaryOperator<CalendarSyncBuilder> more) {
        return engine(node, store, provider, more);
    }

    CalendarSync engine(String node, SyncStore store, CalendarProvider over, UnaryOperator<CalendarSyncBuilder> more) {
        CalendarSync engine = more.apply(CalendarSync.builder()
                        .store(store)
                        .provider(over)
                        .encryption(KEYS)
                        .node(node)
                        .drain(Duration.ofMillis(200))
                        .listener(told::add))
                .build();
        opened.push(engine::close);
        engine.start();
        return engine;
    }

    /** Calendars of a user, one account each, as if they had been connected. */
    List<CalendarRef> calendars(SyncStore store, String user, int count) {
        List<CalendarRef> refs = new ArrayList<>();
        UserId owner = UserId.of(user);
        store.inTransaction(tx -> {
            refs.clear();
            for (int i = 0; i < count; i++) {
                AccountId id = AccountId.of(user + "-" + i);
                tx.accounts()
                        .put(new StoredAccount(
                                new Account(id, owner, provider.id(), user, Map.of("identity", user)), Sealed.NOTHING));
                CalendarRef ref = new CalendarRef(id, user + "-" + i);
                tx.calendars()
                        .put(List.of(new StoredCalendar(owner, new RemoteCalendar(ref, ref.calendarId(), true), null)));
                refs.add(ref);
            }
            return true;
        });
        refs.forEach(ref -> provider.calendar(ref.calendarId()));
        return refs;
    }

    /** Asks for work as another process would. */
    static void ask(SyncStore store, String user, List<CalendarRef> calendars) {
        ask(store, user, calendars, Priority.NORMAL);
    }

    static void ask(SyncStore store, String user, List<CalendarRef> calendars, Priority priority) {
        store.inTransaction(tx -> tx.work()
                .request(calendars.stream()
                        .map(ref -> new WorkRequest(
                                ref, UserId.of(user), SyncType.INCREMENTAL, priority, tx.now(), WorkCause.EVENT))
                        .toList()));
    }

    static List<RunRecord> runs(SyncStore store, CalendarRef calendar) {
        return store.inTransaction(tx -> tx.runs().ofCalendar(calendar, 1_000));
    }

    static boolean completed(SyncStore store, CalendarRef calendar) {
        return runs(store, calendar).stream().anyMatch(run -> run.outcome() == JobStatus.COMPLETED);
    }

    <T extends SyncEvent> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void until(String what, BooleanSupplier holds) throws InterruptedException {
        assertTrue(environment.tasks().await(holds, LONG), () -> "waited in vain: " + what + "; told: " + told);
    }

    /** Lets so much time pass on this thread. */
    void pass(Duration span) throws InterruptedException {
        environment.tasks().await(() -> false, span);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        environment.tasks().close();
    }
}
