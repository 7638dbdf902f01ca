package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.schedule.Condition;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.SyncCondition;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A fire asks only for calendars of which the schedule's condition holds at that moment. */
class ScheduleConditionsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final SyncWorld world = new SyncWorld(5);

    @AfterEach
    void close() {
        world.close();
    }

    private static SyncSchedule hourly(CalendarRef calendar) {
        return SyncSchedule.cron("0 * * * *", UTC).calendars(calendar);
    }

    @Test
    void timeOfDay_skipsTheOtherHours_andSaysWhy() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        // The world begins on a Thursday.
        SyncCondition office = SyncCondition.officeHours(LocalTime.of(9, 0), LocalTime.of(17, 0), UTC);
        alice.schedule(hourly(team).when(office));
        world.pass(Duration.ofMinutes(8 * 60 + 30));
        assertThat(alice.history(team, 100)).isEmpty();
        CalendarExplanation why = alice.explain(team);
        assertThat(why.notNow()).singleElement().asString().contains("asked for nothing");
        assertThat(why.schedules().get(0).sentence()).contains("would ask for nothing now");
        world.pass(Duration.ofDays(3));
        assertThat(alice.history(team, 100))
                .as("two working days and half an hour")
                .hasSize(16);
    }

    @Test
    void hadEvents_looksAtWhatTookPlace() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.team.put(event("in-march", "Not yet"));
        world.syncNow(alice, team);
        alice.schedule(hourly(team).when(SyncCondition.hadEvents(Duration.ofDays(30))));
        world.pass(Duration.ofHours(3));
        assertThat(alice.history(team, 100)).hasSize(1);
        world.team.put(EventSeries.of(CalendarEvent.builder("today")
                .summary("Today")
                .start(EventTime.at(LocalDateTime.of(2026, 1, 1, 1, 0), UTC))
                .end(EventTime.at(LocalDateTime.of(2026, 1, 1, 2, 0), UTC))
                .build()));
        world.syncNow(alice, team);
        world.pass(Duration.ofHours(3));
        assertThat(alice.history(team, 100)).hasSize(5);
    }

    @Test
    void hadEvents_isNotFooledByASeriesThatPauses() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.team.put(EventSeries.of(CalendarEvent.builder("birthday")
                .summary("Birthday")
                .start(EventTime.at(LocalDateTime.of(2025, 7, 1, 1, 0), UTC))
                .end(EventTime.at(LocalDateTime.of(2025, 7, 1, 2, 0), UTC))
                .recurrence(List.of("RRULE:FREQ=YEARLY"))
                .build()));
        world.syncNow(alice, team);
        alice.schedule(hourly(team).when(SyncCondition.hadEvents(Duration.ofDays(30))));
        world.pass(Duration.ofHours(3));
        assertThat(alice.history(team, 100)).hasSize(1);
    }

    @Test
    void lastOutcome_stopsAfterAFailure() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(hourly(team).when(SyncCondition.not(SyncCondition.lastOutcome(JobStatus.FAILED))));
        world.pass(Duration.ofMinutes(61));
        world.provider.failNext(new UnrecoverableException("the calendar is gone"));
        world.pass(Duration.ofHours(5));
        assertThat(alice.history(team, 100)).hasSize(2);
        world.syncNow(alice, team);
        world.pass(Duration.ofHours(1));
        assertThat(alice.history(team, 100)).hasSize(4);
    }

    @Test
    void condition_isJudgedForEachCalendar() {
        world.provider.calendar("other");
        UserSync alice = world.engine().forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        alice.schedule(SyncSchedule.cron("0 * * * *", UTC)
                .allCalendars()
                .when(SyncCondition.calendar(
                        Condition.equalTo("calendar", calendars.get(1).toString()))));
        world.pass(Duration.ofHours(3));
        assertThat(alice.history(calendars.get(0), 100)).isEmpty();
        assertThat(alice.history(calendars.get(1), 100)).hasSize(3);
        assertThat(alice.explain(calendars.get(0)).notNow()).hasSize(1);
        assertThat(alice.explain(calendars.get(1)).notNow()).isEmpty();
    }

    @Test
    void unmetCondition_leavesTheNarrowScheduleDeciding() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.cron("30 * * * *", UTC).allCalendars());
        alice.schedule(hourly(team).when(SyncCondition.lastOutcome(JobStatus.DEAD)));
        world.pass(Duration.ofHours(3));
        assertThat(alice.history(team, 100)).isEmpty();
    }

    @Test
    void events_areSubjectToConditionsToo() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.schedule(SyncSchedule.on(Trigger.api())
                .calendars(team)
                .when(SyncCondition.between(LocalTime.of(9, 0), LocalTime.of(17, 0), UTC)));
        assertThat(alice.publish(EventKind.API, Map.of())).isEmpty();
        world.pass(Duration.ofHours(10));
        assertThat(alice.publish(EventKind.API, Map.of())).containsExactly(team);
    }
}
