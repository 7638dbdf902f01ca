package dev.calsync.examples.quickstart;

import dev.calsync.CalendarStatus;
import dev.calsync.EditOutcome;
import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The server fails and recovers; a calendar is paused and goes on. */
final class Troubles {
    private static final int FAILURES = 3;

    private final Scene scene;
    private final Story story;
    private final Watch watch;
    private final CalendarRef team;

    Troubles(Scene scene) {
        this.scene = scene;
        this.story = scene.story();
        this.watch = scene.watch();
        this.team = scene.ref("Team");
    }

    void failingServer() throws InterruptedException {
        story.chapter("The server fails, and then loses an answer: retries, and no duplicate");
        int mark = watch.mark();
        Predicate<LoggedRequest> ofTeam =
                request -> request.path().startsWith(scene.remote("Team").path());
        Predicate<LoggedRequest> puts = LoggedRequest.withMethod("PUT").and(ofTeam);
        scene.server()
                .faults()
                .fail(FAILURES, LoggedRequest.withMethod("REPORT").and(ofTeam), 503);
        scene.server().faults().loseReply(1, puts);
        int putsBefore = scene.server().requests().count(puts);
        EditOutcome saved = scene.user()
                .events(team)
                .put(Seeds.meeting("all-hands", "All hands", scene.monday().plusDays(4), 10)
                        .build());
        story.check(saved instanceof EditOutcome.Saved, "an edit is saved while the server fails");
        watch.until("the edit is agreed on", () -> scene.user().status(team).pendingEdits() == 0);
        watch.until(
                "all went wrong that was to go wrong",
                () -> scene.server().faults().pending() == 0
                        && watch.since(mark, SyncEvent.RetryPlanned.class).size() >= FAILURES);
        watch.until(
                "a run ends well",
                () -> watch.runs(mark, team).stream().anyMatch(run -> run.outcome() == JobStatus.COMPLETED));
        List<SyncEvent.RetryPlanned> retries = watch.since(mark, SyncEvent.RetryPlanned.class);
        for (SyncEvent.RetryPlanned retry : retries) {
            long millis = Duration.between(retry.at(), retry.retryAt()).toMillis();
            story.tell("attempt " + retry.attempt(), "failed, again in " + millis + " ms: " + retry.reason());
        }
        long copies = scene.onServer("Team").keySet().stream()
                .filter("all-hands"::equals)
                .count();
        int sent = scene.server().requests().count(puts) - putsBefore;
        story.check(copies == 1 && sent == 1, "the event is there once, though the answer to its PUT was lost");
        story.tell("recovered", "the new event is there once; its PUT was sent once and looked up, not sent again");
    }

    void pause() throws InterruptedException {
        story.chapter("A calendar is paused: the others go on, and it makes up for all of it at once");
        scene.pauseTeam("on holiday");
        int mark = watch.mark();
        scene.rename("planning", "Planning, room 7", "Planning, room 8");
        scene.user().syncNow(team);
        watch.until(
                "the others are synced",
                () -> watch.runs(mark, scene.ref("Private")).size() >= 2);
        CalendarStatus status = scene.user().status(team);
        story.check(watch.runs(mark, team).isEmpty(), "a paused calendar does not run");
        story.check(status.paused().isPresent() && status.nextRunAt().isEmpty(), "its status says so");
        story.tell("paused", status.nextRunReason());
        scene.user().resume(team);
        watch.until("it is synced", () -> !watch.runs(mark, team).isEmpty());
        SyncEvent.RunFinished run = watch.runs(mark, team).get(0);
        story.check(run.report().pulled() == 1, "the first run brought what had changed");
        story.check(scene.here("planning").summary().equals("Planning, room 8"), "the new room is here");
        story.tell(
                "resumed",
                "one run, " + run.report().pulled() + " change: "
                        + scene.here("planning").summary());
    }
}
