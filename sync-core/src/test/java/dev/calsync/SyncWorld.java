package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.auth.Sealed;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.UnsteadyProvider;
import dev.calsync.testing.VirtualWorld;
import dev.calsync.testing.WatchedStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A virtual world with a scripted provider, a store in memory, and one engine or more. */
final class SyncWorld implements AutoCloseable {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    final VirtualWorld world;
    final MemorySyncStore memory;
    final WatchedStore store;
    final ScriptedProvider provider = new ScriptedProvider();
    final ScriptedCalendar team = provider.calendar("team");
    final List<SyncEvent> told = new ArrayList<>();
    private final List<CalendarSync> engines = new ArrayList<>();

    SyncWorld(long seed) {
        this(seed, () -> WatchedStore.Fault.NONE);
    }

    /** A world whose store fails when this says so. */
    SyncWorld(long seed, Supplier<WatchedStore.Fault> faults) {
        world = VirtualWorld.create(seed);
        memory = MemorySyncStore.create(world.time());
        store = new WatchedStore(memory, faults);
    }

    /** An engine that runs. */
    CalendarSync engine() {
        return engine(builder -> builder);
    }

    CalendarSync engine(UnaryOperator<CalendarSyncBuilder> more) {
        CalendarSync engine = more.apply(CalendarSync.builder()
                        .store(store)
                        .provider(provider)
                        .listener(told::add)
                        .environment(world.node()))
                .build();
        engines.add(engine);
        engine.start();
        return engine;
    }

    /** An engine that reaches the provider over this line. */
    CalendarSync engineOver(UnsteadyProvider.Line line) {
        CalendarSync engine = CalendarSync.builder()
                .store(store)
                .provider(new UnsteadyProvider(provider, line))
                .listener(told::add)
                .environment(world.node())
                .build();
        engines.add(engine);
        engine.start();
        return engine;
    }

    CalendarRef connect(UserSync user) {
        return connectAll(user).get(0);
    }

    List<CalendarRef> connectAll(UserSync user) {
        try {
            Account account = user.connect(provider.account(user.user().value()));
            return user.calendars(account).stream().map(RemoteCalendar::ref).toList();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Calendars of an account, written to the store as if the account had been connected. */
    List<CalendarRef> calendars(String user, String account, int count) {
        return calendars(provider.id(), user, account, count);
    }

    List<CalendarRef> calendars(ProviderId of, String user, String account, int count) {
        UserId owner = UserId.of(user);
        AccountId id = AccountId.of(account);
        List<CalendarRef> refs = IntStream.range(0, count)
                .mapToObj(number -> new CalendarRef(id, account + "-" + number))
                .toList();
        store.inTransaction(tx -> {
            tx.accounts().put(new StoredAccount(new Account(id, owner, of, account, Map.of()), Sealed.NOTHING));
            tx.calendars()
                    .put(refs.stream()
                            .map(ref ->
                                    new StoredCalendar(owner, new RemoteCalendar(ref, ref.calendarId(), true), null))
                            .toList());
            return true;
        });
        return refs;
    }

    /** Asks for work as another engine on the store would. */
    void ask(String user, List<CalendarRef> calendars, SyncType type, Priority priority, Instant dueAt) {
        store.inTransaction(tx -> tx.work()
                .request(calendars.stream()
                        .map(ref -> new WorkRequest(ref, UserId.of(user), type, priority, dueAt, WorkCause.SCHEDULE))
                        .toList()));
    }

    void ask(String user, List<CalendarRef> calendars, Priority priority) {
        ask(user, calendars, SyncType.INCREMENTAL, priority, now());
    }

    /** What a calendar is owed. */
    WorkItem work(CalendarRef calendar) {
        return store.inTransaction(tx -> tx.work().find(calendar)).orElseThrow();
    }

    /** A calendar's runs, oldest first. */
    List<RunRecord> runs(CalendarRef calendar) {
        List<RunRecord> runs =
                new ArrayList<>(store.inTransaction(tx -> tx.runs().ofCalendar(calendar, 1_000)));
        Collections.reverse(runs);
        return runs;
    }

    JobStatus syncNow(UserSync user, CalendarRef... calendars) {
        try {
            SyncJob job = user.syncNow(calendars);
            return user.await(job.id(), Duration.ofHours(12)).status();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    void pass(Duration span) {
        world.tasks().runFor(span);
    }

    Instant now() {
        return world.time().now();
    }

    <T extends SyncEvent> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static EventSeries event(String uid, String summary) {
        return EventSeries.of(master(uid, summary));
    }

    static CalendarEvent master(String uid, String summary) {
        return CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(LocalDateTime.of(2026, 3, 2, 10, 0), BERLIN))
                .end(EventTime.at(LocalDateTime.of(2026, 3, 2, 11, 0), BERLIN))
                .build();
    }

    @Override
    public void close() {
        engines.forEach(CalendarSync::close);
        assertThat(store.violations()).isEmpty();
    }
}
