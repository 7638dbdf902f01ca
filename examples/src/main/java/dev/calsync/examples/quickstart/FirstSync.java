package dev.calsync.examples.quickstart;

import dev.calsync.job.SyncReport;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import java.util.Locale;

/** A schedule fires; everything is read once, and then only what changed. */
final class FirstSync {
    private final Scene scene;
    private final Story story;
    private final Watch watch;

    FirstSync(Scene scene) {
        this.scene = scene;
        this.story = scene.story();
        this.watch = scene.watch();
    }

    /** @param schedule what makes the calendars sync */
    void progress(Runnable schedule) throws InterruptedException {
        story.chapter("A schedule fires, and the first sync reads everything, page by page");
        int mark = watch.mark();
        watch.live(this::show);
        schedule.run();
        for (RemoteCalendar calendar : scene.calendars()) {
            watch.until(
                    calendar.displayName() + " is synced",
                    () -> !watch.runs(mark, calendar.ref()).isEmpty());
        }
        watch.quiet();
        for (RemoteCalendar calendar : scene.calendars()) {
            String name = calendar.displayName();
            story.check(
                    scene.onThisSide(name).keySet().equals(scene.onServer(name).keySet()),
                    "this side has every event of " + name);
        }
    }

    private void show(SyncEvent event) {
        if (event instanceof SyncEvent.RunProgressed progressed
                && progressed.progress().done() > 0) {
            story.tell(
                    scene.name(progressed.calendar()), bar(progressed.progress().done()));
        } else if (event instanceof SyncEvent.RunFinished finished) {
            SyncReport report = finished.report();
            // The schedule may fire again before the slowest calendar is done.
            if (report.pulled() > 0) {
                story.tell(
                        scene.name(finished.calendar()),
                        "done: " + report.pulled() + " events in " + report.requests() + " requests, " + report.bytes()
                                + " bytes");
            }
        }
    }

    private static String bar(long events) {
        return String.format(Locale.ROOT, "%-30s %4d events", "#".repeat((int) Math.max(1, events / 5)), events);
    }

    void nothingNew() throws InterruptedException {
        story.chapter("The schedule fires again: a run with nothing new costs one request");
        int mark = watch.mark();
        for (RemoteCalendar calendar : scene.calendars()) {
            CalendarRef ref = calendar.ref();
            watch.until("the schedule fires again", () -> watch.runs(mark, ref).size() > 1);
            SyncReport report = watch.runs(mark, ref).get(1).report();
            story.check(report.requests() == 1 && report.pulled() == 0, "nothing new costs one request");
            story.tell(calendar.displayName(), "1 request, " + report.bytes() + " bytes, nothing to do");
        }
    }
}
