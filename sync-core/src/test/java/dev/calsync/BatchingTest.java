package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.store.RunRecord;
import dev.calsync.system.Environment;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calendars of one account that are due together follow one another in one session. */
class BatchingTest {
    private final SyncWorld world = new SyncWorld(11);

    @AfterEach
    void close() {
        world.close();
    }

    /** An account whose calendars the provider knows. */
    private List<CalendarRef> account(int calendars) {
        List<CalendarRef> refs = world.calendars("alice", "acc", calendars);
        refs.forEach(ref -> world.provider.calendar(ref.calendarId()).put(SyncWorld.event("uid", "Event")));
        return refs;
    }

    private void ask(List<CalendarRef> calendars, Duration dueIn) {
        world.ask(
                "alice",
                calendars,
                SyncType.INCREMENTAL,
                Priority.NORMAL,
                world.now().plus(dueIn));
    }

    private void assertCompleted(List<CalendarRef> calendars) {
        assertThat(calendars)
                .allSatisfy(calendar -> assertThat(world.runs(calendar))
                        .singleElement()
                        .extracting(RunRecord::outcome)
                        .isEqualTo(JobStatus.COMPLETED));
    }

    @Test
    void calendarsDueTogether_shareOneSession() {
        List<CalendarRef> calendars = account(10);
        ask(calendars, Duration.ZERO);

        world.engine();
        world.pass(Duration.ofSeconds(2));

        assertCompleted(calendars);
        assertThat(world.provider.sessions()).isEqualTo(1);
        assertThat(world.provider.requests()).isEqualTo(10);
    }

    @Test
    void session_servesAtMostItsBound() {
        List<CalendarRef> calendars = account(7);
        ask(calendars, Duration.ZERO);

        world.engine(builder -> builder.batching(Duration.ZERO, 3));
        world.pass(Duration.ofSeconds(2));

        assertCompleted(calendars);
        assertThat(world.provider.sessions()).isEqualTo(3);
    }

    @Test
    void whatIsDueWithinTheWindow_runsAlong() {
        List<CalendarRef> calendars = account(3);
        world.engine();
        world.pass(Duration.ofSeconds(2));
        Instant begun = world.now();
        ask(calendars.subList(2, 3), Duration.ofSeconds(20));
        ask(calendars.subList(1, 2), Duration.ofSeconds(12));
        ask(calendars.subList(0, 1), Duration.ZERO);

        world.pass(Duration.ofSeconds(30));

        assertCompleted(calendars);
        assertThat(world.provider.sessions()).isEqualTo(2);
        assertThat(world.runs(calendars.get(1)).get(0).startedAt()).isBefore(begun.plusSeconds(2));
        assertThat(world.runs(calendars.get(2)).get(0).startedAt()).isAfterOrEqualTo(begun.plusSeconds(20));
    }

    @Test
    void whatIsDueSoonByItself_isNotBegunEarly() {
        List<CalendarRef> calendars = account(2);
        world.engine();
        Instant due = world.now().plusSeconds(10);
        ask(calendars, Duration.ofSeconds(10));

        world.pass(Duration.ofSeconds(30));

        assertCompleted(calendars);
        assertThat(world.runs(calendars.get(0)).get(0).startedAt()).isAfterOrEqualTo(due);
        assertThat(world.provider.sessions()).isEqualTo(1);
    }

    @Test
    void retry_keepsItsPauseThoughAnotherCalendarIsDueBeforeIt() {
        List<CalendarRef> calendars = account(2);
        world.engine(builder -> builder.retry(RetryPolicy.exponential(Duration.ofSeconds(10), Duration.ofMinutes(1))
                .withMaxRetries(3)));
        world.provider.failNext(new TransientException("the server is in trouble"));
        ask(calendars.subList(0, 1), Duration.ZERO);
        world.pass(Duration.ofSeconds(1));
        ask(calendars.subList(1, 2), Duration.ZERO);

        world.pass(Duration.ofMinutes(1));

        List<RunRecord> runs = world.runs(calendars.get(0));
        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).nextAt()).isAfter(runs.get(0).endedAt().plusSeconds(2));
        assertThat(runs.get(1).startedAt()).isAfterOrEqualTo(runs.get(0).nextAt());
        assertThat(world.runs(calendars.get(1))).hasSize(1);
    }

    @Test
    void revokedFirstRun_stopsTheWholeBatch() {
        List<CalendarRef> calendars = account(5);
        world.provider.failNext(new AuthorizationRevokedException("the password is no longer accepted"));
        ask(calendars, Duration.ZERO);

        world.engine();
        world.pass(Duration.ofMinutes(10));

        assertThat(world.provider.requests()).isEqualTo(1);
        assertThat(world.told(SyncEvent.AccountNeedsAttention.class)).hasSize(1);
        assertThat(calendars).allSatisfy(calendar -> {
            assertThat(world.work(calendar).owed()).isTrue();
            assertThat(world.work(calendar).running()).isFalse();
            assertThat(world.work(calendar).attempts()).isZero();
        });
    }

    @Test
    void throttledFirstRun_sendsNothingMoreOfItsBatch() {
        world.provider.limits(new ProviderLimits(
                List.of(new BudgetRule(BudgetScope.MAILBOX, PermitRate.whenThrottled(600, Duration.ofMinutes(1), 60))),
                4,
                4));
        List<CalendarRef> calendars = account(5);
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofMinutes(7)));
        ask(calendars, Duration.ZERO);

        world.engine();
        world.pass(Duration.ofMinutes(7).minusSeconds(1));
        assertThat(world.provider.requests()).isEqualTo(1);
        world.pass(Duration.ofMinutes(1));

        assertThat(calendars).allSatisfy(calendar -> {
            assertThat(world.work(calendar).owed()).isFalse();
            assertThat(world.runs(calendar))
                    .allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
        });
        assertThat(world.provider.requests()).isEqualTo(6);
    }

    @Test
    void crashInMidBatch_losesNothing() {
        int cutShort = 0;
        for (int tasks = 0; tasks < 60; tasks++) {
            cutShort += crashAfter(tasks);
        }
        assertThat(cutShort)
                .as("crashes while some of a batch had run and some had not")
                .isGreaterThan(10);
    }

    private static int crashAfter(int tasks) {
        try (SyncWorld own = new SyncWorld(tasks)) {
            List<CalendarRef> calendars = own.calendars("alice", "acc", 6);
            calendars.forEach(ref -> own.provider.calendar(ref.calendarId()).put(SyncWorld.event("uid", "Event")));
            own.ask("alice", calendars, Priority.NORMAL);
            Environment first = own.world.node();
            own.engine(builder -> builder.environment(first));
            for (int i = 0; i < tasks; i++) {
                own.world.tasks().runNext();
            }
            long done = calendars.stream().filter(ref -> !own.work(ref).owed()).count();
            first.tasks().close();

            own.engine();
            own.pass(Duration.ofMinutes(1));

            assertThat(calendars).allSatisfy(calendar -> {
                assertThat(own.work(calendar).owed()).isFalse();
                assertThat(own.runs(calendar))
                        .hasSize(1)
                        .allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
            });
            return done > 0 && done < 6 ? 1 : 0;
        }
    }

    @Test
    void closeInMidBatch_handsBackTheRest() {
        List<CalendarRef> calendars = account(6);
        int[] changes = {0};
        CalendarSync[] engine = new CalendarSync[1];
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.CHANGES && ++changes[0] == 3) {
                engine[0].close();
            }
        });
        ask(calendars, Duration.ZERO);
        engine[0] = world.engine();
        while (changes[0] < 3) {
            world.world.tasks().runNext();
        }

        long owed = calendars.stream().filter(ref -> world.work(ref).owed()).count();
        assertThat(owed).isBetween(3L, 4L);
        assertThat(calendars).noneMatch(ref -> world.work(ref).running());

        world.provider.beforeCall(call -> {});
        world.engine();
        world.pass(Duration.ofSeconds(2));

        assertThat(calendars).allSatisfy(calendar -> {
            assertThat(world.work(calendar).owed()).isFalse();
            assertThat(world.runs(calendar))
                    .allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
        });
    }

    @Test
    void restBehindALongRun_isHandedBackAfterItsTurn() {
        List<CalendarRef> alices = world.calendars("alice", "acc", 4);
        List<CalendarRef> bobs = world.calendars("bob", "bobs", 1);
        Workload load =
                new Workload(world, Duration.ofSeconds(1)).steps(calendar -> calendar.equals(alices.get(0)) ? 60 : 1);
        world.ask("alice", alices, Priority.NORMAL);
        Instant begun = world.now();
        world.engine(builder -> load.on(builder).concurrency(Concurrency.workers(1)));
        world.pass(Duration.ofSeconds(3));
        world.ask("bob", bobs, Priority.NORMAL);

        world.pass(Duration.ofSeconds(20));
        List<SyncEvent.RunDeferred> handedBack = world.told(SyncEvent.RunDeferred.class);
        assertThat(handedBack)
                .extracting(SyncEvent.RunDeferred::calendar)
                .containsExactlyInAnyOrderElementsOf(alices.subList(1, 4));
        assertThat(handedBack)
                .as("a step of a second goes on between the look, the writing and the telling")
                .allSatisfy(event -> assertThat(event.at()).isBetween(begun.plusSeconds(10), begun.plusSeconds(15)));

        world.pass(Duration.ofMinutes(2));
        assertThat(load.place(bobs.get(0))).as("bob's turn comes next").isEqualTo(1);
        assertThat(alices).noneMatch(ref -> world.work(ref).owed());
        assertThat(load.starts).as("what was not begun did not begin twice").hasSize(5);
    }

    @Test
    void longRunWithNobodyWaiting_keepsItsBatch() {
        List<CalendarRef> alices = world.calendars("alice", "acc", 4);
        Workload load = new Workload(world, Duration.ofSeconds(1)).steps(calendar -> 20);
        world.ask("alice", alices, Priority.NORMAL);
        world.engine(builder -> load.on(builder).concurrency(Concurrency.workers(1)));

        world.pass(Duration.ofMinutes(3));

        assertThat(world.told(SyncEvent.RunDeferred.class)).isEmpty();
        assertThat(load.starts).hasSize(4);
    }
}
