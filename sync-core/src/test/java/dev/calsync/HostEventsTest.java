package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.pacing.Debounce;
import dev.calsync.schedule.Condition;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.RunRecord;
import dev.calsync.store.WorkCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events of the host's application fire schedules; many of them become few runs. */
class HostEventsTest {
    private final SyncWorld world = new SyncWorld(8);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void event_reachesTheSchedulesOfItsUserThatAskForIt() {
        world.provider.calendar("other");
        CalendarSync engine = world.engine();
        UserSync alice = engine.forUser("alice");
        UserSync bob = engine.forUser("bob");
        List<CalendarRef> calendars = world.connectAll(alice);
        CalendarRef bobs = world.connect(bob);
        Condition here = Condition.equalTo("project", "calsync");
        alice.schedule(SyncSchedule.on(Trigger.api().when(here)).allCalendars());
        bob.schedule(SyncSchedule.on(Trigger.api().when(here)).allCalendars());
        HostEvent event = HostEvent.of(alice.user(), EventKind.API).attribute("project", "calsync");
        assertThat(engine.publish(event.attribute("project", "other"))).isEmpty();
        assertThat(engine.publish(event)).containsExactlyElementsOf(calendars);
        assertThat(engine.publish(event.calendar(calendars.get(1)))).containsExactly(calendars.get(1));
        assertThatThrownBy(() -> engine.publish(event.calendar(bobs))).isInstanceOf(IllegalArgumentException.class);
        assertThat(alice.publish(EventKind.API, event.attributes(), calendars.get(0)))
                .containsExactly(calendars.get(0));
        world.pass(Duration.ofSeconds(5));
        assertThat(alice.history(calendars.get(0), 9)).isNotEmpty().allSatisfy(run -> {
            assertThat(run.priority()).isEqualTo(Priority.HIGH);
            assertThat(run.demand().causes()).containsExactly(WorkCause.EVENT);
        });
        assertThat(bob.history(bobs, 9)).isEmpty();
        assertThat(event.toString()).doesNotContain("calsync");
        assertThat(engine.publish(HostEvent.of(UserId.of("nobody"), EventKind.API)))
                .isEmpty();
    }

    @Test
    void twoSchedulesOfOneEvent_areOneHint_ofTheWidestType() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.on(Trigger.api()).calendars(team));
        alice.schedule(SyncSchedule.on(Trigger.api()).calendars(team).type(SyncType.FULL));
        alice.publish(EventKind.API, Map.of());
        world.pass(Duration.ofMinutes(2));
        assertThat(alice.history(team, 9))
                .singleElement()
                .extracting(RunRecord::type)
                .isEqualTo(SyncType.FULL);
    }

    @Test
    void burst_isOneRunAtOnceAndOneBehindIt() {
        Debounce debounce = new Debounce(Duration.ofSeconds(10), Duration.ofMinutes(1));
        UserSync alice = world.engine(builder -> builder.debounce(debounce)).forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.on(Trigger.webhook()).calendars(team));
        world.pass(Duration.ofMinutes(1));
        Instant first = world.now();
        for (int i = 0; i < 20; i++) {
            assertThat(alice.publish(EventKind.WEBHOOK, Map.of())).containsExactly(team);
            world.pass(Duration.ofSeconds(1));
        }
        world.pass(Duration.ofMinutes(5));
        List<Instant> starts = alice.history(team, 9).stream()
                .map(RunRecord::startedAt)
                .sorted()
                .toList();
        assertThat(starts).hasSize(2);
        assertThat(starts.get(0)).isEqualTo(first);
        assertThat(starts.get(1)).isEqualTo(first.plusSeconds(29));
    }

    @Test
    void endlessEvents_areServedWithinTheMaximumWait() {
        Debounce debounce = new Debounce(Duration.ofSeconds(10), Duration.ofMinutes(1));
        UserSync alice = world.engine(builder -> builder.debounce(debounce)).forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.on(Trigger.webhook()).calendars(team));
        for (int i = 0; i < 600; i++) {
            alice.publish(EventKind.WEBHOOK, Map.of());
            world.pass(Duration.ofSeconds(1));
        }
        int runs = alice.history(team, 99).size();
        assertThat(runs).isBetween(9, 12);
    }
}
