package dev.calsync.examples.synconce;

import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncReport;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.store.RunRecord;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Syncs the calendars, once for each call, and counts what was done from their history. */
final class Rounds {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int RUNS_MAX = 100;
    private static final int QUARANTINE_MAX = 1_000;

    private final UserSync user;
    private final List<CalendarRef> calendars;
    private final Obstacles obstacles;
    private final TimeSource time;
    private final Map<CalendarRef, RunId> lastRuns = new HashMap<>();

    Rounds(UserSync user, List<CalendarRef> calendars, Obstacles obstacles, TimeSource time) {
        this.user = user;
        this.calendars = calendars;
        this.obstacles = obstacles;
        this.time = time;
        // What an earlier call of the program did is not this one's to tell.
        calendars.forEach(this::newRuns);
    }

    /**
     * Syncs all calendars once.
     *
     * @throws SyncOnceException if the sync cannot end: the credentials are refused, or the server asks for a long wait
     */
    RoundResult run() throws InterruptedException {
        long begun = time.nanoTime();
        return finish(begun, ask());
    }

    /**
     * The same with edits made before, so that the one run of each calendar sees all of them: an edit asks for a run by
     * itself, and a paused calendar keeps that for later.
     */
    RoundResult run(Runnable edits) throws InterruptedException {
        long begun = time.nanoTime();
        calendars.forEach(calendar -> user.pause(calendar, "the edits are not all made yet"));
        edits.run();
        SyncJob job = ask();
        calendars.forEach(user::resume);
        return finish(begun, job);
    }

    private SyncJob ask() {
        return user.syncNow(calendars.toArray(CalendarRef[]::new));
    }

    private RoundResult finish(long begunNanos, SyncJob asked) throws InterruptedException {
        SyncJob job = asked;
        while (!job.status().isFinal()) {
            obstacles.check();
            job = user.await(job.id(), LOOK_AGAIN);
        }
        return result((time.nanoTime() - begunNanos) / 1_000_000);
    }

    private RoundResult result(long millis) {
        SyncReport report = SyncReport.NONE;
        JobStatus worst = JobStatus.COMPLETED;
        List<String> troubles = new ArrayList<>();
        int quarantined = 0;
        for (CalendarRef calendar : calendars) {
            List<RunRecord> runs = newRuns(calendar);
            for (RunRecord run : runs) {
                report = report.plus(run.report());
            }
            JobStatus outcome = runs.isEmpty() ? JobStatus.FAILED : runs.get(0).outcome();
            worst = worse(worst, outcome);
            if (outcome != JobStatus.COMPLETED && outcome != JobStatus.PARTIAL) {
                String why = runs.isEmpty()
                        ? "it did not run"
                        : String.valueOf(runs.get(0).detail());
                troubles.add("calendar " + calendar.calendarId() + ": " + why);
            }
            var held = user.quarantine(calendar, QUARANTINE_MAX);
            quarantined += held.size();
            held.forEach(one -> troubles.add("not synced: " + one.key() + ": " + one.reason()));
        }
        return new RoundResult(calendars.size(), report, quarantined, worst, troubles, millis);
    }

    /** The runs since the round before, newest first. */
    private List<RunRecord> newRuns(CalendarRef calendar) {
        RunId last = lastRuns.get(calendar);
        List<RunRecord> runs = user.history(calendar, RUNS_MAX).stream()
                .takeWhile(run -> !run.id().equals(last))
                .toList();
        if (!runs.isEmpty()) {
            lastRuns.put(calendar, runs.get(0).id());
        }
        return runs;
    }

    private static JobStatus worse(JobStatus one, JobStatus other) {
        return rank(one) >= rank(other) ? one : other;
    }

    private static int rank(JobStatus status) {
        return switch (status) {
            case COMPLETED -> 0;
            case PARTIAL -> 1;
            default -> 2;
        };
    }
}
