package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.RunRecord;
import dev.calsync.testing.ScriptedCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A place in a change feed was lost: everything is compared anew, and nobody else notices. */
class ResyncTest {
    private static final int EVENTS = 600;
    private static final int A_MINUTE = 60;
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final SyncWorld world = new SyncWorld(1);
    private final ScriptedCalendar big = world.provider.calendar("big");
    private UserSync alice;
    private CalendarRef bigRef;
    private CalendarRef teamRef;

    /** A mailbox that takes a request a second, with a big calendar and a small one. */
    @BeforeEach
    void connect() {
        world.provider.limits(new ProviderLimits(
                List.of(new BudgetRule(
                        BudgetScope.MAILBOX, new PermitRate(A_MINUTE, Duration.ofMinutes(1), 10, false))),
                4,
                4));
        world.provider.pageSize(EVENTS);
        alice = world.engine().forUser("alice");
        List<CalendarRef> all = world.connectAll(alice);
        bigRef = all.stream()
                .filter(ref -> ref.calendarId().equals("big"))
                .findFirst()
                .orElseThrow();
        teamRef = all.stream()
                .filter(ref -> ref.calendarId().equals("team"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < EVENTS; i++) {
            big.put(SyncWorld.event("e" + i, "E" + i));
        }
        assertThat(world.syncNow(alice, bigRef, teamRef)).isEqualTo(JobStatus.COMPLETED);
        world.provider.pageSize(2);
        world.pass(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<RunRecord> runsSince(CalendarRef calendar, Instant since) {
        return world.runs(calendar).stream()
                .filter(run -> !run.startedAt().isBefore(since))
                .toList();
    }

    private static boolean lists(RunRecord run) {
        return run.cost().changeRequests() > 0;
    }

    @Test
    void everydayRuns_keepTheirPace_besideABigResync() {
        alice.schedule(SyncSchedule.every(INTERVAL).calendars(teamRef));
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(20)).calendars(bigRef));
        big.expireCursors();
        big.delete("e7");
        Instant begun = world.now();
        world.pass(Duration.ofMinutes(45));

        List<RunRecord> everyday = runsSince(teamRef, begun);
        assertThat(everyday).hasSizeGreaterThanOrEqualTo(44);
        assertThat(everyday).allSatisfy(run -> {
            assertThat(run.outcome()).isEqualTo(JobStatus.COMPLETED);
            assertThat(Duration.between(run.queuedAt(), run.endedAt())).isLessThan(Duration.ofSeconds(5));
        });
        List<RunRecord> resync = runsSince(bigRef, begun);
        assertThat(resync.get(0).outcome()).isEqualTo(JobStatus.QUEUED);
        assertThat(resync.get(0).detail()).contains("at low priority");
        assertThat(resync.subList(1, resync.size()))
                .filteredOn(run -> run.outcome() == JobStatus.QUEUED)
                .hasSizeGreaterThan(100)
                .allMatch(run -> run.priority() == Priority.LOW);
        assertThat(alice.events(bigRef).page(null, 9_999)).hasSize(EVENTS - 1);
    }

    @Test
    void resync_goesOnWhereItStopped_andRewritesNothing() {
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(20)).calendars(bigRef));
        big.expireCursors();
        Instant begun = world.now();
        long before = world.provider.requests();
        world.pass(Duration.ofMinutes(45));
        List<RunRecord> resync = runsSince(bigRef, begun);
        assertThat(resync).filteredOn(ResyncTest::lists).hasSizeGreaterThan(1);
        assertThat(resync.stream().mapToLong(run -> run.report().pulled()).sum())
                .isZero();
        assertThat(world.provider.requests() - before).isBetween(EVENTS / 2L, EVENTS / 2L + 10);
    }

    @Test
    void whoWaits_isNotMadeToWaitLonger() throws InterruptedException {
        big.expireCursors();
        Instant begun = world.now();
        assertThat(world.syncNow(alice, bigRef)).isEqualTo(JobStatus.COMPLETED);
        assertThat(runsSince(bigRef, begun)).noneMatch(run -> run.priority() == Priority.LOW);
        assertThat(Duration.between(begun, world.now())).isLessThan(Duration.ofMinutes(12));
    }

    @Test
    void fullSyncThatSomebodyWants_isNoResync() {
        world.provider.pageSize(EVENTS / 20);
        Instant begun = world.now();
        alice.syncNow(List.of(bigRef), SyncType.FULL, Priority.NORMAL);
        world.pass(Duration.ofSeconds(15));
        assertThat(runsSince(bigRef, begun))
                .anyMatch(run -> run.outcome() == JobStatus.COMPLETED && run.priority() == Priority.NORMAL);
    }
}
