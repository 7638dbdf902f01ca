package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.ThrottledException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.schedule.MisfirePolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of fire times that passed while nobody could fire. */
class MissedFiresTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final SyncWorld world = new SyncWorld(4);

    @AfterEach
    void close() {
        world.close();
    }

    private record Scene(UserSync alice, CalendarRef team, ScheduleId id) {
        List<RunRecord> runs() {
            return alice.history(team, 100);
        }
    }

    /** An hourly schedule, and nobody who fires it until half past ten. */
    private Scene downUntilHalfPastTen(MisfirePolicy policy) {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        ScheduleId id = alice.schedule(
                        SyncSchedule.cron("0 * * * *", UTC).calendars(team).misfire(policy))
                .id();
        world.close();
        world.pass(Duration.ofMinutes(10 * 60 + 30));
        return new Scene(alice, team, id);
    }

    private void back() {
        back(builder -> builder);
    }

    private void back(UnaryOperator<CalendarSyncBuilder> more) {
        world.engine(more);
    }

    @Test
    void runOnce_makesUpOnce() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.runOnce());
        back();
        world.pass(Duration.ofMinutes(29));
        assertThat(scene.runs()).hasSize(1);
    }

    @Test
    void skip_waitsForTheNextTime_andSaysSo() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.skip());
        back();
        world.pass(Duration.ofMinutes(29));
        assertThat(scene.runs()).isEmpty();
        assertThat(scene.alice().explain(scene.team()).notNow())
                .singleElement()
                .asString()
                .contains("missed fires are skipped");
        world.pass(Duration.ofMinutes(2));
        assertThat(scene.runs()).hasSize(1);
        assertThat(scene.alice().explain(scene.team()).notNow()).isEmpty();
    }

    @Test
    void skip_firesWhatIsStillInTime() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.skip());
        world.pass(Duration.ofMinutes(30).plusSeconds(50));
        back();
        world.pass(Duration.ofSeconds(10));
        assertThat(scene.runs()).hasSize(1);
    }

    @Test
    void catchUp_givesEachMissedFireARunOfItsOwn() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.catchUp(4));
        back();
        world.pass(Duration.ofMinutes(29));
        List<RunRecord> runs = scene.runs();
        assertThat(runs).hasSize(4);
        for (int i = 1; i < runs.size(); i++) {
            assertThat(runs.get(i - 1).startedAt()).isAfterOrEqualTo(runs.get(i).endedAt());
        }
        assertThat(scene.alice().schedules()).singleElement().satisfies(stored -> {
            assertThat(stored.makeUp()).isNull();
            assertThat(stored.nextFireAt()).isEqualTo(Instant.parse("2026-01-01T11:00:00Z"));
        });
        world.pass(Duration.ofHours(2));
        assertThat(scene.runs()).hasSize(6);
    }

    @Test
    void catchUp_waitsForARunThatIsPutOff_andStaysBounded() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.catchUp(3));
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofHours(5)));
        back();
        world.pass(Duration.ofHours(4));
        assertThat(scene.runs()).hasSize(1);
        assertThat(Objects.requireNonNull(scene.alice().schedules().get(0).makeUp())
                        .runs())
                .as("what fires meanwhile joins what is made up for, up to the bound")
                .isEqualTo(3);
        world.pass(Duration.ofMinutes(80));
        assertThat(scene.runs().stream().filter(run -> run.nextAt() == null)).hasSize(4);
    }

    @Test
    void catchUp_goesOnAfterARestart() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.catchUp(4));
        back();
        while (scene.runs().size() < 2) {
            world.world.tasks().runNext();
        }
        world.close();
        world.pass(Duration.ofMinutes(5));
        back();
        world.pass(Duration.ofMinutes(20));
        assertThat(scene.runs()).hasSize(4);
    }

    @Test
    void catchUp_ofAPausedCalendar_isForgotten() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.catchUp(4));
        scene.alice().pause(scene.team(), "on holiday");
        back();
        world.pass(Duration.ofMinutes(20));
        scene.alice().resume(scene.team());
        world.pass(Duration.ofMinutes(9));
        assertThat(scene.runs()).isEmpty();
        assertThat(scene.alice().schedules().get(0).makeUp()).isNull();
    }

    @Test
    void pausedWhileItMakesUp_makesUpNoMore() {
        Scene scene = downUntilHalfPastTen(MisfirePolicy.catchUp(4));
        back();
        while (scene.runs().isEmpty()) {
            world.world.tasks().runNext();
        }
        scene.alice().pause(scene.id(), "enough");
        world.pass(Duration.ofMinutes(10));
        assertThat(scene.runs()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void afterDowntime_runsComeInSlots_andWhatIsOnTimeDoesNotWait() {
        for (int i = 0; i < 39; i++) {
            world.provider.calendar("c" + i);
        }
        UnaryOperator<CalendarSyncBuilder> slow = builder -> builder.recoveryRunsPerSecond(2)
                .concurrency(Concurrency.workers(64).perUser(64).perAccount(64))
                .batching(Duration.ZERO, 1);
        UserSync alice = world.engine(slow).forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        calendars.forEach(calendar ->
                alice.schedule(SyncSchedule.every(Duration.ofHours(6)).calendars(calendar)));
        world.close();
        world.pass(Duration.ofHours(12));
        Instant begun = world.now();
        back(slow);
        UserSync bob = world.engine(slow).forUser("bob");
        CalendarRef other = world.connect(bob);
        bob.schedule(SyncSchedule.cron("* * * * *", UTC).calendars(other));
        world.pass(Duration.ofMinutes(1));
        List<Instant> starts = calendars.stream()
                .flatMap(calendar -> alice.history(calendar, 10).stream())
                .map(RunRecord::startedAt)
                .sorted()
                .toList();
        assertThat(starts).hasSize(40);
        for (int i = 2; i < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i - 2), starts.get(i)))
                    .as("any two seconds hold two slots and a little jitter of the looks")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(400));
        }
        assertThat(Duration.between(begun, starts.get(39))).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(22));
        assertThat(bob.history(other, 1).get(0).startedAt()).isEqualTo(Instant.parse("2026-01-01T12:01:00Z"));
    }

    @Test
    void restartDuringTheRecovery_losesNothingAndBurstsNothing() {
        for (int i = 0; i < 19; i++) {
            world.provider.calendar("c" + i);
        }
        UnaryOperator<CalendarSyncBuilder> slow = builder -> builder.recoveryRunsPerSecond(1)
                .concurrency(Concurrency.workers(64).perUser(64).perAccount(64))
                .batching(Duration.ZERO, 1);
        UserSync alice = world.engine(slow).forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        calendars.forEach(calendar ->
                alice.schedule(SyncSchedule.every(Duration.ofHours(6)).calendars(calendar)));
        world.close();
        world.pass(Duration.ofHours(12));
        back(slow);
        world.pass(Duration.ofSeconds(5));
        world.close();
        back(slow);
        world.pass(Duration.ofSeconds(10));
        long soon = calendars.stream()
                .mapToLong(calendar -> alice.history(calendar, 10).size())
                .sum();
        assertThat(soon).isBetween(10L, 17L);
        world.pass(Duration.ofSeconds(15));
        assertThat(calendars)
                .allSatisfy(calendar -> assertThat(alice.history(calendar, 10)).hasSize(1));
    }
}
