package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.HistoryRetention;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import dev.calsync.system.Environment;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that do not end, work that is given up, and what is kept of both. */
class RunLimitsTest {
    private final SyncWorld world = new SyncWorld(4);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void runPastItsDeadline_isAFailedAttempt_andGoesOnWhereItWas() {
        UserSync alice = world.engine(builder -> builder.runDeadline(Duration.ofMinutes(1)))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        for (int i = 0; i < 100; i++) {
            world.team.put(event("uid-" + i, "Event " + i));
        }
        world.provider.pageSize(1).beforeCall(call -> world.world.time().advance(Duration.ofSeconds(1)));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.told(SyncEvent.RetryPlanned.class))
                .isNotEmpty()
                .allSatisfy(planned -> assertThat(planned.reason()).contains("PT1M"));
        assertThat(world.told(SyncEvent.WorkerStuck.class)).isEmpty();
        assertThat(alice.events(team).page(null, 1_000)).hasSize(100);
        assertThat(alice.history(team, 10))
                .allSatisfy(run -> assertThat(Duration.between(run.startedAt(), run.endedAt()))
                        .isLessThan(Duration.ofSeconds(65)));
    }

    @Test
    void workerThatIgnoresItsInterrupt_losesItsRun_andNothingItDoesCounts() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.team.put(event("a", "A"));
        boolean[] stuck = {false};
        long[] requestsBefore = {0};
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.CHANGES && !stuck[0]) {
                stuck[0] = true;
                // the world goes on around this one step
                world.pass(Duration.ofHours(2));
                requestsBefore[0] = world.provider.requests();
            }
        });
        SyncJob job = alice.syncNow(team);
        world.pass(Duration.ofMinutes(5));
        assertThat(world.told(SyncEvent.WorkerStuck.class)).hasSize(1);
        assertThat(world.provider.requests())
                .as("no request after its run was ended")
                .isEqualTo(requestsBefore[0]);
        assertThat(alice.job(job.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.history(team, 10))
                .extracting(RunRecord::outcome)
                .containsExactly(JobStatus.COMPLETED, JobStatus.QUEUED);
        assertThat(alice.history(team, 10).get(1).detail()).contains("PT1H");
    }

    @Test
    void workWhoseNodeDiesEachTime_isGivenUpAfterTwentyTimes() {
        UserSync alice = world.engine(builder -> builder.node("first")).forUser("alice");
        CalendarRef team = world.connect(alice);
        world.close();
        SyncJob job = alice.syncNow(team);
        for (int i = 0; i < 20; i++) {
            String name = "node-" + i;
            Environment doors = world.world.node();
            boolean[] killed = {false};
            world.provider.beforeCall(call -> {
                killed[0] = true;
                doors.tasks().close();
            });
            world.engine(builder -> builder.environment(doors).node(name));
            world.pass(Duration.ofSeconds(20));
            assertThat(killed[0]).as("round %d", i).isTrue();
        }
        world.provider.beforeCall(call -> {
            throw new AssertionError("it is not begun again");
        });
        world.engine(builder -> builder.node("last"));
        world.pass(Duration.ofMinutes(1));
        assertThat(alice.job(job.id()).orElseThrow().status()).isEqualTo(JobStatus.DEAD);
        assertThat(alice.deadLetters(10)).singleElement().satisfies(letter -> {
            assertThat(letter.failure()).isEqualTo("NodesLost");
            assertThat(letter.attempts()).isEqualTo(20);
        });
        world.provider.beforeCall(call -> {});
        assertThat(alice.replayAll()).hasSize(1);
        world.pass(Duration.ofMinutes(1));
        assertThat(alice.history(team, 10).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void deadLetters_areInspectedReplayedAndDropped() {
        world.provider.calendar("other");
        world.provider.calendar("third");
        UserSync alice =
                world.engine(builder -> builder.retry(RetryPolicy.never())).forUser("alice");
        UserSync bob =
                world.engine(builder -> builder.retry(RetryPolicy.never())).forUser("bob");
        List<CalendarRef> calendars = world.connectAll(alice);
        world.provider.failNext(
                new TransientException("one"), new TransientException("two"), new TransientException("three"));
        alice.syncNow(calendars.toArray(CalendarRef[]::new));
        world.pass(Duration.ofMinutes(1));
        List<DeadLetter> letters = alice.deadLetters(10);
        assertThat(letters).hasSize(3);
        assertThat(world.told(SyncEvent.DeadLettered.class)).hasSize(3).allSatisfy(told -> {
            assertThat(told.attempts()).isEqualTo(1);
            assertThat(told.failure()).isEqualTo("TransientException");
        });
        DeadLetter dropped = letters.get(0);
        assertThat(alice.deadLetter(dropped.run())).contains(dropped);
        assertThat(bob.deadLetter(dropped.run())).isEmpty();
        assertThat(bob.drop(List.of(dropped.run()))).isZero();
        assertThat(alice.drop(List.of(dropped.run(), RunId.of("nobody")))).isEqualTo(1);
        assertThatThrownBy(() -> alice.replay(dropped)).isInstanceOf(IllegalArgumentException.class);
        List<SyncJob> replayed = alice.replayAll();
        assertThat(replayed).hasSize(2);
        world.pass(Duration.ofMinutes(1));
        assertThat(replayed)
                .allSatisfy(job ->
                        assertThat(alice.job(job.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED));
        assertThat(alice.deadLetters(10)).isEmpty();
    }

    @Test
    void history_saysWhatARunCost() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.pageSize(1).beforeCall(call -> world.world.time().advance(Duration.ofMillis(100)));
        world.team.put(event("a", "A"));
        world.team.put(event("b", "B"));
        alice.events(team).put(SyncWorld.master("mine", "Mine"));
        world.provider.loseNextAnswers(1);
        world.pass(Duration.ofMinutes(1));
        RunRecord run = alice.history(team, 1).get(0);
        assertThat(run.cost().changeRequests()).isEqualTo(2);
        assertThat(run.cost().writeRequests()).isEqualTo(1);
        assertThat(run.cost().lookupRequests()).isEqualTo(1);
        assertThat(run.cost().inProvider()).isEqualTo(Duration.ofMillis(400));
        assertThat(run.cost().inStore()).isZero();
        assertThat(run.report().requests()).isEqualTo(4);
    }

    @Test
    void history_isFilteredPagedAndForgotten() {
        UserSync alice = world.engine(builder -> builder.history(new HistoryRetention(Duration.ofDays(1), 5)))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        for (int i = 0; i < 8; i++) {
            if (i == 4) {
                world.provider.failNext(new UnrecoverableException("gone"));
            }
            alice.syncNow(team);
            world.pass(Duration.ofMinutes(1));
        }
        world.pass(Duration.ofMinutes(5));
        assertThat(alice.history(team, 99)).hasSize(5);
        assertThat(alice.history(RunQuery.newest(99).ofCalendar(team).ended(JobStatus.FAILED)))
                .hasSize(1);
        List<RunRecord> page = alice.history(RunQuery.newest(3));
        assertThat(alice.history(RunQuery.newest(3).after(page.get(2)))).hasSize(2);
        assertThatThrownBy(() ->
                        world.engine().forUser("bob").history(RunQuery.newest(1).ofCalendar(team)))
                .isInstanceOf(IllegalArgumentException.class);
        world.pass(Duration.ofHours(25));
        assertThat(alice.history(team, 99)).isEmpty();
    }
}
