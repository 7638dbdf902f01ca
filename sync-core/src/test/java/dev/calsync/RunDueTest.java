package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.WorkItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Doing what is due in one call, for hosts that keep no threads. */
class RunDueTest {
    private static final Duration BUDGET = Duration.ofSeconds(25);

    private final SyncWorld world = new SyncWorld(1);

    @AfterEach
    void close() {
        world.close();
    }

    private CalendarSync notStarted() {
        return CalendarSync.builder()
                .store(world.store)
                .provider(world.provider)
                .listener(world.told::add)
                .environment(world.world.node())
                .build();
    }

    @Test
    void whatIsDue_isDone_withoutAnEngineThatRuns() throws InterruptedException {
        world.team.put(event("standup", "Standup"));
        CalendarSync sync = notStarted();
        UserSync alice = sync.forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
        world.pass(Duration.ofMinutes(15));

        DueReport report = sync.runDue(BUDGET);

        assertThat(report.ended()).containsOnlyKeys(JobStatus.COMPLETED);
        assertThat(report.runs()).isEqualTo(1);
        assertThat(report.allDone()).isTrue();
        assertThat(alice.events(team).page(null, 9)).hasSize(1);
        assertThat(sync.runDue(BUDGET).runs()).isZero();
        world.pass(Duration.ofMinutes(15));
        assertThat(sync.runDue(BUDGET).runs()).isEqualTo(1);
        assertThat(liveNodes()).isEmpty();
    }

    @Test
    void whatIsDone_takesNoLongerThanItNeeds() throws InterruptedException {
        CalendarSync sync = notStarted();
        world.connect(sync.forUser("alice"));
        Instant before = world.now();

        sync.runDue(BUDGET);

        assertThat(Duration.between(before, world.now())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void whatDoesNotFit_isHandedBack() throws InterruptedException {
        CalendarSync sync = notStarted();
        UserSync alice = sync.forUser("alice");
        for (int i = 0; i < 40; i++) {
            world.provider.calendar("c" + i);
        }
        List<CalendarRef> calendars = world.connectAll(alice);
        alice.syncNow(calendars, SyncType.INCREMENTAL, Priority.NORMAL);
        world.provider.beforeCall(call -> world.world.time().advance(Duration.ofSeconds(1)));
        Instant before = world.now();

        DueReport report = sync.runDue(BUDGET);

        assertThat(report.allDone()).isFalse();
        assertThat(report.runs()).isBetween(10, 39);
        assertThat(Duration.between(before, world.now())).isLessThan(BUDGET.plusSeconds(2));
        assertThat(calendars).noneMatch(this::running);
        world.provider.beforeCall(call -> {});
        assertThat(sync.runDue(BUDGET).runs()).isEqualTo(41 - report.runs());
    }

    @Test
    void besideAnEngineThatRuns_nothingIsDoneTwiceAndNothingIsLeft() throws InterruptedException {
        CalendarSync running = world.engine();
        CalendarSync sync = notStarted();
        for (int i = 0; i < 20; i++) {
            UserSync user = running.forUser("user-" + i);
            user.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(world.connect(user)));
        }
        for (int i = 0; i < 60; i++) {
            assertThat(sync.runDue(BUDGET).allDone()).isTrue();
            world.pass(Duration.ofMinutes(1));
        }

        Duration passed = Duration.between(Instant.parse("2026-01-01T00:00:00Z"), world.now());
        int fires = 20 * (int) passed.dividedBy(Duration.ofMinutes(15));
        assertThat(world.told(SyncEvent.RunFinished.class).size()).isBetween(fires, fires + 20);
    }

    @Test
    void budgetThatIsTooShort_isRefused() {
        CalendarSync sync = notStarted();

        assertThatThrownBy(() -> sync.runDue(Duration.ofMillis(999))).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean running(CalendarRef calendar) {
        return world.store.inTransaction(
                tx -> tx.work().find(calendar).map(WorkItem::running).orElse(false));
    }

    private List<?> liveNodes() {
        return world.store.inTransaction(tx -> tx.nodes().live());
    }
}
