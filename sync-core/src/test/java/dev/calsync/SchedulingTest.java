package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.schedule.Condition;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.RunRecord;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.WatchedStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulingTest {
    private final SyncWorld world = new SyncWorld(2);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void interval_firesOncePerInterval() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
        world.pass(Duration.ofHours(3));
        assertThat(alice.history(team, 100)).hasSize(12);
    }

    @Test
    void cron_firesAtItsTimes_withItsTypeAndPriority() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.cron("0 6 * * *", ZoneId.of("Europe/Berlin"))
                .calendars(team)
                .type(SyncType.FULL)
                .priority(Priority.LOW));
        world.pass(Duration.ofDays(2));
        List<RunRecord> runs = alice.history(team, 10);
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).startedAt()).isEqualTo(Instant.parse("2026-01-01T05:00:00Z"));
        assertThat(runs.get(1).type()).isEqualTo(SyncType.FULL);
        assertThat(runs.get(1).priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void eventDriven_firesWhenItsConditionsHold() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(
                SyncSchedule.on(new Trigger.Event(EventKind.API, List.of(Condition.equalTo("project", "calsync"))))
                        .calendars(team));
        assertThat(alice.publish(EventKind.API, Map.of("project", "other"))).isEmpty();
        assertThat(alice.publish(EventKind.USER_ACTION, Map.of("project", "calsync")))
                .isEmpty();
        assertThat(alice.publish(EventKind.API, Map.of("project", "calsync"))).containsExactly(team);
        world.pass(Duration.ofMinutes(1));
        assertThat(alice.history(team, 10)).hasSize(1);
    }

    @Test
    void mostSpecificSchedule_wins() {
        world.provider.calendar("other");
        UserSync alice = world.engine().forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        alice.schedule(SyncSchedule.every(Duration.ofHours(1)).allCalendars());
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(10)).calendars(calendars.get(0)));
        world.pass(Duration.ofHours(2));
        assertThat(alice.history(calendars.get(0), 100)).hasSize(12);
        assertThat(alice.history(calendars.get(1), 100)).hasSize(2);
    }

    @Test
    void downtime_isMadeUpForOnce() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
        world.close();
        world.pass(Duration.ofHours(10));
        world.engine();
        world.pass(Duration.ofSeconds(30));
        assertThat(alice.history(team, 100)).hasSize(1);
    }

    @Test
    void manyTriggersDuringARun_causeExactlyOneMore() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        int[] asked = {0};
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.CHANGES && asked[0] < 5) {
                asked[0]++;
                for (int i = 0; i < 3; i++) {
                    alice.syncNow(List.of(team), SyncType.FULL, Priority.LOW);
                }
                asked[0] = 5;
            }
        });
        world.syncNow(alice, team);
        world.pass(Duration.ofMinutes(1));
        List<RunRecord> runs = alice.history(team, 10);
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).type()).isEqualTo(SyncType.INCREMENTAL);
        assertThat(runs.get(0).type()).isEqualTo(SyncType.FULL);
    }

    @Test
    void transientFailures_areRetriedWithBackoff_andThenDead() {
        UserSync alice = world.engine(
                        builder -> builder.retry(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(1))
                                .withMaxRetries(3)))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        for (int i = 0; i < 4; i++) {
            world.provider.failNext(new TransientException("the server is in trouble"));
        }
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.DEAD);
        assertThat(world.told(SyncEvent.RetryPlanned.class)).hasSize(3);
        List<RunRecord> runs = alice.history(team, 10);
        assertThat(runs).hasSize(4);
        assertThat(Duration.between(runs.get(3).endedAt(), runs.get(2).startedAt()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(Duration.between(runs.get(1).endedAt(), runs.get(0).startedAt()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(8));
        assertThat(alice.deadLetters(10)).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(4);
            assertThat(letter.reason()).isEqualTo("the server is in trouble");
        });
        SyncJob again = alice.replay(alice.deadLetters(10).get(0));
        world.pass(Duration.ofMinutes(1));
        assertThat(alice.job(again.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.deadLetters(10)).isEmpty();
    }

    @Test
    void retryOnFailureFalse_failsAtOnce() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofDays(1)).calendars(team).retryOnFailure(false));
        world.provider.failNext(new TransientException("the server is in trouble"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void unrecoverable_isNotRetried() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.failNext(new UnrecoverableException("the calendar is gone"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.FAILED);
        assertThat(alice.history(team, 10)).hasSize(1);
    }

    @Test
    void throttled_waitsForTheHint_andBurnsNoAttempt() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofMinutes(7)));
        Instant begun = world.now();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(Duration.between(begun, world.now())).isGreaterThanOrEqualTo(Duration.ofMinutes(7));
        assertThat(world.told(SyncEvent.RetryPlanned.class)).isEmpty();
        assertThat(world.told(SyncEvent.RunDeferred.class)).hasSize(1);
    }

    @Test
    void throttled_isNotOverriddenByTheNextTrigger() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofMinutes(7)));
        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));
        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.told(SyncEvent.RunFinished.class)).isEmpty();
        assertThat(alice.status(team).nextRunReason()).contains("slow down");
    }

    @Test
    void throttled_isNotOverriddenByResumingOrConnectingWhatWorks() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofMinutes(7)));
        alice.syncNow(team);
        world.pass(Duration.ofMinutes(1));
        alice.resume(team);
        world.connect(alice);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.told(SyncEvent.RunStarted.class)).hasSize(1);
    }

    /** A run that saw the account in need of attention says so only when the store is back, after the account is. */
    @Test
    void accountConnectedAgainWhileARunEnds_doesNotLeaveItsCalendarHeld() {
        int[] untilFault = {-1};
        try (SyncWorld own = new SyncWorld(
                1,
                () -> untilFault[0] >= 0 && untilFault[0]-- == 0
                        ? WatchedStore.Fault.BEFORE
                        : WatchedStore.Fault.NONE)) {
            CalendarRef[] late = new CalendarRef[1];
            boolean[] armed = {true};
            UserSync alice = own.engine(builder -> builder.listener(event -> {
                        if (armed[0]
                                && event instanceof SyncEvent.RunStarted started
                                && started.calendar().equals(late[0])) {
                            armed[0] = false;
                            // the run reads what is known, the run's end is written
                            untilFault[0] = 1;
                        }
                    }))
                    .forUser("alice");
            CalendarRef team = own.connect(alice);
            own.provider.failNext(new AuthorizationRevokedException("the password is no longer accepted"));
            alice.syncNow(team);
            own.pass(Duration.ofSeconds(1));
            own.provider.calendar("late");
            late[0] = refreshed(alice);
            SyncJob job = alice.syncNow(late[0]);
            while (armed[0]) {
                own.world.tasks().runNext();
            }
            while (untilFault[0] >= 0) {
                own.world.tasks().runNext();
            }
            own.connect(alice);
            own.pass(Duration.ofMinutes(1));
            assertThat(alice.job(job.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    private static CalendarRef refreshed(UserSync user) {
        try {
            return user.refreshCalendars(user.accounts().get(0)).get(1).ref();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void revokedAuthorization_pausesTheAccount_untilItIsConnectedAgain() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
        world.provider.failNext(new AuthorizationRevokedException("the password is no longer accepted"));
        world.pass(Duration.ofHours(2));
        assertThat(world.told(SyncEvent.AccountNeedsAttention.class)).hasSize(1);
        assertThat(world.told(SyncEvent.RunFinished.class)).isEmpty();
        assertThat(alice.status(team).needsAttention()).contains("the password is no longer accepted");
        world.connect(alice);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.told(SyncEvent.RunFinished.class)).hasSize(1);
        assertThat(alice.status(team).needsAttention()).isEmpty();
    }

    @Test
    void pausedCalendar_waits_andMakesUpOnce() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
        alice.pause(team, "on holiday");
        world.team.put(event("a", "A"));
        alice.events(team).put(master("mine", "Mine"));
        world.pass(Duration.ofHours(5));
        assertThat(alice.history(team, 10)).isEmpty();
        assertThat(alice.status(team).paused()).contains("on holiday");
        alice.resume(team);
        world.pass(Duration.ofSeconds(5));
        assertThat(alice.history(team, 10)).hasSize(1);
        assertThat(world.team.events()).containsOnlyKeys("a", "mine");
    }

    @Test
    void runsOfOneUser_areLimited() {
        for (int i = 0; i < 10; i++) {
            world.provider.calendar("c" + i);
        }
        Workload load = new Workload(world, Duration.ofMillis(10)).steps(calendar -> 3);
        UserSync alice = world.engine(builder ->
                        load.on(builder).concurrency(Concurrency.workers(8).perUser(2)))
                .forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        assertThat(world.syncNow(alice, calendars.toArray(new CalendarRef[0]))).isEqualTo(JobStatus.COMPLETED);
        assertThat(load.starts).hasSizeGreaterThanOrEqualTo(10);
        assertThat(load.most(UserId.of("alice"))).isEqualTo(2);
    }

    /** More due work of one user than is read at once, and all of that user's runs under way. */
    @Test
    void backlogOfOneUser_hidesNobodyElse() {
        for (int i = 0; i < 1_200; i++) {
            world.provider.calendar("c" + i);
        }
        CalendarSync engine = world.engine();
        List<CalendarRef> backlog = world.connectAll(engine.forUser("alice"));
        CalendarRef other = world.connect(engine.forUser("bob"));
        engine.forUser("alice").syncNow(backlog, SyncType.INCREMENTAL, Priority.HIGH);
        world.world.time().advance(Duration.ofSeconds(1));
        engine.forUser("bob").syncNow(other);
        world.pass(Duration.ofSeconds(10));
        List<CalendarRef> begun = world.told(SyncEvent.RunStarted.class).stream()
                .map(SyncEvent.RunStarted::calendar)
                .toList();
        assertThat(begun).hasSize(1_202);
        assertThat(begun.indexOf(other)).isLessThan(10);
    }

    @Test
    void usersDoNotSeeEachOther() {
        CalendarSync engine = world.engine();
        CalendarRef team = world.connect(engine.forUser("alice"));
        UserSync bob = engine.forUser("bob");
        assertThat(bob.accounts()).isEmpty();
        assertThatThrownBy(() -> bob.syncNow(team)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bob.events(team)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bob.status(team)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bob.history(team, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> bob.disconnect(engine.forUser("alice").accounts().get(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badSchedules_areRefusedWithAllTheirFaults_andChangeNothing() {
        UserSync alice = world.engine().forUser("alice");
        world.connect(alice);
        assertThatThrownBy(() -> alice.schedule(SyncSchedule.every(Duration.ZERO)))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults()).hasSizeGreaterThanOrEqualTo(2));
        assertThatThrownBy(() -> alice.schedule(
                        SyncSchedule.every(Duration.ofMinutes(-5)).allCalendars()))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alice.schedule(
                        SyncSchedule.cron("99 * * * *", ZoneId.of("UTC")).allCalendars()))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThat(alice.schedules()).isEmpty();
    }

    /** A hundred calendars, a whole day: the engine's own cost is what this test would show growing. */
    @Test
    void aDayOfAHundredCalendars() {
        for (int i = 0; i < 100; i++) {
            world.provider.calendar("c" + i);
        }
        UserSync alice = world.engine(
                        builder -> builder.concurrency(Concurrency.workers(16).perUser(16)))
                .forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).allCalendars());
        world.pass(Duration.ofDays(1));
        long runs = calendars.stream()
                .mapToLong(calendar -> alice.history(calendar, 1_000).size())
                .sum();
        assertThat(runs).isEqualTo(calendars.size() * 96L);
    }
}
