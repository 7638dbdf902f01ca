package dev.calsync.examples.guide;

import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.function.UnaryOperator;

/** An engine on virtual time with one user, for the guides' code to run in. */
final class Rig implements AutoCloseable {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    final VirtualWorld world = VirtualWorld.create(1);
    final ScriptedProvider provider = new ScriptedProvider();
    final ScriptedCalendar theirs = provider.calendar("team");
    final CalendarSync sync;
    final UserSync alice;
    final List<CalendarRef> calendars;

    Rig(UnaryOperator<CalendarSyncBuilder> more, String... otherCalendars) throws InterruptedException {
        for (String other : otherCalendars) {
            provider.calendar(other);
        }
        sync = more.apply(CalendarSync.builder()
                        .store(MemorySyncStore.create(world.time()))
                        .provider(provider)
                        .environment(world.node()))
                .build();
        sync.start();
        alice = sync.forUser("alice");
        calendars = alice.calendars(alice.connect(provider.account("alice"))).stream()
                .map(RemoteCalendar::ref)
                .toList();
    }

    CalendarRef team() {
        return calendars.get(0);
    }

    JobStatus syncNow() throws InterruptedException {
        SyncJob job = alice.syncNow(team());
        return alice.await(job.id(), Duration.ofHours(1)).status();
    }

    static CalendarEvent event(String uid, String summary) {
        return CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(LocalDateTime.of(2026, 3, 2, 10, 0), BERLIN))
                .end(EventTime.at(LocalDateTime.of(2026, 3, 2, 11, 0), BERLIN))
                .build();
    }

    static EventSeries series(String uid, String summary) {
        return EventSeries.of(event(uid, summary));
    }

    @Override
    public void close() {
        sync.close();
    }
}
