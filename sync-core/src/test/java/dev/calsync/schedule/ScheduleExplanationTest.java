package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.schedule.ScheduleExplanation.Candidate;
import dev.calsync.schedule.ScheduleExplanation.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleExplanationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant NEXT = Instant.parse("2026-11-22T11:00:00Z");
    private static final CalendarRef TEAM = new CalendarRef(AccountId.of("work"), "team");
    private static final SyncSchedule HOURLY = SyncSchedule.every(Duration.ofHours(1));

    @Test
    void everySchedule_isExplained() {
        SyncSchedule narrow = HOURLY.calendars(TEAM);
        List<ScheduleExplanation> explanations = ScheduleExplanation.of(
                TEAM,
                List.of(
                        candidate("all", HOURLY.allCalendars()),
                        candidate("team", narrow),
                        candidate("failed", narrow.when(SyncCondition.lastOutcome(JobStatus.FAILED))),
                        new Candidate(id("paused"), narrow, Optional.of("on holiday"), Optional.of(NEXT)),
                        candidate("other", HOURLY.account(AccountId.of("home"))),
                        new Candidate(
                                id("hook"),
                                SyncSchedule.on(Trigger.webhook()).calendars(TEAM),
                                Optional.empty(),
                                Optional.empty())),
                facts());
        assertThat(explanations)
                .extracting(ScheduleExplanation::standing)
                .containsExactly(
                        new Standing.LessSpecific(id("team")),
                        new Standing.Decides(),
                        new Standing.ConditionNotMet("the last run ended completed, not failed"),
                        new Standing.Paused("on holiday"),
                        new Standing.OtherCalendars(),
                        new Standing.Decides());
        assertThat(explanations)
                .extracting(ScheduleExplanation::sentence)
                .containsExactly(
                        "does not count: less specific than team; fires next at 2026-11-22T11:00:00Z",
                        "decides; fires next at 2026-11-22T11:00:00Z",
                        "decides, but would ask for nothing now: the last run ended completed, not failed"
                                + "; fires next at 2026-11-22T11:00:00Z",
                        "is paused: on holiday",
                        "is about other calendars; fires next at 2026-11-22T11:00:00Z",
                        "decides");
        assertThat(explanations.get(3).nextFire()).isEmpty();
    }

    @Test
    void pausedSchedule_leavesTheDecisionToAWiderOne() {
        List<ScheduleExplanation> explanations = ScheduleExplanation.of(
                TEAM,
                List.of(
                        new Candidate(id("team"), HOURLY.calendars(TEAM), Optional.of("why"), Optional.empty()),
                        candidate("all", HOURLY.allCalendars())),
                facts());
        assertThat(explanations.get(1).standing()).isEqualTo(new Standing.Decides());
    }

    @Test
    void registration_showsThreeFiresAndDoubts() {
        ScheduleRegistration told = ScheduleRegistration.of(
                id("s"), SyncSchedule.cron("0 */15 * * *", ZoneOffset.UTC).allCalendars(), NOW);
        assertThat(told.id()).isEqualTo(id("s"));
        assertThat(told.nextFires())
                .containsExactly(
                        Instant.parse("2026-11-22T15:00:00Z"),
                        Instant.parse("2026-11-23T00:00:00Z"),
                        Instant.parse("2026-11-23T15:00:00Z"));
        assertThat(told.warnings()).singleElement().asString().contains("twice a day, not every 15 minutes");
        ScheduleRegistration past =
                ScheduleRegistration.of(id("s"), SyncSchedule.cron("0 0 6 1 1 ? 2020", ZoneOffset.UTC), NOW);
        assertThat(past.nextFires()).isEmpty();
        assertThat(past.warnings()).containsExactly("it does not fire any more: its last time has passed");
        assertThat(ScheduleRegistration.of(id("s"), SyncSchedule.on(Trigger.api()), NOW))
                .isEqualTo(new ScheduleRegistration(id("s"), List.of(), List.of()));
    }

    private static Candidate candidate(String id, SyncSchedule schedule) {
        return new Candidate(id(id), schedule, Optional.empty(), Optional.of(NEXT));
    }

    private static ScheduleId id(String text) {
        return ScheduleId.of(text);
    }

    private static CalendarFacts facts() {
        return new CalendarFacts(NOW, Map.of(), Optional.of(JobStatus.COMPLETED), since -> false);
    }
}
