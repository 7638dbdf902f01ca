package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncSettingsTest {
    private static final QuietHours NIGHT =
            new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 30), ZoneId.of("Europe/Berlin"));

    @Test
    void stronger_winsMemberByMember() {
        SyncSettings calendar = SyncSettings.NONE.frequency(SyncFrequency.auto());
        SyncSettings user = SyncSettings.NONE.frequency(SyncPreset.DAILY).conflicts(ConflictPolicy.MANUAL);
        SyncSettings engine = SyncSettings.NONE
                .frequency(SyncPreset.STANDARD)
                .conflicts(ConflictPolicy.MERGE)
                .quietHours(NIGHT);
        assertThat(calendar.over(user).over(engine))
                .isEqualTo(calendar.over(user.over(engine)))
                .isEqualTo(SyncSettings.NONE
                        .frequency(SyncFrequency.auto())
                        .conflicts(ConflictPolicy.MANUAL)
                        .quietHours(NIGHT));
        assertThat(SyncSettings.NONE.over(engine)).isEqualTo(engine);
        assertThat(engine.over(SyncSettings.NONE)).isEqualTo(engine);
    }

    @Test
    void frequency_isAStandingSchedule() {
        assertThat(schedule(SyncSettings.NONE)).isEmpty();
        assertThat(schedule(SyncSettings.NONE.frequency(SyncFrequency.every(Duration.ofMinutes(20)))))
                .containsExactly(SyncSchedule.every(Duration.ofMinutes(20)).allCalendars());
        assertThat(schedule(SyncSettings.NONE.frequency(SyncPreset.DAILY).conflicts(ConflictPolicy.MERGE)))
                .containsExactly(
                        SyncSchedule.every(SyncPreset.DAILY).allCalendars().conflicts(ConflictPolicy.MERGE))
                .allMatch(daily -> daily.type() == SyncType.FULL && daily.priority() == Priority.LOW);
        assertThat(schedule(SyncSettings.NONE.frequency(SyncFrequency.auto())))
                .containsExactly(SyncSchedule.every(SyncPreset.ACTIVE).allCalendars());
    }

    @Test
    void bounds_refuseWhatWasChosenAndBendAuto() {
        ScheduleBounds hours = new ScheduleBounds(Duration.ofHours(1), Duration.ofHours(12));
        assertThat(SyncSettings.NONE.frequency(SyncPreset.ACTIVE).faults(hours))
                .singleElement()
                .asString()
                .contains("below the shortest allowed, PT1H");
        assertThat(SyncSettings.NONE.frequency(SyncPreset.DAILY).faults(hours)).hasSize(1);
        assertThat(SyncSettings.NONE
                        .frequency(SyncFrequency.every(Duration.ZERO))
                        .faults(hours))
                .hasSize(1);
        SyncSettings auto = SyncSettings.NONE.frequency(SyncFrequency.auto());
        assertThat(auto.validate(hours)).isSameAs(auto);
        assertThat(auto.schedule(hours, CalendarSelector.all()))
                .contains(SyncSchedule.every(Duration.ofHours(1)).allCalendars());
        assertThatThrownBy(() -> SyncSettings.NONE
                        .frequency(SyncPreset.ACTIVE)
                        .quietHours(new QuietHours(LocalTime.NOON, LocalTime.NOON, ZoneId.of("UTC")))
                        .validate(hours))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults()).hasSize(2));
    }

    @Test
    void json_readsBackAsItself() {
        SyncSettings all = SyncSettings.NONE
                .frequency(SyncFrequency.auto())
                .conflicts(ConflictPolicy.LATEST_WINS)
                .quietHours(NIGHT);
        assertThat(all.toJson())
                .isEqualTo("{\"preset\":\"auto\",\"conflictResolution\":\"latest-wins\","
                        + "\"quietHours\":{\"from\":\"22:00\",\"to\":\"06:30\",\"timezone\":\"Europe/Berlin\"}}");
        for (SyncSettings settings : List.of(
                all,
                SyncSettings.NONE,
                SyncSettings.NONE.frequency(SyncPreset.INACTIVE),
                SyncSettings.NONE.frequency(SyncFrequency.every(Duration.ofMinutes(15))),
                SyncSettings.NONE.frequency(SyncFrequency.every(Duration.ofSeconds(90))))) {
            assertThat(SyncSettings.fromJson(settings.toJson())).isEqualTo(settings);
        }
        assertThat(SyncSettings.NONE.toJson()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                         | $: must be an object, is a list",
                "{'preset':'often'}                         | $.preset: unknown word \"often\", known are auto, active",
                "{'preset':'auto','interval':5}             | $.preset: cannot be chosen together with an interval",
                "{'interval':0}                             | $: interval must be more than zero",
                "{'interval':true}                          | $.interval: must be a whole number of minutes",
                "{'conflictResolution':'coin'}              | $.conflictResolution: unknown word",
                "{'quietHours':{'from':'25:00','to':'06:00','timezone':'UTC'}} | $.quietHours.from: \"25:00\" is not a time",
                "{'quietHours':{'from':'22:00','to':'06:00'}} | $.quietHours.timezone: is missing",
                "{'quietHours':{'from':'22:00','to':'22:00','timezone':'UTC'}} | quietHours: from and to are both 22:00",
                "{'volume':11}                              | $: unknown member \"volume\""
            })
    void malformedText_isRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> SyncSettings.fromJson(text.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .asString()
                                .contains(reason));
    }

    private static List<SyncSchedule> schedule(SyncSettings settings) {
        return settings.schedule(ScheduleBounds.DEFAULT, CalendarSelector.all()).stream()
                .toList();
    }
}
