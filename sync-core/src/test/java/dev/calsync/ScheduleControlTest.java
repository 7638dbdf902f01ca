package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncEvent.ScheduleChanged;
import dev.calsync.listener.SyncEvent.ScheduleChanged.Change;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.ScheduleRegistration;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoredSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Making, changing, pausing and resuming schedules, and what becomes of one that cannot fire. */
class ScheduleControlTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final SyncWorld world = new SyncWorld(3);

    @AfterEach
    void close() {
        world.close();
    }

    private static SyncSchedule hourly(CalendarRef calendar) {
        return SyncSchedule.cron("0 * * * *", UTC).calendars(calendar);
    }

    private List<Instant> starts(UserSync user, CalendarRef calendar) {
        return user.history(calendar, 100).stream()
                .map(RunRecord::startedAt)
                .sorted()
                .toList();
    }

    @Test
    void registration_tellsTheNextThreeFires_andWhatIsProbablyNotMeant() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        ScheduleRegistration told =
                alice.schedule(SyncSchedule.cron("0 */15 * * *", UTC).calendars(team));
        assertThat(told.nextFires())
                .containsExactly(
                        Instant.parse("2026-01-01T15:00:00Z"),
                        Instant.parse("2026-01-02T00:00:00Z"),
                        Instant.parse("2026-01-02T15:00:00Z"));
        assertThat(told.warnings()).isNotEmpty();
        ScheduleRegistration changed = alice.reschedule(told.id(), hourly(team));
        assertThat(changed.id()).isEqualTo(told.id());
        assertThat(changed.warnings()).isEmpty();
        assertThat(changed.nextFires()).first().isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
        assertThat(alice.preview(told.id(), 5))
                .hasSize(5)
                .startsWith(changed.nextFires().get(0));
    }

    @Test
    void changedTimes_takeEffectAtOnce_andNoTimeIsFiredTwice() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        ScheduleId id = alice.schedule(hourly(team)).id();
        world.pass(Duration.ofMinutes(90));
        alice.reschedule(id, SyncSchedule.cron("*/15 * * * *", UTC).calendars(team));
        world.pass(Duration.ofMinutes(45));
        alice.reschedule(id, hourly(team));
        world.pass(Duration.ofMinutes(60));
        assertThat(starts(alice, team))
                .containsExactly(
                        Instant.parse("2026-01-01T01:00:00Z"),
                        Instant.parse("2026-01-01T01:45:00Z"),
                        Instant.parse("2026-01-01T02:00:00Z"),
                        Instant.parse("2026-01-01T02:15:00Z"),
                        Instant.parse("2026-01-01T03:00:00Z"));
    }

    @Test
    void changeBetweenAFireTimeAndItsFire_losesNoFire() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        ScheduleId id = alice.schedule(hourly(team)).id();
        world.close();
        world.pass(Duration.ofMinutes(60));
        alice.reschedule(id, SyncSchedule.cron("30 * * * *", UTC).calendars(team));
        world.engine();
        world.pass(Duration.ofMinutes(31));
        assertThat(starts(alice, team)).hasSize(2);
    }

    @Test
    void pausedSchedule_doesNotFireNorCount_andMakesUpForNothing() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.cron("30 */6 * * *", UTC).allCalendars());
        ScheduleId id = alice.schedule(hourly(team)).id();
        alice.pause(id, "not needed in January");
        assertThat(alice.schedules().get(1).paused()).isEqualTo("not needed in January");
        assertThat(alice.preview(id, 3)).isEmpty();
        world.pass(Duration.ofHours(7));
        assertThat(starts(alice, team))
                .as("the wider schedule decides meanwhile")
                .containsExactly(Instant.parse("2026-01-01T00:30:00Z"), Instant.parse("2026-01-01T06:30:00Z"));
        assertThat(alice.resume(id).nextFires()).first().isEqualTo(Instant.parse("2026-01-01T08:00:00Z"));
        world.pass(Duration.ofMinutes(61));
        assertThat(starts(alice, team)).hasSize(3).last().isEqualTo(Instant.parse("2026-01-01T08:00:00Z"));
    }

    @Test
    void rescheduledWhilePaused_staysPaused() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        ScheduleId id = alice.schedule(hourly(team)).id();
        alice.pause(id, "later");
        alice.reschedule(id, SyncSchedule.every(Duration.ofMinutes(5)).calendars(team));
        world.pass(Duration.ofHours(1));
        assertThat(starts(alice, team)).isEmpty();
        alice.resume(id);
        alice.resume(id);
        world.pass(Duration.ofHours(1));
        assertThat(starts(alice, team)).hasSize(12);
    }

    @Test
    void listeners_hearOfEveryChange() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        ScheduleId id = alice.schedule(hourly(team)).id();
        alice.reschedule(id, hourly(team));
        alice.pause(id, "later");
        alice.resume(id);
        alice.unschedule(id);
        alice.unschedule(id);
        assertThat(world.told(ScheduleChanged.class))
                .allMatch(changed -> changed.schedule().equals(id))
                .extracting(ScheduleChanged::change)
                .containsExactly(Change.ADDED, Change.REPLACED, Change.PAUSED, Change.RESUMED, Change.REMOVED);
    }

    @Test
    void othersSchedules_cannotBeReached() {
        CalendarSync engine = world.engine();
        UserSync alice = engine.forUser("alice");
        ScheduleId id = alice.schedule(hourly(world.connect(alice))).id();
        UserSync bob = engine.forUser("bob");
        assertThatThrownBy(() -> bob.pause(id, "mine")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bob.resume(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bob.preview(id, 1)).isInstanceOf(IllegalArgumentException.class);
        bob.unschedule(id);
        assertThat(alice.schedules()).hasSize(1);
    }

    /** Rows that a newer version or somebody's hand left behind. */
    @Test
    void scheduleThatCannotFire_isPausedWithTheReason_andTheOthersFire() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(hourly(team));
        ScheduleId broken = ScheduleId.of("broken");
        ScheduleId unreadable = ScheduleId.of("unreadable");
        UserId user = alice.user();
        Instant due = world.now().plusSeconds(60);
        SyncSchedule nonsense = SyncSchedule.on(Trigger.cron("99 * * * *", UTC)).calendars(team);
        ScheduleReading unknown = ScheduleReading.of("{\"type\":\"lunar\"}");
        world.store.inTransaction(tx -> {
            tx.schedules()
                    .put(List.of(
                            new StoredSchedule(broken, user, nonsense, due, null),
                            new StoredSchedule(unreadable, user, unknown, due, null, null, null)));
            return true;
        });
        world.pass(Duration.ofHours(2));
        assertThat(starts(alice, team)).hasSize(2);
        assertThat(alice.schedules()).hasSize(3);
        StoredSchedule parked = alice.schedules().get(1);
        assertThat(parked.paused()).startsWith("it cannot fire: ");
        assertThat(parked.nextFireAt()).isNull();
        StoredSchedule kept = alice.schedules().get(2);
        assertThat(kept.paused()).startsWith("this version cannot read it: ");
        assertThat(kept.reading()).isEqualTo(unknown);
        assertThat(world.told(SyncEvent.ScheduleChanged.class))
                .filteredOn(changed -> changed.change() == Change.PAUSED)
                .extracting(ScheduleChanged::schedule)
                .containsExactlyInAnyOrder(broken, unreadable);
        assertThatThrownBy(() -> alice.resume(unreadable)).hasMessageContaining("lunar");
        assertThat(alice.explain(team).schedules()).hasSize(3);
        assertThat(alice.status(team).nextRunAt()).contains(Instant.parse("2026-01-01T03:00:00Z"));
    }
}
