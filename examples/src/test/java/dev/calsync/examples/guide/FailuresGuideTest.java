package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarStatus;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.UserSync;
import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.OnFailure;
import dev.calsync.job.Priority;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.pacing.CallLimit;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.HistoryRetention;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/failures.md. */
class FailuresGuideTest {

    private static CalendarSyncBuilder bounded(CalendarSyncBuilder builder) {
        // region engine
        builder.retry(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(15))
                        .withMaxRetries(8))
                .runDeadline(Duration.ofMinutes(30))
                .syncNowLimit(new CallLimit(6, Duration.ofMinutes(1)))
                .history(new HistoryRetention(Duration.ofDays(30), 500));
        // endregion engine
        return builder;
    }

    private static CalendarSyncBuilder listening(CalendarSyncBuilder builder) {
        // region listener
        builder.listener(event -> {
            if (event instanceof SyncEvent.DeadLettered dead) {
                System.err.println("given up: " + dead.calendar() + ", " + dead.reason());
            } else if (event instanceof SyncEvent.WorkerStuck stuck) {
                System.err.println("a worker does not stop: " + stuck.calendar());
            }
        });
        // endregion listener
        return builder;
    }

    @Test
    void retries() throws InterruptedException {
        try (Rig rig = new Rig(FailuresGuideTest::bounded)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            // region schedule
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15))
                    .calendars(team)
                    .retry(RetryPolicy.exponential(Duration.ofSeconds(30), Duration.ofMinutes(5))
                            .withMaxRetries(2)));
            // endregion schedule
            // region rollback
            alice.schedule(SyncSchedule.cron("0 6 * * MON-FRI", ZoneId.of("Europe/Berlin"))
                    .calendars(team)
                    .onFailure(OnFailure.ROLL_BACK));
            // endregion rollback
            rig.provider.failNext(new TransientException("the server is in trouble"));
            SyncJob job = alice.syncNow(team);
            rig.world.tasks().runFor(Duration.ofSeconds(1));
            // region status
            CalendarStatus status = alice.status(team);
            String why = status.nextRunReason(); // it is tried again after 1 failures
            // endregion status
            assertThat(why).isEqualTo("it is tried again after 1 failures");
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(alice.job(job.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void deadLetters() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder.retry(RetryPolicy.never()))) {
            UserSync alice = rig.alice;
            for (int i = 0; i < 3; i++) {
                rig.provider.failNext(new TransientException("the server is in trouble"));
                assertThat(rig.syncNow()).isEqualTo(JobStatus.DEAD);
            }
            // region letters
            List<DeadLetter> letters = alice.deadLetters(20);
            DeadLetter letter = letters.get(0);
            System.out.println(letter.calendar() + ": " + letter.reason() + ", tried " + letter.attempts() + " times");

            SyncJob again = alice.replay(letter); // one
            alice.drop(List.of(letters.get(1).run())); // never mind
            List<SyncJob> all = alice.replayAll(); // the rest
            // endregion letters
            assertThat(all).hasSize(1);
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(alice.job(again.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(alice.deadLetters(20)).isEmpty();
            RunId run = letter.run();
            // region history
            List<RunRecord> page = alice.history(RunQuery.newest(50).ended(JobStatus.FAILED, JobStatus.DEAD));
            List<RunRecord> next = alice.history(
                    RunQuery.newest(50).ended(JobStatus.FAILED, JobStatus.DEAD).after(page.get(page.size() - 1)));
            // endregion history
            assertThat(page).hasSize(3).extracting(RunRecord::id).contains(run);
            assertThat(next).isEmpty();
        }
    }

    @Test
    void jobControl() throws InterruptedException {
        List<SyncEvent> told = new ArrayList<>();
        try (Rig rig = new Rig(builder -> listening(builder).listener(told::add))) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            alice.pause(team, "so that the job waits");
            // region control
            SyncJob job = alice.syncNow(List.of(team), SyncType.FULL, Priority.LOW);
            alice.prioritize(job.id(), Priority.HIGH); // while it waits
            Map<CalendarRef, Progress> progress = alice.progress(job.id()); // while it runs
            SyncJob over = alice.cancel(job.id()); // CANCELLED on return
            // endregion control
            assertThat(progress).isEmpty();
            assertThat(over.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(told).hasAtLeastOneElementOfType(SyncEvent.JobCancelled.class);
        }
    }
}
