package dev.calsync.examples.quickstart;

import dev.calsync.CalendarEvents;
import dev.calsync.EditOutcome;
import dev.calsync.job.SyncReport;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.Revision;

/** Events are edited here and at the server: different ones, different fields of one, the same field of one. */
final class BothSides {
    private final Scene scene;
    private final Story story;
    private final Watch watch;
    private final CalendarRef team;
    private final CalendarEvents events;

    BothSides(Scene scene) {
        this.scene = scene;
        this.story = scene.story();
        this.watch = scene.watch();
        this.team = scene.ref("Team");
        this.events = scene.user().events(team);
    }

    void edits() throws InterruptedException {
        story.chapter("Both sides are edited, each its own events");
        int mark = watch.mark();
        scene.remote("Team").remove("meeting-1.ics");
        scene.rename("planning", "Planning", "Planning, room 7");
        save(events.put(
                Seeds.meeting("retro", "Retrospective", scene.monday(), 15).build()));
        save(events.put(scene.here("deploy").toBuilder().summary("Deploy 2.0").build()));
        save(events.delete(events.find("meeting-2").orElseThrow()));
        watch.until("both sides agree", () -> agreed() && pulled(mark) >= 2);
        SyncReport report = total(mark);
        story.tell("pulled", report.pulled() + ": a colleague renamed one event and deleted another");
        story.tell("pushed", report.pushed() + ": here one was made, one renamed, one deleted");
        story.check(report.pulled() == 2 && report.pushed() == 3, "two edits came and three went");
        story.check(report.conflicts() == 0, "nobody was in anybody's way");
        story.check(scene.here("planning").summary().equals("Planning, room 7"), "the colleague's title is here");
        story.check(events.find("meeting-1").isEmpty(), "what the colleague deleted is gone here");
        story.check(scene.there("meeting-2").isEmpty(), "what was deleted here is gone there");
        String deploy =
                scene.remote("Team").resource("deploy.ics").orElseThrow().text();
        story.check(deploy.contains("SUMMARY:Deploy 2.0"), "the new title is at the server");
        story.check(
                deploy.contains("X-VENDOR-TICKET;X-PRIO=1:OPS-4711\r\nX-VENDOR-COLOR:#ff8800"),
                "another client's own properties survive our edit");
        story.tell("kept", "X-VENDOR-TICKET;X-PRIO=1:OPS-4711 in the event that was renamed here");
    }

    void merge() throws InterruptedException {
        story.chapter("Both sides change one event, but different fields: both changes stay");
        int mark = watch.mark();
        scene.pauseTeam("so that both edits are made before the next run");
        scene.remote("Team")
                .edit("lunch.ics", text -> text.replace("SUMMARY:Lunch", "SUMMARY:Lunch\r\nLOCATION:Canteen"));
        save(events.put(
                scene.here("lunch").toBuilder().summary("Lunch with Grace").build()));
        scene.user().resume(team);
        watch.until("both sides agree", () -> agreed() && pulled(mark) > 0);
        for (CalendarEvent lunch :
                new CalendarEvent[] {scene.here("lunch"), scene.there("lunch").orElseThrow()}) {
            story.check(lunch.summary().equals("Lunch with Grace"), "the title from here stayed");
            story.check(lunch.location().equals("Canteen"), "the place from there stayed");
        }
        story.check(scene.user().revisions(team, 1).isEmpty(), "nothing was lost");
        story.tell("here", "title: Lunch with Grace");
        story.tell("there", "place: Canteen");
        story.tell("merged", "Lunch with Grace, Canteen, on both sides; nothing was lost");
    }

    void conflict() throws InterruptedException {
        story.chapter("Both sides change the same field: one wins, and the other is kept");
        int mark = watch.mark();
        scene.pauseTeam("so that both edits are made before the next run");
        scene.rename("review", "Review", "Review of May");
        save(events.put(
                scene.here("review").toBuilder().summary("Review of June").build()));
        scene.user().resume(team);
        watch.until("both sides agree", () -> agreed() && pulled(mark) > 0);
        String stands = scene.here("review").summary();
        story.check(stands.equals("Review of May"), "the server's title stands");
        story.check(scene.there("review").orElseThrow().summary().equals(stands), "both sides have the same title");
        Revision kept = scene.user().revisions(team, 10).get(0);
        String lost = kept.state().events().get(0).summary();
        story.check(lost.equals("Review of June"), "the title that lost is kept");
        story.check(watch.since(mark, SyncEvent.ConflictFound.class).size() == 1, "the host was told of it");
        story.tell("stands", stands);
        story.tell("kept", lost + "  (a revision, until its owner decides)");
    }

    private boolean agreed() {
        return scene.user().status(team).pendingEdits() == 0;
    }

    private long pulled(int mark) {
        return total(mark).pulled();
    }

    private SyncReport total(int mark) {
        return watch.runs(mark, team).stream()
                .map(SyncEvent.RunFinished::report)
                .reduce(SyncReport.NONE, SyncReport::plus);
    }

    private void save(EditOutcome outcome) {
        story.check(outcome instanceof EditOutcome.Saved, "the edit was saved");
    }
}
