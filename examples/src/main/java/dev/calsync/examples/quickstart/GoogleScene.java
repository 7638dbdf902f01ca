package dev.calsync.examples.quickstart;

import dev.calsync.CalendarEvents;
import dev.calsync.EditOutcome;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncReport;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The chapters of the story with Google.
 *
 * @param google the other side, with its back door
 * @param theirs the calendar there
 * @param user the local side
 * @param team the same calendar here
 * @param watch hears what the engine tells
 * @param story what is told on the terminal
 * @param seeds what was there at the beginning
 */
record GoogleScene(
        FakeGoogleCalendar google,
        FakeCalendar theirs,
        UserSync user,
        CalendarRef team,
        Watch watch,
        Story story,
        GoogleSeeds seeds) {
    private static final int RUNS_MAX = 1_000;

    private CalendarEvents events() {
        return user.events(team);
    }

    private SyncEvent.RunFinished sync() throws InterruptedException {
        int mark = watch.mark();
        user.await(user.syncNow(team).id(), Duration.ofMinutes(1));
        watch.until("the run is over", () -> !watch.runs(mark, team).isEmpty());
        return watch.runs(mark, team).get(0);
    }

    private Map<String, EventSeries> here() {
        Map<String, EventSeries> all = new TreeMap<>();
        events().page(null, RUNS_MAX).forEach(stored -> all.put(titleOf(stored.series()), stored.series()));
        return all;
    }

    private EventSeries here(String title) {
        return Objects.requireNonNull(here().get(title), "it is not here");
    }

    private static String titleOf(EventSeries series) {
        return series.events().get(0).summary();
    }

    void firstSync() throws InterruptedException {
        story.chapter("The first sync reads everything, a page at a time; the next one asks what changed");
        SyncReport first = sync().report();
        story.tell(
                "first", first.pulled() + " events in " + first.requests() + " requests, " + first.bytes() + " bytes");
        story.check(first.pulled() == GoogleSeeds.EVENTS, "everything is here");
        EventSeries weekly = here("Weekly");
        story.check(
                weekly.overrides().size() == 1
                        && weekly.overrides().get(0).summary().equals("Weekly, moved"),
                "an instance that was moved is an override of its series");
        story.check(weekly.events().get(0).recurrence().size() == 2, "an instance that was called off is an exclusion");
        story.tell("series", "weekly, with one instance moved and one called off: one series here, three items there");
        SyncReport second = sync().report();
        story.check(second.requests() == 1 && second.pulled() == 0, "nothing new costs one request");
        story.tell("second", "1 request, " + second.bytes() + " bytes, nothing to do");
    }

    void bothSides() throws InterruptedException {
        story.chapter("Both sides are edited");
        String weekly = idOf("Weekly");
        theirs.patch(seeds.instance(weekly, 3), "{\"location\":\"Room 7\"}");
        theirs.delete(idOf("Meeting 1"));
        EventSeries series = here("Weekly");
        CalendarEvent master = series.events().get(0);
        EventTime fourth = EventTime.at(seeds.monday().plusWeeks(4).atTime(10, 0), Seeds.ZONE);
        CalendarEvent override = master.toBuilder()
                .recurrence(List.of())
                .recurrenceId(fourth)
                .start(fourth)
                .end(EventTime.at(seeds.monday().plusWeeks(4).atTime(12, 0), Seeds.ZONE))
                .build();
        save(events().put(series.with(override)));
        save(events().put(GoogleSeeds.event("retro", "Retrospective", seeds.monday())));
        watch.until(
                "both sides agree",
                () -> user.status(team).pendingEdits() == 0
                        && !user.status(team).running());
        sync();
        EventSeries now = here("Weekly");
        story.check(now.overrides().size() == 3, "both edits of the series are here");
        story.check(
                theirs.event(seeds.instance(weekly, 4)).orElseThrow().contains("T12:00"),
                "the instance that was made longer here is longer there");
        story.check(!here().containsKey("Meeting 1"), "what was deleted there is gone here");
        story.check(idOf("Retrospective").length() == 32, "the new event has the id that its write gave it");
        story.tell("there", "one instance got a room, one event was deleted");
        story.tell("here", "one instance was made longer, one event is new");
        story.tell("series", "changed on both sides at once: each instance is written by itself, nothing was lost");
    }

    void lostAnswer() throws InterruptedException {
        story.chapter("Google makes an event, and its answer is lost: it is found by its id, not made again");
        google.faults().loseReply(1, LoggedRequest.of("events.insert"));
        save(events().put(GoogleSeeds.event("launch", "Launch", seeds.monday().plusDays(1))));
        watch.until(
                "the edit is agreed on",
                () -> google.faults().pending() == 0 && user.status(team).pendingEdits() == 0);
        long copies = theirs.events().values().stream()
                .filter(json -> json.contains("\"Launch\""))
                .count();
        story.check(copies == 1, "the event is there once");
        story.tell("launch", "there once, as " + idOf("Launch"));
    }

    void throttled() throws InterruptedException {
        story.chapter("Google asks for fewer requests: the work waits, and no attempt is counted");
        int mark = watch.mark();
        google.faults().fail(1, LoggedRequest.of("events.list"), 403, "userRateLimitExceeded", Duration.ofSeconds(1));
        user.syncNow(team);
        watch.until(
                "the work is put off",
                () -> !watch.since(mark, SyncEvent.RunDeferred.class).isEmpty());
        SyncEvent.RunDeferred deferred =
                watch.since(mark, SyncEvent.RunDeferred.class).get(0);
        story.tell("deferred", deferred.reason());
        watch.until(
                "it is made up for",
                () -> watch.runs(mark, team).stream().anyMatch(run -> run.outcome() == JobStatus.COMPLETED));
        story.check(watch.since(mark, SyncEvent.RetryPlanned.class).isEmpty(), "no attempt was counted");
        story.tell("done", "after the time that Google named");
    }

    private String idOf(String title) {
        return theirs.events().entrySet().stream()
                .filter(event -> event.getValue().contains("\"summary\":\"" + title + "\""))
                .map(Map.Entry::getKey)
                .filter(id -> id.indexOf('_') < 0)
                .findFirst()
                .orElse("");
    }

    private void save(EditOutcome outcome) {
        story.check(outcome instanceof EditOutcome.Saved, "the edit was saved");
    }

    String result(String name, long millis) {
        List<RunRecord> runs = user.history(team, RUNS_MAX);
        SyncReport total = runs.stream().map(RunRecord::report).reduce(SyncReport.NONE, SyncReport::plus);
        Map<String, Long> kinds = google.requests().all().stream()
                .collect(Collectors.groupingBy(LoggedRequest::kind, TreeMap::new, Collectors.counting()));
        story.plain("");
        story.plain("    asked of Google: " + kinds);
        return "RESULT name=" + name + " runs=" + runs.size() + " pulled=" + total.pulled() + " pushed="
                + total.pushed() + " requests=" + total.requests() + " millis=" + millis;
    }
}
