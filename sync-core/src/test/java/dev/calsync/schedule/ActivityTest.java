package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActivityTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void level_followsTheTable() {
        Duration moment = Duration.ofMillis(1);
        Duration[] seen = {Duration.ofHours(1), Duration.ofDays(3), Duration.ofDays(30), Duration.ofDays(999)};
        Duration[] changed = {Duration.ofDays(1), Duration.ofDays(14), Duration.ofDays(999)};
        SyncPreset[][] table = {
            {SyncPreset.ACTIVE, SyncPreset.ACTIVE, SyncPreset.STANDARD},
            {SyncPreset.STANDARD, SyncPreset.STANDARD, SyncPreset.INACTIVE},
            {SyncPreset.STANDARD, SyncPreset.INACTIVE, SyncPreset.DAILY},
            {SyncPreset.INACTIVE, SyncPreset.DAILY, SyncPreset.DAILY}
        };
        for (int row = 0; row < seen.length; row++) {
            for (int column = 0; column < changed.length; column++) {
                assertThat(activity(seen[row].minus(moment), changed[column].minus(moment))
                                .level(NOW))
                        .as("%s %s", seen[row], changed[column])
                        .isEqualTo(table[row][column]);
                if (row < 3 && column < 2) {
                    assertThat(activity(seen[row], changed[column]).level(NOW)).isEqualTo(table[row + 1][column + 1]);
                }
            }
        }
        assertThat(new Activity(Optional.empty(), Optional.empty()).level(NOW)).isEqualTo(SyncPreset.DAILY);
        assertThat(activity(Duration.ofSeconds(-90), Duration.ofSeconds(-90)).level(NOW))
                .isEqualTo(SyncPreset.ACTIVE);
    }

    @Test
    void level_fallsAtTheTimesToldAndNowhereElse() {
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            Activity activity = new Activity(
                    Optional.of(NOW.minus(Duration.ofMinutes(random.nextInt(60_000))))
                            .filter(x -> random.nextInt(5) > 0),
                    Optional.of(NOW.minus(Duration.ofMinutes(random.nextInt(30_000))))
                            .filter(x -> random.nextInt(5) > 0));
            List<Instant> told = new ArrayList<>();
            Optional<Instant> next = activity.changesAt(NOW);
            while (next.isPresent()) {
                told.add(next.get());
                next = activity.changesAt(next.get());
            }
            List<Instant> seen = new ArrayList<>();
            SyncPreset level = activity.level(NOW);
            for (Instant time = NOW; time.isBefore(NOW.plus(Duration.ofDays(40))); time = time.plusSeconds(60)) {
                SyncPreset then = activity.level(time);
                assertThat(then).isGreaterThanOrEqualTo(level);
                if (then != level) {
                    seen.add(time);
                    level = then;
                }
            }
            assertThat(told).isEqualTo(seen);
        }
    }

    private static Activity activity(Duration seen, Duration changed) {
        return new Activity(Optional.of(NOW.minus(seen)), Optional.of(NOW.minus(changed)));
    }
}
