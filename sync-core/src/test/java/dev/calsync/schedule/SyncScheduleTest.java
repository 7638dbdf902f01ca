package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SyncScheduleTest {
    private static final AccountId WORK = AccountId.of("work");
    private static final CalendarRef TEAM = new CalendarRef(WORK, "team");
    private static final CalendarRef HOME = new CalendarRef(AccountId.of("home"), "family");

    @Test
    void every_hasTheUsualDefaults() {
        SyncSchedule schedule = SyncSchedule.every(Duration.ofMinutes(15)).calendars(TEAM);
        assertThat(schedule.trigger()).isEqualTo(Trigger.every(Duration.ofMinutes(15)));
        assertThat(schedule.calendars()).containsExactly(CalendarSelector.calendar(TEAM));
        assertThat(schedule.type()).isEqualTo(SyncType.INCREMENTAL);
        assertThat(schedule.priority()).isEqualTo(Priority.NORMAL);
        assertThat(schedule.misfire()).isEqualTo(MisfirePolicy.runOnce());
        assertThat(schedule.conflicts()).isEmpty();
        assertThat(schedule.userId()).isEmpty();
        assertThat(schedule.retryOnFailure()).isTrue();
        assertThat(SyncSchedule.on(Trigger.webhook()).priority()).isEqualTo(Priority.HIGH);
    }

    @Test
    void withers_changeOneThingAndLeaveTheOriginal() {
        SyncSchedule original =
                SyncSchedule.cron("0 6 * * MON-FRI", ZoneId.of("Europe/Berlin")).calendars(TEAM);
        SyncSchedule changed = original.type(SyncType.FULL)
                .priority(Priority.LOW)
                .userId(UserId.of("alice"))
                .conflicts(ConflictPolicy.MERGE)
                .misfire(MisfirePolicy.catchUp(3))
                .retryOnFailure(false)
                .account(WORK)
                .calendars(TEAM)
                .allCalendars();
        assertThat(original)
                .isEqualTo(SyncSchedule.cron("0 6 * * MON-FRI", ZoneId.of("Europe/Berlin"))
                        .calendars(TEAM));
        assertThat(changed.type()).isEqualTo(SyncType.FULL);
        assertThat(changed.priority()).isEqualTo(Priority.LOW);
        assertThat(changed.userId()).contains(UserId.of("alice"));
        assertThat(changed.conflicts()).contains(ConflictPolicy.MERGE);
        assertThat(changed.misfire()).isEqualTo(MisfirePolicy.catchUp(3));
        assertThat(changed.retryOnFailure()).isFalse();
        assertThat(changed.calendars())
                .containsExactly(
                        CalendarSelector.calendar(TEAM), CalendarSelector.account(WORK), CalendarSelector.all());
        assertThat(changed.validate(ScheduleBounds.DEFAULT)).isSameAs(changed);
        assertThat(changed.trigger(Trigger.webhook()).priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void presets_areTheUsualIntervals() {
        assertThat(List.of(SyncPreset.values()))
                .extracting(SyncPreset::interval)
                .containsExactly(
                        Duration.ofMinutes(15), Duration.ofHours(1), Duration.ofHours(6), Duration.ofHours(24));
        SyncSchedule daily = SyncSchedule.every(SyncPreset.DAILY).calendars(TEAM);
        assertThat(daily.type()).isEqualTo(SyncType.FULL);
        assertThat(daily.priority()).isEqualTo(Priority.LOW);
        assertThat(SyncSchedule.every(SyncPreset.ACTIVE).type()).isEqualTo(SyncType.INCREMENTAL);
    }

    @Test
    void validate_namesAllFaultsTogether() {
        assertThatThrownBy(() -> SyncSchedule.every(Duration.ofMinutes(-1))
                        .misfire(MisfirePolicy.catchUp(0))
                        .validate(ScheduleBounds.DEFAULT))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults())
                                .hasSize(3)
                                .anyMatch(fault -> fault.startsWith("interval must be more than zero"))
                                .anyMatch(fault -> fault.startsWith("calendars is empty"))
                                .anyMatch(fault -> fault.startsWith("misfire")));
        assertThat(SyncSchedule.cron("61 * * * *", ZoneId.of("UTC")).faults(ScheduleBounds.DEFAULT))
                .hasSize(2)
                .anyMatch(fault -> fault.contains("minute"))
                .anyMatch(fault -> fault.startsWith("calendars"));
    }

    @Test
    void validate_boundsConditions() {
        Condition deep = Condition.exists("a");
        for (int i = 0; i < 10_000; i++) {
            deep = Condition.not(deep);
        }
        assertThat(faults(deep)).singleElement().asString().contains("8 deep");
        Condition[] many = new Condition[65];
        Arrays.fill(many, Condition.exists("a"));
        assertThat(faults(many)).containsExactly("conditions: at most 64 conditions are allowed");
        assertThat(faults(Condition.or(), Condition.in("a"), Condition.equalTo("", "x"), Condition.matches("a", "")))
                .hasSize(4);
        assertThat(faults(Condition.equalTo("a", "x".repeat(1025)))).hasSize(1);
        assertThat(faults(Condition.equalTo("a", "x".repeat(1024)))).isEmpty();
    }

    @Test
    void validate_boundsTheWhole() {
        CalendarRef[] many = new CalendarRef[1001];
        for (int i = 0; i < many.length; i++) {
            many[i] = new CalendarRef(WORK, "c" + i);
        }
        SyncSchedule schedule = SyncSchedule.every(SyncPreset.ACTIVE).calendars(many);
        assertThat(schedule.faults(ScheduleBounds.DEFAULT))
                .singleElement()
                .asString()
                .contains("at most 1000");
        for (int i = 0; i < many.length; i++) {
            many[i] = new CalendarRef(WORK, "c".repeat(400) + i % 1000);
        }
        schedule = SyncSchedule.every(SyncPreset.ACTIVE).calendars(many);
        assertThat(schedule.faults(ScheduleBounds.DEFAULT))
                .singleElement()
                .asString()
                .contains("too large");
    }

    @Test
    void mostSpecific_winsForEachCalendar() {
        SyncSchedule all = SyncSchedule.every(Duration.ofHours(6)).allCalendars();
        SyncSchedule account = SyncSchedule.every(Duration.ofHours(1)).account(WORK);
        SyncSchedule team = SyncSchedule.every(Duration.ofMinutes(15)).calendars(TEAM);
        SyncSchedule teamHook =
                SyncSchedule.on(Trigger.webhook()).calendars(TEAM).allCalendars();
        List<SyncSchedule> schedules = List.of(all, team, account, teamHook);

        assertThat(deciding(TEAM, schedules)).containsExactly(team, teamHook);
        assertThat(deciding(new CalendarRef(WORK, "other"), schedules)).containsExactly(account);
        assertThat(deciding(HOME, schedules)).containsExactly(all, teamHook);
        assertThat(deciding(HOME, List.of(team, account))).isEmpty();
    }

    @Test
    void selectors_readTheTextTheyWrite() {
        for (CalendarSelector selector : List.of(
                CalendarSelector.all(),
                CalendarSelector.account(WORK),
                CalendarSelector.account(AccountId.of("a/b *%:")),
                CalendarSelector.calendar(TEAM),
                CalendarSelector.calendar(new CalendarRef(WORK, "*")),
                CalendarSelector.calendar(new CalendarRef(WORK, "https://x/y?z=ü *")),
                CalendarSelector.calendar(new CalendarRef(AccountId.of("a/b"), "c/*")))) {
            assertThat(CalendarSelector.parse(selector.toString())).isEqualTo(selector);
        }
        assertThat(CalendarSelector.account(WORK)).hasToString("account:work/*");
        for (String malformed :
                List.of("", "**", "team", "account:work", "account:/*", "account:work/", "account:w/%zz")) {
            assertThatThrownBy(() -> CalendarSelector.parse(malformed)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<SyncSchedule> deciding(CalendarRef calendar, List<SyncSchedule> schedules) {
        return SyncSchedule.deciding(calendar, schedules, Function.identity());
    }

    private static List<String> faults(Condition... conditions) {
        return SyncSchedule.on(Trigger.api().when(conditions)).allCalendars().faults(ScheduleBounds.DEFAULT);
    }
}
