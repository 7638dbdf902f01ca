package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.ScheduleId;
import dev.calsync.pacing.CallLimit;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.RunRecord;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calling jobs off, changing their priority, their progress, and how often they may be asked for. */
class JobControlTest {
    private final SyncWorld world = new SyncWorld(3);

    @AfterEach
    void close() {
        world.close();
    }

    private static JobStatus status(UserSync user, SyncJob job) {
        return user.job(job.id()).orElseThrow().status();
    }

    private void fill(int events) {
        for (int i = 0; i < events; i++) {
            world.team.put(event("uid-" + i, "Event " + i));
        }
    }

    /** Each request takes so long. */
    private void slow(Duration request) {
        world.provider.beforeCall(call -> world.world.time().advance(request));
    }

    @Test
    void cancelledWhileQueued_isOverAtOnce_andNothingRuns() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        SyncJob job = alice.syncNow(team);
        assertThat(alice.cancel(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
        world.pass(Duration.ofMinutes(5));
        assertThat(status(alice, job)).isEqualTo(JobStatus.CANCELLED);
        assertThat(alice.history(team, 10)).isEmpty();
        assertThat(world.told(SyncEvent.JobCancelled.class)).hasSize(1);
    }

    @Test
    void cancelledTwice_staysAsItEnded() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        SyncJob done = alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));
        assertThat(alice.cancel(done.id()).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.told(SyncEvent.JobCancelled.class)).isEmpty();
        assertThatThrownBy(() -> alice.cancel(JobId.of("nobody"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cancelledWhileQueued_losesNothingThatOthersWaitFor() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        SyncJob first = alice.syncNow(team);
        SyncJob second = alice.syncNow(team);
        alice.cancel(first.id());
        world.pass(Duration.ofSeconds(10));
        assertThat(status(alice, first)).isEqualTo(JobStatus.CANCELLED);
        assertThat(status(alice, second)).isEqualTo(JobStatus.COMPLETED);

        alice.events(team).put(master("mine", "Mine"));
        alice.cancel(alice.syncNow(team).id());
        world.pass(Duration.ofSeconds(10));
        assertThat(world.team.events()).containsKey("mine");
        assertThat(alice.history(team, 10)).hasSize(2);
    }

    @Test
    void cancelledWhileItWaitsForARetry_isNotTriedAgain() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.failNext(new TransientException("the server is in trouble"));
        SyncJob job = alice.syncNow(team);
        world.pass(Duration.ofSeconds(1));
        assertThat(alice.job(job.id()).orElseThrow().retryCount()).isEqualTo(1);
        alice.cancel(job.id());
        world.pass(Duration.ofHours(1));
        assertThat(alice.history(team, 10)).hasSize(1);
    }

    @Test
    void cancelledWhileItRunsElsewhere_stopsWithinSeconds() {
        UserSync there = world.engine(builder -> builder.node("there")).forUser("alice");
        CalendarRef team = world.connect(there);
        UserSync here = world.engine(builder -> builder.node("here")).forUser("alice");
        world.provider.pageSize(1);
        fill(100);
        slow(Duration.ofMillis(200));
        SyncJob job = here.syncNow(team);
        world.pass(Duration.ofSeconds(4));
        assertThat(status(here, job)).isEqualTo(JobStatus.PROCESSING);
        assertThat(here.cancel(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
        world.pass(Duration.ofSeconds(2));
        assertThat(here.status(team).running()).isFalse();
        List<RunRecord> runs = here.history(team, 10);
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).outcome()).isEqualTo(JobStatus.CANCELLED);
        assertThat(here.events(team).page(null, 1_000)).hasSizeBetween(1, 60);
        world.pass(Duration.ofHours(1));
        assertThat(here.history(team, 10)).hasSize(1);
    }

    @Test
    void cancelledWhileItRunsForAnEditAsWell_runsAgainForTheEdit() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.pageSize(1);
        fill(50);
        slow(Duration.ofMillis(200));
        alice.events(team).put(master("mine", "Mine"));
        SyncJob job = alice.syncNow(team);
        world.pass(Duration.ofSeconds(3));
        assertThat(alice.progress(job.id()).get(team).phase()).isEqualTo("pull");
        alice.cancel(job.id());
        world.pass(Duration.ofMinutes(2));
        assertThat(alice.history(team, 10))
                .extracting(RunRecord::outcome)
                .containsExactly(JobStatus.COMPLETED, JobStatus.CANCELLED);
        assertThat(world.team.events()).containsKey("mine");
        assertThat(alice.progress(job.id())).isEmpty();
    }

    @Test
    void priority_isChangedWhileQueued_andNeverWeakensWhatOthersAskedFor() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.pause(team, "not yet");
        SyncJob job = alice.syncNow(List.of(team), SyncType.FULL, Priority.LOW);
        SyncJob other = alice.syncNow(List.of(team), SyncType.FULL, Priority.NORMAL);
        assertThat(alice.prioritize(job.id(), Priority.HIGH).priority()).isEqualTo(Priority.HIGH);
        assertThat(alice.prioritize(job.id(), Priority.LOW).priority()).isEqualTo(Priority.LOW);
        alice.resume(team);
        world.pass(Duration.ofMinutes(1));
        assertThat(alice.history(team, 10).get(0).priority()).isEqualTo(Priority.NORMAL);
        assertThat(alice.prioritize(other.id(), Priority.LOW).priority()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void askedTooOften_getsTheJobThatWaits_orOneForWhenItIsAllowed() {
        UserSync alice = world.engine(builder -> builder.syncNowLimit(new CallLimit(2, Duration.ofMinutes(1))))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        SyncJob first = alice.syncNow(team);
        SyncJob second = alice.syncNow(team);
        assertThat(alice.syncNow(team).id()).isEqualTo(second.id());
        assertThat(alice.syncNow(List.of(team), SyncType.FULL, Priority.LOW).id())
                .isNotIn(first.id(), second.id());
        world.pass(Duration.ofSeconds(30));
        int ran = alice.history(team, 99).size();
        SyncJob later = alice.syncNow(team);
        assertThat(later.scheduledAt()).isAfter(world.now());
        assertThat(alice.syncNow(team).id()).isEqualTo(later.id());
        world.pass(Duration.ofSeconds(1));
        assertThat(alice.history(team, 99)).hasSize(ran);
        world.pass(Duration.ofMinutes(3));
        assertThat(status(alice, later)).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void askedAllTheTime_neverRunsMoreOftenThanAllowed() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        for (int second = 0; second < 600; second++) {
            alice.syncNow(team);
            world.pass(Duration.ofSeconds(1));
        }
        assertThat(alice.history(team, 999)).hasSizeBetween(55, 67);
    }

    @Test
    void cancel_leavesTheScheduleAlone() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
        alice.cancel(alice.syncNow(team).id());
        world.pass(Duration.ofHours(1));
        assertThat(alice.history(team, 10)).hasSize(4);
    }

    @Test
    void changedSchedules_areTold() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        ScheduleId id = alice.schedule(
                        SyncSchedule.every(Duration.ofMinutes(15)).calendars(team))
                .id();
        alice.reschedule(id, SyncSchedule.every(Duration.ofMinutes(30)).calendars(team));
        alice.unschedule(id);
        assertThat(world.told(SyncEvent.ScheduleChanged.class))
                .extracting(SyncEvent.ScheduleChanged::change)
                .containsExactly(
                        SyncEvent.ScheduleChanged.Change.ADDED,
                        SyncEvent.ScheduleChanged.Change.REPLACED,
                        SyncEvent.ScheduleChanged.Change.REMOVED);
    }

    @Test
    void status_saysWhyItRunsNext_andTellsConflictsFromWhatCannotBeSynchronised() {
        UserSync alice = world.engine(builder -> builder.conflicts(ConflictPolicy.MANUAL))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        alice.pause(team, "not yet");
        alice.events(team)
                .put(alice.events(team).find("a").orElseThrow().events().get(0).toBuilder()
                        .summary("Ours")
                        .build());
        world.team.put(event("a", "Theirs"));
        assertThat(alice.status(team).nextRunReason()).isEqualTo("it is paused: not yet");
        alice.resume(team);
        assertThat(alice.status(team).nextRunReason()).isEqualTo("an edit made here waits to be sent");
        world.pass(Duration.ofMinutes(1));
        CalendarStatus status = alice.status(team);
        assertThat(status.conflicts()).isEqualTo(1);
        assertThat(status.quarantined()).isZero();
        assertThat(status.lastSuccessAt())
                .contains(alice.history(team, 1).get(0).endedAt());
    }

    @Test
    void retryPolicyOfASchedule_countsForItsCalendars() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofDays(1))
                .calendars(team)
                .retry(RetryPolicy.exponential(Duration.ofMinutes(3), Duration.ofMinutes(3))
                        .withMaxRetries(1)));
        world.provider.failNext(new TransientException("one"), new TransientException("two"));
        SyncJob job = alice.syncNow(team);
        world.pass(Duration.ofMinutes(2));
        assertThat(status(alice, job)).isEqualTo(JobStatus.QUEUED);
        world.pass(Duration.ofMinutes(3));
        assertThat(status(alice, job)).isEqualTo(JobStatus.DEAD);
    }

    @Test
    void endOfARun_isToldBeforeTheNextOneBegins() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        boolean[] asked = {false};
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.CHANGES && !asked[0]) {
                asked[0] = true;
                alice.syncNow(team);
            }
        });
        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.told.stream()
                        .filter(told -> told instanceof SyncEvent.RunStarted || told instanceof SyncEvent.RunFinished)
                        .map(told -> told.getClass().getSimpleName()))
                .containsExactly("RunStarted", "RunFinished", "RunStarted", "RunFinished");
    }
}
