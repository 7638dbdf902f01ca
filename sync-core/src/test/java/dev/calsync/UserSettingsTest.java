package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.ScheduleId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.EventFilter;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.QuietHours;
import dev.calsync.schedule.SyncFrequency;
import dev.calsync.schedule.SyncPreset;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.RunRecord;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users choose: how often, what becomes of conflicts, and when not. */
class UserSettingsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final QuietHours NIGHT = new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 0), UTC);

    private final SyncWorld world = new SyncWorld(6);

    @AfterEach
    void close() {
        world.close();
    }

    private static SyncSettings every(int minutes) {
        return SyncSettings.NONE.frequency(SyncFrequency.every(Duration.ofMinutes(minutes)));
    }

    private static int runs(UserSync user, CalendarRef calendar) {
        return user.history(calendar, 1_000).size();
    }

    @Test
    void frequency_ofTheCalendarBeforeTheUsersBeforeTheEngines() {
        world.provider.calendar("other");
        UserSync alice = world.engine(builder -> builder.settings(every(60))).forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        world.pass(Duration.ofHours(2));
        assertThat(calendars)
                .allSatisfy(calendar -> assertThat(runs(alice, calendar)).isEqualTo(2));
        alice.settings(every(30));
        world.pass(Duration.ofHours(2));
        assertThat(calendars)
                .allSatisfy(calendar -> assertThat(runs(alice, calendar)).isEqualTo(6));
        alice.settings(calendars.get(0), every(10));
        world.pass(Duration.ofHours(2));
        assertThat(runs(alice, calendars.get(0))).isEqualTo(18);
        assertThat(runs(alice, calendars.get(1))).isEqualTo(10);
        alice.settings(calendars.get(0), SyncSettings.NONE);
        alice.settings(SyncSettings.NONE);
        world.pass(Duration.ofHours(2));
        assertThat(runs(alice, calendars.get(0))).isEqualTo(20);
        assertThat(runs(alice, calendars.get(1))).isEqualTo(12);
    }

    @Test
    void frequency_isNoScheduleThatHostsSeeOrChange() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.settings(every(60));
        alice.settings(team, every(30));
        assertThat(alice.schedules()).isEmpty();
        List<ScheduleId> rows = alice.explain(team).schedules().stream()
                .map(explained -> explained.id())
                .toList();
        assertThat(rows).hasSize(2);
        for (ScheduleId row : rows) {
            assertThatThrownBy(() -> alice.pause(row, "no")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> alice.reschedule(
                            row, SyncSchedule.every(Duration.ofDays(1)).allCalendars()))
                    .isInstanceOf(IllegalArgumentException.class);
            alice.unschedule(row);
        }
        assertThat(alice.explain(team).schedules()).hasSize(2);
        assertThat(alice.settings(team)).isEqualTo(every(30));
        assertThat(alice.settings()).isEqualTo(every(60));
    }

    @Test
    void narrowSchedule_beatsTheUsersFrequency_andAnyScheduleBeatsTheEngines() {
        world.provider.calendar("other");
        UserSync alice = world.engine(builder -> builder.settings(every(5))).forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        alice.schedule(SyncSchedule.every(Duration.ofHours(1)).allCalendars());
        world.pass(Duration.ofHours(2));
        assertThat(runs(alice, calendars.get(1))).isEqualTo(2);
        assertThat(alice.explain(calendars.get(1)).sentences()).anyMatch(line -> line.contains("less specific"));
        alice.settings(every(10));
        alice.schedule(SyncSchedule.every(Duration.ofHours(2)).calendars(calendars.get(0)));
        world.pass(Duration.ofHours(2));
        assertThat(runs(alice, calendars.get(0))).isEqualTo(3);
        assertThat(runs(alice, calendars.get(1))).as("both wide ones count").isGreaterThanOrEqualTo(14);
    }

    @Test
    void presetDaily_isAFullDiff() {
        UserSync alice = world.engine(builder -> builder.pollInterval(Duration.ofMinutes(1)))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.settings(SyncSettings.NONE.frequency(SyncPreset.DAILY));
        world.pass(Duration.ofDays(2));
        assertThat(alice.history(team, 9)).hasSize(2).allMatch(run -> run.type() == SyncType.FULL);
    }

    @Test
    void calendarsThatAppearLater_joinAndThoseThatGoLeaveNothing() throws InterruptedException {
        UserSync alice = world.engine().forUser("alice");
        alice.settings(every(15));
        CalendarRef team = world.connect(alice);
        alice.settings(team, every(5));
        world.provider.calendar("late");
        CalendarRef late =
                alice.refreshCalendars(alice.accounts().get(0)).get(1).ref();
        world.pass(Duration.ofHours(1));
        assertThat(runs(alice, late)).isEqualTo(4);
        assertThat(runs(alice, team)).isEqualTo(12);
        alice.disconnect(alice.accounts().get(0));
        world.pass(Duration.ofHours(1));
        assertThat(world.store.<Integer>inTransaction(
                        tx -> tx.schedules().ofUser(alice.user()).size()))
                .isZero();
        CalendarRef again = world.connect(alice);
        world.pass(Duration.ofHours(1));
        assertThat(runs(alice, again)).as("the user's settings stayed").isEqualTo(4);
    }

    @Test
    void badSettings_areRefused_andTheOldOnesStay() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.settings(every(15));
        assertThatThrownBy(() -> alice.settings(every(0))).isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alice.settings(team, every(0))).isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> world.engine(builder -> builder.settings(every(0))))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThat(alice.settings()).isEqualTo(every(15));
        UserSync bob = world.engine().forUser("bob");
        assertThatThrownBy(() -> bob.settings(team)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bob.settings(team, every(15))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bob.explain(team)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void conflictPolicy_ofASchedule_thenTheCalendars_thenTheUsers() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.team.put(event("a", "zero"));
        world.syncNow(alice, team);
        alice.settings(SyncSettings.NONE.conflicts(ConflictPolicy.REMOTE_WINS));
        assertThat(afterAConflict(alice, team, "1")).isEqualTo("theirs 1");
        alice.settings(team, SyncSettings.NONE.conflicts(ConflictPolicy.LOCAL_WINS));
        assertThat(afterAConflict(alice, team, "2")).isEqualTo("mine 2");
        alice.schedule(SyncSchedule.every(Duration.ofDays(30)).allCalendars().conflicts(ConflictPolicy.REMOTE_WINS));
        assertThat(afterAConflict(alice, team, "3")).isEqualTo("theirs 3");
    }

    private String afterAConflict(UserSync user, CalendarRef calendar, String round) {
        EditedEvent.rename(user, calendar, "mine " + round);
        world.team.put(event("a", "theirs " + round));
        world.syncNow(user, calendar);
        return world.team.events().get("a").events().get(0).summary();
    }

    /** An edit of the one event there is. */
    private static final class EditedEvent {
        static void rename(UserSync user, CalendarRef calendar, String summary) {
            Instant from = Instant.parse("2026-03-01T00:00:00Z");
            var shown = user.events(calendar)
                    .between(from, from.plus(Duration.ofDays(5)))
                    .instances()
                    .get(0)
                    .event();
            user.events(calendar).put(shown.toBuilder().summary(summary).build());
        }
    }

    @Test
    void quietHours_putPeriodicWorkOff_untilTheyEnd() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.settings(every(15).quietHours(NIGHT));
        world.pass(Duration.ofHours(5));
        assertThat(runs(alice, team)).isZero();
        assertThat(alice.explain(team).notNow()).singleElement().asString().contains("2026-01-01T06:00:00Z");
        world.pass(Duration.ofMinutes(61));
        assertThat(alice.history(team, 9))
                .singleElement()
                .extracting(RunRecord::startedAt)
                .isEqualTo(Instant.parse("2026-01-01T06:00:00Z"));
        world.pass(Duration.ofMinutes(15));
        assertThat(runs(alice, team)).isEqualTo(2);
        assertThat(alice.explain(team).notNow()).isEmpty();
    }

    @Test
    void quietHours_putEventsOff_andLetPeopleGoOn() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.settings(SyncSettings.NONE.quietHours(NIGHT));
        alice.schedule(SyncSchedule.on(Trigger.api()).calendars(team));
        assertThat(alice.publish(EventKind.API, Map.of())).containsExactly(team);
        world.pass(Duration.ofHours(1));
        assertThat(runs(alice, team)).isZero();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        alice.events(team).put(master("mine", "Mine"));
        world.pass(Duration.ofMinutes(1));
        assertThat(world.team.events()).containsKey("mine");
        assertThat(runs(alice, team)).isEqualTo(2);
    }

    @Test
    void quietHours_holdWhatWasOwedBeforeTheyBegan() {
        UserSync alice = world.engine(
                        builder -> builder.retry(RetryPolicy.exponential(Duration.ofMinutes(10), Duration.ofMinutes(20))
                                .withMaxRetries(8)))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        alice.settings(SyncSettings.NONE.quietHours(NIGHT));
        alice.schedule(SyncSchedule.cron("55 21 * * *", UTC).calendars(team));
        world.pass(Duration.ofMinutes(21 * 60 + 54));
        world.provider.failNext(new TransientException("try again"));
        world.pass(Duration.ofHours(1));
        assertThat(alice.history(team, 9)).as("the retry waits").hasSize(1);
        world.pass(Duration.ofHours(8));
        assertThat(alice.history(team, 9)).hasSize(2).first().satisfies(run -> {
            assertThat(run.startedAt()).isEqualTo(Instant.parse("2026-01-02T06:00:00Z"));
            assertThat(run.attempt()).isEqualTo(2);
        });
    }

    @Test
    void auto_followsTheUser_andTheCalendarsOwnActivity() {
        ScriptedProvider provider = world.provider;
        provider.calendar("still");
        world.team.put(event("a", "A"));
        // A month passes: an engine that looks once a minute is patient enough.
        UserSync alice = world.engine(builder ->
                        builder.pollInterval(Duration.ofMinutes(1)).lease(Duration.ofHours(2), Duration.ofMinutes(30)))
                .forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        CalendarRef lively = calendars.get(0);
        CalendarRef still = calendars.get(1);
        alice.settings(SyncSettings.NONE.frequency(SyncFrequency.auto()));
        world.syncNow(alice, lively);
        int before = runs(alice, lively);
        world.pass(Duration.ofMinutes(58));
        assertThat(runs(alice, lively) - before)
                .as("active: a quarter of an hour")
                .isBetween(3, 4);
        assertThat(runs(alice, still)).as("standard: an hour").isBetween(0, 1);
        world.pass(Duration.ofDays(1));
        before = runs(alice, lively);
        int stillBefore = runs(alice, still);
        world.pass(Duration.ofHours(24));
        assertThat(runs(alice, lively) - before).as("standard").isEqualTo(24);
        assertThat(runs(alice, still) - stillBefore).as("inactive").isEqualTo(4);
        world.pass(Duration.ofDays(29));
        before = runs(alice, lively);
        world.pass(Duration.ofDays(3));
        assertThat(runs(alice, lively) - before).as("daily").isEqualTo(3);
        assertThat(alice.history(lively, 1).get(0).type()).isEqualTo(SyncType.FULL);
        alice.touch();
        before = runs(alice, still);
        world.pass(Duration.ofMinutes(60));
        assertThat(runs(alice, still) - before).as("the user is back: standard").isEqualTo(1);
        alice.touch();
        world.team.put(event("b", "B"));
        world.pass(Duration.ofMinutes(61));
        alice.touch();
        before = runs(alice, lively);
        world.pass(Duration.ofMinutes(59));
        assertThat(runs(alice, lively) - before)
                .as("the calendar changed: active")
                .isBetween(3, 4);
    }

    @Test
    void touch_isWrittenOnceAMinute() {
        UserSync alice = world.engine().forUser("alice");
        world.connect(alice);
        world.pass(Duration.ofMinutes(2));
        alice.touch();
        Instant first = seenAt(alice);
        world.pass(Duration.ofSeconds(59));
        alice.touch();
        assertThat(seenAt(alice)).isEqualTo(first);
        world.pass(Duration.ofSeconds(1));
        alice.touch();
        assertThat(seenAt(alice)).isEqualTo(first.plusSeconds(60));
    }

    private Instant seenAt(UserSync user) {
        return world.store.<Instant>inTransaction(
                tx -> tx.users().find(user.user()).orElseThrow().seenAt());
    }

    @Test
    void region_isChosenBeforeTheFirstAccount() {
        UserSync alice = world.engine().forUser("alice");
        alice.settings(every(15));
        alice.touch();
        alice.region(Region.of("eu"));
        CalendarRef team = world.connect(alice);
        world.pass(Duration.ofHours(1));
        assertThat(runs(alice, team)).as("nobody here serves it").isZero();
        assertThatThrownBy(() -> alice.region(Region.DEFAULT)).isInstanceOf(IllegalArgumentException.class);
        world.engine(builder -> builder.regions(Region.of("eu")));
        world.pass(Duration.ofHours(1));
        assertThat(runs(alice, team)).isGreaterThanOrEqualTo(4);
        assertThat(alice.settings()).isEqualTo(every(15));
    }

    @Test
    void frequencyOrPause_doNotChangeHowRunsAreMade() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.team.put(event("private", "Nobody's business"));
        ScheduleId filtered = alice.schedule(SyncSchedule.every(Duration.ofDays(1))
                        .allCalendars()
                        .filter(EventFilter.category("work"))
                        .retryOnFailure(false))
                .id();
        alice.settings(every(60));
        alice.settings(team, every(15));
        alice.pause(filtered, "not by time");
        world.pass(Duration.ofHours(1));
        assertThat(alice.history(team, 9)).hasSize(4);
        assertThat(alice.events(team)
                        .between(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-05T00:00:00Z"))
                        .instances())
                .isEmpty();
        world.provider.failNext(new TransientException("try again"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.FAILED);
    }
}
