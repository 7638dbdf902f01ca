package dev.calsync.examples.worker;

import dev.calsync.CalendarSync;
import dev.calsync.HostAccount;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.system.Environment;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Workers of a host's own in a real engine: {@code examples/run custom-worker}. One works on calendars of the host's own
 * kind, one stands around calendar sync. Time is virtual, so that a night passes at once and a crash falls between two
 * steps.
 */
public final class CustomWorker {
    private static final ProviderId ROOMS = ProviderId.of("rooms");
    private static final int BOOKINGS = 42;
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final PrintStream out;
    private final VirtualWorld world = VirtualWorld.create(1);
    private final MemorySyncStore store = MemorySyncStore.create(world.time());
    private final BookingDesk desk = new BookingDesk(world.time());
    private final DoorSign sign = new DoorSign();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final AtomicLong pulled = new AtomicLong();
    private final Instant maintenanceOver = world.time().now().plus(Duration.ofHours(12));

    private CustomWorker(PrintStream out) {
        this.out = out;
    }

    /**
     * Shows both workers and checks what it shows.
     *
     * @return 0
     * @throws IllegalStateException if something did not go as it is told
     */
    public static int run(PrintStream out) throws InterruptedException {
        CustomWorker example = new CustomWorker(out);
        example.crashAndResume();
        example.deferral();
        example.around();
        out.println("RESULT name=custom-worker bookings=" + example.sign.shown().size() + " told=" + example.sign.told()
                + " pulled=" + example.pulled.get());
        return 0;
    }

    private CalendarSync engine(String node, Environment environment) {
        // region builder
        CalendarSync sync = CalendarSync.builder()
                .store(store)
                .provider(provider)
                .worker(ROOMS, new DoorSignWorker(desk, sign))
                .worker(calendarSync -> new MaintenanceHours(calendarSync, world.time(), maintenanceOver, pulled))
                // endregion builder
                .environment(environment)
                .node(node)
                .listener(this::hear)
                .build();
        sync.start();
        return sync;
    }

    private void hear(SyncEvent event) {
        if (event instanceof SyncEvent.RunProgressed progressed) {
            OptionalLong total = progressed.progress().total();
            tell(progressed.progress().phase() + " " + progressed.progress().done()
                    + (total.isPresent() ? " of " + total.getAsLong() : ""));
        } else if (event instanceof SyncEvent.RunDeferred deferred) {
            tell("put off until " + deferred.until() + ": " + deferred.reason());
        } else if (event instanceof SyncEvent.RunFinished finished) {
            tell("run " + finished.outcome().name().toLowerCase(Locale.ROOT) + ", "
                    + finished.report().pulled() + " pulled");
        }
    }

    private void crashAndResume() throws InterruptedException {
        out.println("A worker of the host's own, one page a step; the process dies between two steps.");
        for (int i = 1; i <= BOOKINGS; i++) {
            desk.book("Booking " + i);
        }
        Environment first = world.node();
        UserSync facility = engine("first", first).forUser("facility");
        CalendarRef room = only(facility, new HostAccount(ROOMS, "head office", List.of("room-1")));
        SyncJob job = facility.syncNow(room);
        while (sign.shown().size() < BOOKINGS / 2) {
            world.tasks().runNext();
        }
        first.tasks().close();
        tell("first node crashed; " + sign.shown().size() + " of " + BOOKINGS + " bookings are shown");
        try (CalendarSync second = engine("second", world.node())) {
            SyncJob done = second.forUser("facility").await(job.id(), PATIENCE);
            check(done.status() == JobStatus.COMPLETED, "the second node finished the job");
            check(sign.shown().size() == BOOKINGS, "every booking is shown");
            check(sign.told() < BOOKINGS * 3 / 2, "the second node went on from the checkpoint");
            check(done.retryCount() == 0, "a crash is no failed attempt");
        }
        out.println();
    }

    private void deferral() throws InterruptedException {
        out.println("It puts itself off while the booking desk is closed; that burns no attempt.");
        try (CalendarSync sync = engine("third", world.node())) {
            UserSync facility = sync.forUser("facility");
            CalendarRef room = only(facility, new HostAccount(ROOMS, "head office", List.of("room-1")));
            desk.book("One more booking");
            Instant opening = world.time().now().plus(Duration.ofHours(9));
            desk.closeUntil(opening);
            SyncJob done = facility.await(facility.syncNow(room).id(), PATIENCE);
            check(done.status() == JobStatus.COMPLETED && done.retryCount() == 0, "no attempt was burnt");
            check(!world.time().now().isBefore(opening), "it waited until the desk opened");
            check(sign.shown().size() == BOOKINGS + 1, "the new booking is shown");
        }
        out.println();
    }

    private void around() throws InterruptedException {
        out.println("A worker around calendar sync: nothing is synced while the database is maintained.");
        provider.calendar("team").put(event("a"));
        provider.calendar("team").put(event("b"));
        try (CalendarSync sync = engine("fourth", world.node())) {
            UserSync ada = sync.forUser("ada");
            CalendarRef team = only(ada, provider.account("ada"));
            SyncJob done = ada.await(ada.syncNow(team).id(), PATIENCE);
            check(done.status() == JobStatus.COMPLETED, "the calendar was synced");
            check(!world.time().now().isBefore(maintenanceOver), "after the maintenance");
            check(pulled.get() == 2, "the host counted what the whole run pulled");
            check(ada.events(team).find("a").isPresent(), "the events are here");
        }
        out.println();
    }

    private static CalendarRef only(UserSync user, AccountRequest account) throws InterruptedException {
        return user.calendars(user.connect(account)).get(0).ref();
    }

    private static EventSeries event(String uid) {
        return EventSeries.of(CalendarEvent.builder(uid)
                .start(EventTime.on(LocalDate.of(2026, 3, 2)))
                .build());
    }

    private void tell(String line) {
        out.println("  " + world.time().now().toString().substring(0, 19).replace('T', ' ') + "  " + line);
    }

    private static void check(boolean so, String claim) {
        if (!so) {
            throw new IllegalStateException("it is not so that " + claim);
        }
    }
}
