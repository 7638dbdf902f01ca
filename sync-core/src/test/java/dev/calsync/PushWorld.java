package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.http.SyncHttp;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A virtual world with a provider that tells of changes, a store in memory, and engines with an address. */
final class PushWorld implements AutoCloseable {
    final VirtualWorld world = VirtualWorld.create(11);
    final SyncStore store = MemorySyncStore.create(world.time());
    final ScriptedProvider scripted = new ScriptedProvider();
    final ScriptedCalendar team = scripted.calendar("team");
    final PushingProvider provider;
    final List<CalendarSync> engines = new ArrayList<>();
    private int edits;

    PushWorld(PushingProvider.Shape shape) {
        provider = new PushingProvider(scripted, world.time(), shape);
    }

    CalendarSync engine() {
        return engine(world.node(), builder -> builder);
    }

    CalendarSync engine(Environment node, UnaryOperator<CalendarSyncBuilder> more) {
        CalendarSync engine = more.apply(CalendarSync.builder()
                        .store(store)
                        .provider(provider)
                        .environment(node)
                        .webhooks(PushingProvider.ADDRESS))
                .build();
        engines.add(engine);
        engine.start();
        provider.receiver = engine.http();
        return engine;
    }

    /** Looks seldom, so that months pass quickly. */
    static CalendarSyncBuilder unhurried(CalendarSyncBuilder builder) {
        return builder.lease(Duration.ofHours(4), Duration.ofHours(1)).pollInterval(Duration.ofMinutes(10));
    }

    /** Alice's calendar, with a wish for webhooks. */
    CalendarRef connect(UserSync alice) {
        try {
            CalendarRef ref = alice.calendars(alice.connect(scripted.account("alice"))).stream()
                    .map(RemoteCalendar::ref)
                    .findFirst()
                    .orElseThrow();
            alice.schedule(SyncSchedule.on(Trigger.webhook()).calendars(ref));
            return ref;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Somebody edits the calendar at the provider, which tells of it; returns what it was answered. */
    List<Integer> edit() {
        team.put(SyncWorld.event("e" + edits % 50, "Edit " + ++edits));
        return provider.tell("team");
    }

    void pass(Duration span) {
        world.tasks().runFor(span);
    }

    List<StoredChannel> channels(CalendarRef calendar) {
        return store.inTransaction(tx -> tx.channels().ofCalendar(calendar));
    }

    List<RunRecord> runs(CalendarRef calendar) {
        return store.inTransaction(tx -> tx.runs().ofCalendar(calendar, 1_000));
    }

    SyncHttp http() {
        return engines.get(engines.size() - 1).http();
    }

    /** There is one channel, here and there, and what it tells of arrives. */
    void assertOneLiveChannel(UserSync alice, CalendarRef calendar) {
        assertThat(channels(calendar)).hasSize(1);
        assertThat(provider.live()).hasSize(1);
        int before = runs(calendar).size();
        pass(Duration.ofMinutes(1));
        assertThat(edit()).containsOnly(202);
        pass(Duration.ofSeconds(40));
        assertThat(runs(calendar).size()).isGreaterThan(before);
        assertThat(alice.events(calendar).page(null, 1_000))
                .hasSameSizeAs(team.events().values());
    }

    @Override
    public void close() {
        engines.forEach(CalendarSync::close);
    }
}
