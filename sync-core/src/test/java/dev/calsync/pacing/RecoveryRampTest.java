package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecoveryRampTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final RecoveryRamp ramp = new RecoveryRamp(RecoveryRamp.DEFAULT_RUNS_PER_SECOND);

    @Test
    void onTime_isNotDelayedAndTakesNoSlot() {
        for (int i = 0; i < 1_000; i++) {
            Instant due = NOW.minusMillis(i * 10L);
            assertThat(ramp.slot(due, NOW, NOW)).isEqualTo(due);
        }
        assertThat(ramp.slot(NOW.plusSeconds(60), NOW, NOW)).isEqualTo(NOW.plusSeconds(60));
        assertThat(ramp.slot(NOW.minusSeconds(60), NOW, NOW)).isEqualTo(NOW);
    }

    @Test
    void lateFires_areSpreadAndNeverABurst() {
        for (int rate : new int[] {1, 3, 7, 50, 10_000}) {
            Random random = new Random(rate);
            RecoveryRamp other = new RecoveryRamp(rate);
            List<Instant> slots = new ArrayList<>();
            Instant now = NOW;
            for (int i = 0; i < 3_000; i++) {
                now = random.nextInt(500) == 0 ? now.plusSeconds(600) : now.plusMillis(random.nextInt(3));
                Instant slot = other.slot(now.minusSeconds(3_600), now, now);
                assertThat(slot).isAfterOrEqualTo(now);
                slots.add(slot);
                if (i >= rate) {
                    assertThat(Duration.between(slots.get(i - rate), slot))
                            .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
                }
            }
        }
    }

    @Test
    void backlog_isDoneAtTheRate() {
        Instant last = NOW;
        for (int i = 0; i < 100_000; i++) {
            last = ramp.slot(NOW.minusSeconds(3_600), NOW, NOW);
        }
        assertThat(Duration.between(NOW, last))
                .isEqualTo(Duration.ofSeconds(2_000).minusMillis(20));
    }

    @Test
    void clockThatStepsBack_takesTheQueueWithIt() {
        for (int i = 0; i < 100; i++) {
            ramp.slot(NOW.minusSeconds(3_600), NOW, NOW);
        }
        Instant back = NOW.minus(Duration.ofDays(365));
        assertThat(ramp.slot(back.minusSeconds(60), back, back)).isEqualTo(back.plusSeconds(2));
    }

    @Test
    void nonsense_isRefused() {
        assertThatThrownBy(() -> new RecoveryRamp(0)).hasMessageContaining("runsPerSecond must be 1 to 10000");
    }

    @Test
    void whatWasOnTimeWhenFiringBegan_isNotLate_howeverLongItTakes() {
        RecoveryRamp ramp = new RecoveryRamp(1);
        Instant due = NOW.minusSeconds(9);
        for (int second = 0; second < 60; second++) {
            assertThat(ramp.slot(due, NOW, NOW.plusSeconds(second))).isEqualTo(due);
        }
    }
}
