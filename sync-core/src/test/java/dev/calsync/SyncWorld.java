package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteCalendar;
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
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A virtual world with a scripted provider, a store in memory, and one engine or more. */
final class SyncWorld implements AutoCloseable {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    final VirtualWorld world;
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
        store = new WatchedStore(MemorySyncStore.create(world.time()), faults);
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
