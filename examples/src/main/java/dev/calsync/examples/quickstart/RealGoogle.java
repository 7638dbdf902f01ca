package dev.calsync.examples.quickstart;

import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncReport;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** What is shown with a real account: it is read, and, if asked for, one event comes and goes. */
final class RealGoogle {
    private static final String UID = "calsync-quickstart";
    private static final int RUNS_MAX = 1_000;

    private final UserSync user;
    private final CalendarRef calendar;
    private final Watch watch;
    private final Story story;

    RealGoogle(UserSync user, CalendarRef calendar, Watch watch, Story story) {
        this.user = user;
        this.calendar = calendar;
        this.watch = watch;
        this.story = story;
    }

    private SyncReport sync() throws InterruptedException {
        SyncJob job = user.await(user.syncNow(calendar).id(), Duration.ofMinutes(10));
        RunRecord run = user.history(calendar, 1).get(0);
        story.check(
                job.status() == JobStatus.COMPLETED || job.status() == JobStatus.PARTIAL,
                "the sync succeeds; it says " + run.detail());
        return run.report();
    }

    void read() throws InterruptedException {
        story.chapter("The calendar is read, and read again");
        watch.live(event -> {
            if (event instanceof SyncEvent.RunProgressed progressed) {
                story.tell("so far", progressed.progress().done() + " events");
            }
        });
        SyncReport first = sync();
        watch.quiet();
        story.tell(
                "first", first.pulled() + " events in " + first.requests() + " requests, " + first.bytes() + " bytes");
        SyncReport second = sync();
        story.tell("second", second.pulled() + " events in " + second.requests() + " requests");
    }

    void write(LocalDate tomorrow) throws InterruptedException {
        story.chapter("An event is made, changed and deleted");
        CalendarEvent event = GoogleSeeds.event(UID, "Calsync quickstart", tomorrow);
        user.events(calendar).put(event);
        story.tell("made", sync().pushed() + " written");
        CalendarEvent made =
                user.events(calendar).find(UID).orElseThrow().events().get(0);
        user.events(calendar).put(made.toBuilder().location("Here and there").build());
        story.tell("changed", sync().pushed() + " written");
        user.events(calendar).delete(user.events(calendar).find(UID).orElseThrow());
        story.tell("deleted", sync().pushed() + " written");
        story.check(user.status(calendar).pendingEdits() == 0, "nothing is left over");
    }

    String result(long millis) {
        List<RunRecord> runs = user.history(calendar, RUNS_MAX);
        SyncReport total = runs.stream().map(RunRecord::report).reduce(SyncReport.NONE, SyncReport::plus);
        return "RESULT name=quickstart-google runs=" + runs.size() + " pulled=" + total.pulled() + " pushed="
                + total.pushed() + " requests=" + total.requests() + " millis=" + millis;
    }
}
