package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cron fires that are spread over a while. */
class SpreadTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final List<String> EXPRESSIONS =
            List.of("0 * * * *", "*/15 * * * *", "30 2 * * *", "0 0 6 L * ?", "0 0 29 2 *", "10,50 0-4 * * SUN");

    @Test
    void everyFire_isThePlainOneLaterByTheSamePhase() {
        Random random = new Random(11);
        List<ZoneId> zones =
                ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();
        for (int i = 0; i < 2000; i++) {
            SyncSchedule plain = SyncSchedule.on(new Trigger.Cron(
                    EXPRESSIONS.get(i % EXPRESSIONS.size()),
                    zones.get(random.nextInt(zones.size())),
                    GapPolicy.values()[random.nextInt(2)],
                    OverlapPolicy.values()[random.nextInt(3)]));
            Duration spread = Duration.ofMillis(1 + random.nextInt(599_999));
            SyncSchedule later = plain.spread(spread);
            ScheduleId id = ScheduleId.of("s" + random.nextInt());
            Instant after =
                    Instant.ofEpochSecond(946_684_800L + random.nextInt(1_262_304_000), random.nextInt(1_000_000_000));

            Instant newYear = Instant.parse("2026-01-01T00:00:00Z");
            Duration phase = Duration.between(
                    newYear,
                    SyncSchedule.cron("0 0 1 1 *", ZoneOffset.UTC)
                            .spread(spread)
                            .nextAfter(id, newYear.minusNanos(1))
                            .orElseThrow());
            assertThat(phase).isGreaterThanOrEqualTo(Duration.ZERO).isLessThan(spread);
            assertThat(later.preview(id, after.plus(phase), 20))
                    .as("%s by %s", plain, spread)
                    .isEqualTo(plain.preview(id, after, 20).stream()
                            .map(fire -> fire.plus(phase))
                            .toList());
        }
    }

    @Test
    void anyInstant_isFollowedByALaterOneAndNoneIsSkipped() {
        Random random = new Random(12);
        SyncSchedule schedule =
                SyncSchedule.cron("*/15 * * * *", ZoneId.of("Europe/Berlin")).spread(Duration.ofMinutes(14));
        ScheduleId id = ScheduleId.of("herd");
        List<Instant> fires = schedule.preview(id, NOW, 1000);
        for (int i = 0; i < 20_000; i++) {
            int at = random.nextInt(fires.size() - 1);
            long gap = Duration.between(fires.get(at), fires.get(at + 1)).toNanos();
            Instant asked = fires.get(at).plusNanos((long) (random.nextDouble() * gap));
            assertThat(schedule.nextAfter(id, asked)).contains(fires.get(at + 1));
        }
        for (Instant end :
                List.of(Instant.MIN, Instant.EPOCH.minusNanos(1), Instant.EPOCH, Instant.EPOCH.plusMillis(1))) {
            assertThat(schedule.nextAfter(id, end))
                    .isPresent()
                    .get()
                    .satisfies(
                            next -> assertThat(next).isAfter(end).isBefore(Instant.EPOCH.plus(Duration.ofMinutes(30))));
        }
        assertThat(schedule.nextAfter(id, Instant.MAX)).isEmpty();
        assertThat(schedule.nextAfter(id, Instant.parse("9999-12-29T23:59:59Z")))
                .isEmpty();
    }

    @Test
    void topOfTheHour_isNoHerdAnyMore() {
        SyncSchedule schedule = SyncSchedule.cron("0 * * * *", ZoneOffset.UTC).spread(Duration.ofMinutes(10));
        int[] seconds = new int[600];
        for (int i = 0; i < 100_000; i++) {
            Instant next = schedule.nextAfter(ScheduleId.of("schedule-" + i), NOW.minusNanos(1))
                    .orElseThrow();
            seconds[(int) Duration.between(NOW, next).toSeconds()]++;
        }
        double expected = 100_000 / 600.0;
        double sum = 0;
        for (int count : seconds) {
            sum += (count - expected) * (count - expected) / expected;
        }
        // Chi-square with 599 degrees of freedom exceeds this once in a thousand.
        assertThat(sum).isLessThan(712);
    }

    @Test
    void spread_belongsToCronAndIsShorterThanItsSpacing() {
        SyncSchedule hourly = SyncSchedule.cron("0 * * * *", ZoneOffset.UTC).allCalendars();
        assertThat(faults(hourly.spread(Duration.ofMinutes(59)))).isEmpty();
        assertThat(faults(hourly.spread(Duration.ofHours(1))))
                .containsExactly("spread PT1H must be shorter than the shortest time between two fires, PT1H");
        assertThat(faults(hourly.spread(Duration.ZERO)))
                .singleElement()
                .asString()
                .contains("more than zero");
        assertThat(faults(hourly.spread(Duration.ofNanos(1))))
                .singleElement()
                .asString()
                .contains("milliseconds");
        assertThat(faults(SyncSchedule.every(SyncPreset.ACTIVE).allCalendars().spread(Duration.ofMinutes(1))))
                .singleElement()
                .asString()
                .contains("spread is for cron");
        assertThat(faults(SyncSchedule.on(Trigger.api()).allCalendars().spread(Duration.ofMinutes(1))))
                .singleElement()
                .asString()
                .contains("spread is for cron");
        assertThatThrownBy(() -> hourly.spread(Duration.ZERO).nextAfter(ScheduleId.of("s"), NOW))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    private static List<String> faults(SyncSchedule schedule) {
        return schedule.faults(ScheduleBounds.DEFAULT);
    }
}
