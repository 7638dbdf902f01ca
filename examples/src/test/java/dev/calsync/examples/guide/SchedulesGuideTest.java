package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.CalendarSync;
import dev.calsync.HostEvent;
import dev.calsync.UserSync;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.Visibility;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.Activity;
import dev.calsync.schedule.CalendarFacts;
import dev.calsync.schedule.Condition;
import dev.calsync.schedule.EventFilter;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.GapPolicy;
import dev.calsync.schedule.MisfirePolicy;
import dev.calsync.schedule.OverlapPolicy;
import dev.calsync.schedule.QuietHours;
import dev.calsync.schedule.ScheduleBounds;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.ScheduleRegistration;
import dev.calsync.schedule.SyncCondition;
import dev.calsync.schedule.SyncFrequency;
import dev.calsync.schedule.SyncPreset;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.schedule.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/schedules.md. */
class SchedulesGuideTest {
    private static final CalendarRef TEAM = new CalendarRef(AccountId.of("work"), "team");

    @Test
    void threeTriggers() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            // region triggers
            ScheduleId often = alice.schedule(
                            SyncSchedule.every(Duration.ofMinutes(15)).calendars(team))
                    .id();
            alice.schedule(SyncSchedule.cron("0 6 * * MON-FRI", ZoneId.of("Europe/Berlin"))
                    .calendars(team)
                    .type(SyncType.FULL)
                    .priority(Priority.LOW));
            alice.schedule(SyncSchedule.on(Trigger.userAction()).calendars(team));
            // endregion triggers
            rig.world.tasks().runFor(Duration.ofHours(1));
            assertThat(alice.history(team, 10)).hasSize(4);
            // region change
            alice.reschedule(often, SyncSchedule.every(SyncPreset.STANDARD).calendars(team));
            alice.unschedule(often);
            // endregion change
            assertThat(alice.schedules()).hasSize(2);
        }
    }

    @Test
    void control() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            // region control
            ScheduleRegistration told = alice.schedule(
                    SyncSchedule.cron("0 */15 * * *", ZoneId.of("UTC")).calendars(team));
            told.warnings().forEach(System.err::println); // fires twice a day
            alice.pause(told.id(), "on holiday");
            alice.resume(told.id());
            List<Instant> next = alice.preview(told.id(), 10);
            alice.explain(team).sentences().forEach(System.err::println);
            // endregion control
            assertThat(next).hasSize(10).startsWith(told.nextFires().get(0));
            assertThat(alice.explain(team).nextFire()).contains(next.get(0));
        }
    }

    @Test
    void userSettings() throws InterruptedException {
        SyncSettings hourly = SyncSettings.NONE.frequency(SyncPreset.STANDARD);
        try (Rig rig = new Rig(builder -> builder.settings(hourly))) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            // region user-settings
            alice.settings(SyncSettings.NONE
                    .frequency(SyncFrequency.auto())
                    .quietHours(new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 30), ZoneId.of("Europe/Berlin"))));
            alice.settings(team, SyncSettings.NONE.frequency(SyncFrequency.every(Duration.ofMinutes(5))));
            alice.touch(); // whenever alice opens the application
            // endregion user-settings
            rig.world.tasks().runFor(Duration.ofHours(5));
            assertThat(alice.history(team, 99)).isEmpty();
            rig.world.tasks().runFor(Duration.ofMinutes(90));
            assertThat(alice.history(team, 99)).hasSizeGreaterThan(10);
        }
    }

    @Test
    void events() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            CalendarSync sync = rig.sync;
            // region events
            alice.schedule(SyncSchedule.on(Trigger.api()
                            .when(Condition.equalTo("project", "calsync"), Condition.matches("room", "room-*")))
                    .calendars(team));

            List<CalendarRef> asked = alice.publish(EventKind.API, Map.of("project", "calsync", "room", "room-7"));
            sync.publish(HostEvent.of(alice.user(), EventKind.WEBHOOK).calendar(team));
            // endregion events
            assertThat(asked).containsExactly(team);
            assertThat(alice.publish(EventKind.API, Map.of("project", "calsync")))
                    .isEmpty();
        }
    }

    @Test
    void narrowestWins() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder, "other")) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            // region narrow
            alice.schedule(SyncSchedule.every(Duration.ofHours(1)).allCalendars());
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(10)).calendars(team)); // team: this one alone
            // endregion narrow
            rig.world.tasks().runFor(Duration.ofHours(2));
            assertThat(alice.history(team, 100)).hasSize(12);
            assertThat(alice.history(rig.calendars.get(1), 100)).hasSize(2);
        }
    }

    @Test
    void changesOfTheClock() {
        Instant march = Instant.parse("2026-03-28T12:00:00Z");
        Instant october = Instant.parse("2026-10-24T12:00:00Z");
        ScheduleId id = ScheduleId.of("nightly");
        // region dst
        Trigger.Cron nightly = Trigger.cron("30 2 * * *", ZoneId.of("Europe/Berlin"));
        Trigger.Cron skipping = nightly.gap(GapPolicy.SKIP);
        Trigger.Cron twice = nightly.overlap(OverlapPolicy.BOTH);
        // endregion dst
        assertThat(nightly.preview(id, march, 2))
                .containsExactly(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(skipping.preview(id, march, 1)).containsExactly(Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(nightly.preview(id, october, 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(twice.preview(id, october, 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void preview() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        // region preview
        SyncSchedule schedule =
                SyncSchedule.cron("*/45 * * * *", ZoneId.of("UTC")).allCalendars();
        List<String> doubts = schedule.warnings();
        List<Instant> next = schedule.preview(ScheduleId.of("draft"), now, 3);
        // endregion preview
        assertThat(doubts).singleElement().asString().contains("does not fire every 45 minutes");
        assertThat(next).hasSize(3);
    }

    @Test
    void registration() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        // region registration
        SyncSchedule schedule =
                SyncSchedule.cron("0 */15 * * *", ZoneId.of("UTC")).allCalendars();
        ScheduleRegistration told = ScheduleRegistration.of(ScheduleId.of("draft"), schedule, now);
        List<Instant> nextThree = told.nextFires();
        List<String> doubts = told.warnings();
        // endregion registration
        assertThat(nextThree).hasSize(3);
        assertThat(doubts).singleElement().asString().contains("twice a day, not every 15 minutes");
    }

    @Test
    void spread() {
        // region spread
        SyncSchedule hourly = SyncSchedule.cron("0 * * * *", ZoneId.of("Europe/Berlin"))
                .allCalendars()
                .spread(Duration.ofMinutes(10));
        // endregion spread
        Instant hour = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(hourly.nextAfter(ScheduleId.of("s"), hour.minusNanos(1)).orElseThrow())
                .isBetween(hour, hour.plus(Duration.ofMinutes(10)));
        assertThat(hourly.faults(ScheduleBounds.DEFAULT)).isEmpty();
    }

    @Test
    void conditionalSync() {
        // region when
        SyncCondition lively = SyncCondition.and(
                SyncCondition.officeHours(LocalTime.of(8, 0), LocalTime.of(18, 0), ZoneId.of("Europe/Berlin")),
                SyncCondition.hadEvents(Duration.ofDays(30)),
                SyncCondition.not(SyncCondition.lastOutcome(JobStatus.DEAD)),
                SyncCondition.calendar(Condition.equalTo("writable", "true")));
        SyncSchedule schedule =
                SyncSchedule.every(SyncPreset.ACTIVE).allCalendars().when(lively);
        // endregion when
        assertThat(schedule.faults(ScheduleBounds.DEFAULT)).isEmpty();
        CalendarFacts saturday = new CalendarFacts(
                Instant.parse("2026-01-03T12:00:00Z"), Map.of("writable", "true"), Optional.empty(), since -> true);
        assertThat(lively.whyNot(saturday))
                .contains("it is not between 08:00 and 18:00 from monday to friday in Europe/Berlin");
    }

    @Test
    void filter() {
        // region filter
        EventFilter filter = EventFilter.and(
                EventFilter.busy(),
                EventFilter.or(EventFilter.category("work"), EventFilter.organizer("*@example.com")),
                EventFilter.not(EventFilter.visibility(Visibility.PRIVATE, Visibility.CONFIDENTIAL)),
                EventFilter.startsFrom(LocalDate.of(2026, 1, 1)));
        SyncSchedule schedule =
                SyncSchedule.every(SyncPreset.STANDARD).calendars(TEAM).filter(filter);
        // endregion filter
        assertThat(SyncSchedule.fromJson(schedule.toJson()).filter()).contains(filter);
    }

    @Test
    void settings() {
        Instant now = Instant.parse("2026-01-01T23:00:00Z");
        // region settings
        SyncSettings user = SyncSettings.NONE
                .frequency(SyncFrequency.auto())
                .quietHours(new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 30), ZoneId.of("Europe/Berlin")));
        SyncSettings calendar = SyncSettings.NONE.frequency(SyncPreset.DAILY).conflicts(ConflictPolicy.MANUAL);
        SyncSettings counts = calendar.over(user); // daily, manual, quiet at night
        // endregion settings
        assertThat(counts.frequency()).contains(SyncFrequency.preset(SyncPreset.DAILY));
        assertThat(counts.quietHours().orElseThrow().endAfter(now)).contains(Instant.parse("2026-01-02T05:30:00Z"));
        assertThat(SyncSettings.fromJson(counts.toJson())).isEqualTo(counts);
        // region activity
        Activity activity = new Activity(Optional.of(now.minus(Duration.ofHours(5))), Optional.of(now));
        SyncPreset level = activity.level(now); // standard
        Optional<Instant> falls = activity.changesAt(now);
        // endregion activity
        assertThat(level).isEqualTo(SyncPreset.STANDARD);
        assertThat(falls).contains(now.plus(Duration.ofHours(67)));
    }

    @Test
    void options() {
        // region options
        SyncSchedule schedule = SyncSchedule.every(SyncPreset.DAILY)
                .allCalendars()
                .conflicts(ConflictPolicy.LOCAL_WINS)
                .misfire(MisfirePolicy.catchUp(3))
                .retry(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(15))
                        .withMaxRetries(5));
        // endregion options
        assertThat(schedule.type()).isEqualTo(SyncType.FULL);
        assertThat(schedule.priority()).isEqualTo(Priority.LOW);
        assertThat(schedule.faults(ScheduleBounds.DEFAULT)).isEmpty();
    }

    @Test
    void everyFaultIsNamed() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            assertThatThrownBy(() -> rig.alice.schedule(SyncSchedule.every(Duration.ZERO)))
                    .isInstanceOfSatisfying(
                            InvalidConfigurationException.class,
                            refused -> assertThat(refused.faults()).hasSize(2));
        }
    }

    @Test
    void json() {
        String text = SyncSchedule.every(Duration.ofMinutes(15)).calendars(TEAM).toJson();
        // region json
        if (ScheduleReading.of(text) instanceof ScheduleReading.Parked parked) {
            parked.reasons().forEach(System.err::println); // the text itself is parked.json()
        }
        SyncSchedule schedule = SyncSchedule.fromJson(text);
        // endregion json
        assertThat(schedule.toJson()).isEqualTo(text);
        assertThat(text)
                .isEqualTo("{\"type\":\"interval\",\"interval\":15,\"calendars\":[\"account:work/team\"],"
                        + "\"options\":{\"incremental\":true,\"retryOnFailure\":true}}");
    }

    /** The three shapes as the page shows them. */
    @Test
    void shapesOfThePage_areRead() {
        // region shapes
        String interval = """
                {"type": "interval", "interval": 15, "calendars": ["account:work/team"], "userId": "alice",
                 "options": {"incremental": true, "conflictResolution": "merge", "retryOnFailure": true}}
                """;
        String timeBased = """
                {"type": "time-based", "schedule": "0 6 * * MON-FRI", "timezone": "Europe/Berlin",
                 "calendars": ["account:work/*"], "priority": "low", "misfire": "skip",
                 "options": {"incremental": false,
                             "retry": {"initial": "PT2S", "cap": "PT15M", "maxRetries": 5, "jitter": 0.25},
                             "when": {"not": {"lastOutcome": ["dead"]}},
                             "filter": {"or": [{"category": ["work"]}, {"busy": true}]}}}
                """;
        String eventDriven = """
                {"type": "event-driven", "trigger": "api", "calendars": ["*"],
                 "conditions": [{"attribute": "project", "equals": "calsync"},
                                {"not": {"attribute": "room", "in": ["attic", "cellar"]}}]}
                """;
        // endregion shapes
        assertThat(List.of(interval, timeBased, eventDriven))
                .allSatisfy(text ->
                        assertThat(SyncSchedule.fromJson(text).calendars()).hasSize(1));
    }
}
