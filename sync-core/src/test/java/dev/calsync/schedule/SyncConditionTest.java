package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyncConditionTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalTime NINE = LocalTime.of(9, 0);
    private static final LocalTime FIVE = LocalTime.of(17, 0);
    private static final Map<String, String> TEAM = CalendarFacts.attributes(
            new RemoteCalendar(new CalendarRef(AccountId.of("work"), "team"), "Team Rocket", true),
            ProviderId.of("caldav"));

    @Test
    void officeHours_areLocalAndFromMondayToFriday() {
        SyncCondition office = SyncCondition.officeHours(NINE, FIVE, BERLIN);
        assertThat(holds(office, "2026-11-20T07:59:59Z")).isFalse();
        assertThat(holds(office, "2026-11-20T08:00:00Z")).isTrue();
        assertThat(holds(office, "2026-11-20T15:59:59Z")).isTrue();
        assertThat(holds(office, "2026-11-20T16:00:00Z")).isFalse();
        assertThat(holds(office, "2026-11-21T12:00:00Z")).isFalse();
        assertThat(holds(office, "2026-07-20T07:00:00Z")).isTrue();
    }

    @Test
    void spanOverMidnight_belongsToTheDayOnWhichItBegins() {
        SyncCondition fridayNight = new SyncCondition.TimeOfDay(
                LocalTime.of(22, 0), LocalTime.of(6, 0), EnumSet.of(DayOfWeek.FRIDAY), BERLIN);
        assertThat(holds(fridayNight, "2026-11-20T21:00:00Z")).isTrue();
        assertThat(holds(fridayNight, "2026-11-21T04:59:59Z")).isTrue();
        assertThat(holds(fridayNight, "2026-11-21T05:00:00Z")).isFalse();
        assertThat(holds(fridayNight, "2026-11-20T04:00:00Z")).isFalse();
        assertThat(holds(fridayNight, "2026-11-21T21:00:00Z")).isFalse();
    }

    @Test
    void equalEnds_areAWholeDay() {
        SyncCondition weekdays = SyncCondition.officeHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, BERLIN);
        assertThat(holds(weekdays, "2026-11-20T22:59:59Z")).isTrue();
        assertThat(holds(weekdays, "2026-11-20T23:00:00Z")).isFalse();
        assertThat(holds(weekdays, "2026-11-22T23:00:00Z")).isTrue();
    }

    @Test
    void changesOfTheClock_leaveEachDayOneSpan() {
        SyncCondition night = SyncCondition.between(LocalTime.of(2, 15), LocalTime.of(2, 45), BERLIN);
        for (int minute = 0; minute < 240; minute++) {
            Instant march = Instant.parse("2026-03-28T23:00:00Z").plusSeconds(60L * minute);
            assertThat(night.holds(facts(march))).as(march.toString()).isFalse();
        }
        assertThat(holds(night, "2026-10-25T00:15:00Z")).isTrue();
        assertThat(holds(night, "2026-10-25T00:45:00Z")).isFalse();
        assertThat(holds(night, "2026-10-25T01:15:00Z")).isFalse();
        SyncCondition long_ = SyncCondition.between(LocalTime.of(1, 30), LocalTime.of(3, 30), BERLIN);
        assertThat(holds(long_, "2026-10-25T01:30:00Z")).isTrue();
        assertThat(holds(long_, "2026-03-29T01:00:00Z")).isTrue();
        assertThat(holds(long_, "2026-03-29T01:30:00Z")).isFalse();
    }

    @Test
    void events_areAskedForOnlyIfNeeded() {
        List<Instant> asked = new ArrayList<>();
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        CalendarFacts facts = new CalendarFacts(now, TEAM, Optional.empty(), since -> {
            asked.add(since);
            return since.isBefore(Instant.parse("2026-11-01T00:00:00Z"));
        });
        SyncCondition lively = SyncCondition.hadEvents(Duration.ofDays(30));
        assertThat(lively.holds(facts)).isTrue();
        assertThat(SyncCondition.hadEvents(Duration.ofDays(7)).holds(facts)).isFalse();
        assertThat(asked).containsExactly(now.minus(Duration.ofDays(30)), now.minus(Duration.ofDays(7)));
        asked.clear();
        assertThat(SyncCondition.and(SyncCondition.lastOutcome(JobStatus.FAILED), lively)
                        .holds(facts))
                .isFalse();
        assertThat(SyncCondition.or(SyncCondition.calendar(Condition.exists("name")), lively)
                        .holds(facts))
                .isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void lastOutcome_isMetByARunThatEndedSo() {
        SyncCondition failed = SyncCondition.lastOutcome(JobStatus.FAILED, JobStatus.PARTIAL);
        assertThat(failed.holds(facts(JobStatus.FAILED))).isTrue();
        assertThat(failed.holds(facts(JobStatus.COMPLETED))).isFalse();
        assertThat(failed.holds(facts(Instant.EPOCH))).isFalse();
        assertThat(SyncCondition.not(failed).holds(facts(Instant.EPOCH))).isTrue();
    }

    @Test
    void calendarProperties_areComparedAsConditionsAre() {
        CalendarFacts facts = facts(Instant.EPOCH);
        assertThat(TEAM)
                .containsEntry("name", "Team Rocket")
                .containsEntry("calendar", "account:work/team")
                .containsEntry("account", "work")
                .containsEntry("provider", "caldav")
                .containsEntry("writable", "true");
        assertThat(SyncCondition.calendar(Condition.matches("name", "Team *")).holds(facts))
                .isTrue();
        assertThat(SyncCondition.calendar(Condition.equalTo("color", "red")).holds(facts))
                .isFalse();
    }

    @Test
    void whyNot_isEmptyExactlyIfTheConditionHolds() {
        CalendarFacts facts = facts(JobStatus.COMPLETED);
        SyncCondition yes = SyncCondition.lastOutcome(JobStatus.COMPLETED);
        SyncCondition no = SyncCondition.lastOutcome(JobStatus.DEAD);
        for (SyncCondition condition : List.of(
                yes,
                no,
                SyncCondition.not(yes),
                SyncCondition.not(no),
                SyncCondition.and(yes, no),
                SyncCondition.and(yes, yes),
                SyncCondition.or(no, yes),
                SyncCondition.or(no, no),
                SyncCondition.not(SyncCondition.and(yes, SyncCondition.or(no, yes))))) {
            assertThat(condition.whyNot(facts).isEmpty())
                    .as(condition.toString())
                    .isEqualTo(condition.holds(facts));
        }
    }

    @Test
    void whyNot_saysWhatIsAmissAndNoValueOfAProperty() {
        CalendarFacts facts = facts(JobStatus.COMPLETED);
        assertThat(SyncCondition.officeHours(NINE, FIVE, BERLIN).whyNot(facts))
                .contains("it is not between 09:00 and 17:00 from monday to friday in Europe/Berlin");
        assertThat(SyncCondition.hadEvents(Duration.ofDays(30)).whyNot(facts))
                .contains("the calendar had no event in the last 30 days");
        assertThat(SyncCondition.lastOutcome(JobStatus.DEAD, JobStatus.FAILED).whyNot(facts))
                .contains("the last run ended completed, not failed or dead");
        assertThat(SyncCondition.lastOutcome(JobStatus.DEAD).whyNot(facts(Instant.EPOCH)))
                .contains("no run has ended yet, so none ended dead");
        assertThat(SyncCondition.calendar(
                                Condition.or(Condition.equalTo("name", "Secret"), Condition.equalTo("color", "red")))
                        .whyNot(facts))
                .contains("the calendar's \"color\" or \"name\" is not as the schedule asks");
        assertThat(SyncCondition.not(SyncCondition.lastOutcome(JobStatus.COMPLETED))
                        .whyNot(facts))
                .contains("the last run ended completed, and the schedule asks for the opposite");
        assertThat(facts.toString()).doesNotContain("Rocket");
    }

    @Test
    void faults_nameThePlace() {
        assertThat(faults(SyncCondition.and(
                        new SyncCondition.TimeOfDay(NINE, FIVE, Set.of(), BERLIN),
                        SyncCondition.hadEvents(Duration.ofDays(367)),
                        SyncCondition.lastOutcome(),
                        SyncCondition.lastOutcome(JobStatus.QUEUED),
                        SyncCondition.calendar(Condition.in("a")),
                        SyncCondition.or())))
                .containsExactly(
                        "when.and[0].timeOfDay.days needs at least one day",
                        "when.and[1].hadEventsWithin must be more than zero and at most 366 days, was PT8808H",
                        "when.and[2].lastOutcome needs at least one outcome",
                        "when.and[3].lastOutcome: no run ends queued",
                        "when.and[4].calendar.in needs 1 to 100 values, has 0",
                        "when.and[5].or needs at least one of the conditions");
        SyncCondition deep = SyncCondition.hadEvents(Duration.ofDays(1));
        for (int i = 0; i < 10_000; i++) {
            deep = SyncCondition.not(deep);
        }
        assertThat(faults(deep)).singleElement().asString().contains("8 deep");
    }

    private static List<String> faults(SyncCondition condition) {
        return SyncSchedule.every(SyncPreset.ACTIVE)
                .allCalendars()
                .when(condition)
                .faults(ScheduleBounds.DEFAULT);
    }

    private static boolean holds(SyncCondition condition, String now) {
        return condition.holds(facts(Instant.parse(now)));
    }

    private static CalendarFacts facts(Instant now) {
        return new CalendarFacts(now, TEAM, Optional.empty(), since -> false);
    }

    private static CalendarFacts facts(JobStatus last) {
        return new CalendarFacts(Instant.EPOCH, TEAM, Optional.of(last), since -> false);
    }
}
