package dev.calsync.examples.quickstart;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.ScheduleBounds;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.system.TimeSource;
import java.io.PrintStream;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The main job from end to end, without an account or a network: {@code examples/run quickstart}. The server is the
 * project's own CalDAV fake on a loopback port, spoken to over real HTTP; everything else is what a host would use.
 */
public final class Quickstart {
    /** A host would sync every few minutes; here a story is told. */
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final PrintStream out;
    private final TimeSource time = TimeSource.system();

    private Quickstart(PrintStream out) {
        this.out = out;
    }

    /**
     * Tells the story and checks all of it.
     *
     * @return 0
     * @throws IllegalStateException if something did not go as it is told
     */
    public static int run(PrintStream out) throws InterruptedException {
        new Quickstart(out).tell();
        return 0;
    }

    private void tell() throws InterruptedException {
        long begun = time.nanoTime();
        LocalDate monday = LocalDate.ofInstant(time.now(), Seeds.ZONE).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
        Story story = new Story(out);
        Watch watch = new Watch();
        story.plain("Calsync quickstart: calendars kept in sync both ways, and some things that go wrong.");
        try (FakeCalDavServer server = FakeCalDavServer.start();
                CalendarSync sync = CalendarSync.builder()
                        .store(MemorySyncStore.create())
                        .provider(CalDavProvider.builder().allowLoopbackHttp().build())
                        .conflicts(ConflictPolicy.MERGE)
                        .retry(RetryPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(1)))
                        .scheduleBounds(new ScheduleBounds(Duration.ofMillis(100), Duration.ofDays(31)))
                        .listener(watch)
                        .build()) {
            new Seeds(monday, time.now()).plant(server);
            sync.start();
            Scene scene = connect(sync.forUser("ada"), server, watch, story, monday);
            FirstSync first = new FirstSync(scene);
            first.progress(
                    () -> scene.user().schedule(SyncSchedule.every(INTERVAL).allCalendars()));
            first.nothingNew();
            BothSides both = new BothSides(scene);
            both.edits();
            both.merge();
            both.conflict();
            Troubles troubles = new Troubles(scene);
            troubles.failingServer();
            troubles.pause();
            Ending ending = new Ending(scene);
            ending.agenda();
            ending.summary();
            out.println();
            out.println(ending.result((time.nanoTime() - begun) / 1_000_000));
        }
    }

    private static Scene connect(UserSync user, FakeCalDavServer server, Watch watch, Story story, LocalDate monday)
            throws InterruptedException {
        story.chapter("An account is connected");
        Account account = user.connect(CalDavAccount.basic(server.url(), Seeds.USER, Seeds.PASSWORD));
        List<RemoteCalendar> calendars = user.calendars(account);
        story.tell("server", server.url() + "  (this process, real HTTP)");
        story.tell("found", calendars.stream().map(RemoteCalendar::displayName).collect(Collectors.joining(", ")));
        story.check(calendars.size() == server.calendars(Seeds.USER).size(), "all calendars were found");
        return new Scene(server, user, calendars, watch, story, monday);
    }
}
