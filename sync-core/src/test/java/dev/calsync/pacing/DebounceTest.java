package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.pacing.Debounce.Burst;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DebounceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Debounce DEBOUNCE = Debounce.DEFAULT;

    @Test
    void firstHintAfterQuiet_runsAtOnce() {
        Burst first = DEBOUNCE.hint(Optional.empty(), NOW);
        assertThat(first.dueAt()).isEqualTo(NOW);
        assertThat(DEBOUNCE.hint(Optional.of(first), NOW.plusSeconds(2)).dueAt())
                .isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    void hintsInTheWindow_becomeOneRunAfterTheLast() {
        assertThat(runs(List.of(0L, 500L, 1_000L, 2_500L, 4_400L))).containsExactly(0L, 6_400L);
    }

    @Test
    void hintsWithoutEnd_waitNoLongerThanTheMaximum() {
        List<Long> hints = new ArrayList<>();
        for (long at = 0; at <= 90_000; at += 1_000) {
            hints.add(at);
        }
        assertThat(runs(hints)).containsExactly(0L, 31_000L, 61_000L, 91_000L);
    }

    @Test
    void hintRightAfterATrailingRun_waitsForQuiet() {
        // Quiet counts from the run at 3 s, too; otherwise two runs would touch.
        assertThat(runs(List.of(0L, 1_000L, 3_100L))).containsExactly(0L, 3_000L, 5_100L);
    }

    @Test
    void hintAtTheMomentOfARun_isServedAfterIt() {
        assertThat(runs(List.of(0L, 1_000L, 3_000L))).containsExactly(0L, 3_000L, 5_000L);
        assertThat(runs(List.of(0L, 0L))).containsExactly(0L, 2_000L);
    }

    @Test
    void randomHints_areAllServedInTimeByFewRuns() {
        Random random = new Random(20261122);
        for (int round = 0; round < 500; round++) {
            int spacing = 1 + random.nextInt(6_000);
            List<Long> hints = new ArrayList<>();
            long at = 0;
            for (int i = 0; i < 200; i++) {
                at += random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(spacing);
                hints.add(at);
            }
            List<Long> runs = runs(hints);
            for (long hint : hints) {
                assertThat(runs).anyMatch(run -> run >= hint && run <= hint + 30_000);
            }
            for (int i = 1; i < runs.size(); i++) {
                assertThat(runs.get(i) - runs.get(i - 1)).isGreaterThanOrEqualTo(2_000);
            }
            assertThat(runs).hasSizeLessThanOrEqualTo(hints.size());
        }
    }

    @Test
    void clockThatStepsBack_delaysNoHintBeyondTheMaximum() {
        Random random = new Random(5);
        Optional<Burst> known = Optional.empty();
        for (int i = 0; i < 10_000; i++) {
            Instant now = NOW.plusMillis(random.nextInt(200_000));
            Burst burst = DEBOUNCE.hint(known, now);
            assertThat(burst.dueAt()).isBetween(now, now.plusSeconds(30));
            known = Optional.of(burst);
        }
    }

    @Test
    void nonsense_isRefused() {
        assertThatThrownBy(() -> new Debounce(Duration.ZERO, Duration.ofHours(2)))
                .hasMessageContaining("quiet must be")
                .hasMessageContaining("maxWait must be");
    }

    /** When runs happen, in milliseconds, if hints come at these. */
    private static List<Long> runs(List<Long> hints) {
        List<Long> runs = new ArrayList<>();
        Optional<Burst> known = Optional.empty();
        Optional<Instant> planned = Optional.empty();
        for (long hint : hints) {
            Instant now = NOW.plusMillis(hint);
            if (planned.isPresent() && !planned.get().isAfter(now)) {
                runs.add(Duration.between(NOW, planned.get()).toMillis());
            }
            Burst burst = DEBOUNCE.hint(known, now);
            assertThat(burst.dueAt()).isBetween(now, burst.firstUnserved().plusSeconds(30));
            known = Optional.of(burst);
            planned = Optional.of(burst.dueAt());
        }
        planned.ifPresent(last -> runs.add(Duration.between(NOW, last).toMillis()));
        return runs;
    }
}
