package dev.calsync;

import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ProviderId;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Three providers with a calendar each, all Alice's. */
final class MirrorWorld implements AutoCloseable {
    final SyncWorld world = new SyncWorld(7);
    final List<ScriptedProvider> providers = new ArrayList<>();
    final List<ScriptedCalendar> remote = new ArrayList<>();
    final List<CalendarRef> refs = new ArrayList<>();
    final UserSync alice;
    final CalendarSync engine;

    MirrorWorld() {
        this(builder -> builder);
    }

    MirrorWorld(UnaryOperator<CalendarSyncBuilder> more) {
        for (String name : List.of("one", "two", "three")) {
            ScriptedProvider provider = new ScriptedProvider(ProviderId.of(name));
            providers.add(provider);
            remote.add(provider.calendar(name));
        }
        engine = world.engine(builder -> {
            providers.forEach(builder::provider);
            return more.apply(builder);
        });
        alice = engine.forUser("alice");
        for (ScriptedProvider provider : providers) {
            try {
                Account account = alice.connect(provider.account("alice"));
                refs.add(alice.calendars(account).get(0).ref());
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    CalendarRef ref(int calendar) {
        return refs.get(calendar);
    }

    /** Synchronises these calendars as somebody would who waits, then lets what that asked for happen. */
    void sync(int... calendars) {
        for (int calendar : calendars) {
            world.syncNow(alice, ref(calendar));
            settle();
        }
    }

    void pass(Duration span) {
        world.pass(span);
    }

    void settle() {
        world.pass(Duration.ofSeconds(20));
    }

    /** An event at a provider. */
    Optional<CalendarEvent> at(int calendar, String uid) {
        EventSeries series = remote.get(calendar).events().get(uid);
        return Optional.ofNullable(series).map(one -> one.events().get(0));
    }

    String title(int calendar, String uid) {
        return at(calendar, uid).map(CalendarEvent::summary).orElse("(none)");
    }

    /** What this side has of an event. */
    EventSeries here(int calendar, String uid) {
        return alice.events(ref(calendar)).find(uid).orElseThrow();
    }

    void edit(int calendar, String uid, UnaryOperator<CalendarEvent> change) {
        alice.events(ref(calendar)).put(here(calendar, uid).map(change));
        settle();
    }

    static CalendarEvent titled(CalendarEvent event, String title) {
        return event.toBuilder().summary(title).build();
    }

    @Override
    public void close() {
        world.close();
    }
}
