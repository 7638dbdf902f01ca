package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class IntervalTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int SCHEDULES = 100_000;

    /** The value that chi-square with 99 degrees of freedom exceeds once in a thousand. */
    private static final double CRITICAL = 148.23;

    @Test
    void manySchedules_spreadEvenlyOverTheInterval() {
        Random random = new Random(7);
        assertThat(chiSquare(Duration.ofMinutes(15), i -> "schedule-" + i)).isLessThan(CRITICAL);
        assertThat(chiSquare(Duration.ofHours(1), i -> String.valueOf(i))).isLessThan(CRITICAL);
        assertThat(chiSquare(Duration.ofHours(24), i -> new UUID(0x0192_0000_0000_7000L + i, i).toString()))
                .isLessThan(CRITICAL);
        assertThat(chiSquare(Duration.ofMinutes(15), i -> new UUID(random.nextLong(), random.nextLong()).toString()))
                .isLessThan(CRITICAL);
    }

    @Test
    void fires_lieOnAGridThatDoesNotDependOnWhenOneAsks() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            Trigger.Interval interval = Trigger.every(Duration.ofMillis(1 + random.nextInt(100_000_000)));
            ScheduleId id = ScheduleId.of("s" + random.nextInt());
            Instant after = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            Instant next = interval.nextAfter(id, after).orElseThrow();
            assertThat(next)
                    .isAfter(after)
                    .isBeforeOrEqualTo(max(after, Instant.EPOCH).plus(interval.interval()));
            assertThat(interval.nextAfter(id, next)).contains(next.plus(interval.interval()));
            assertThat(interval.nextAfter(id, next.minusNanos(1))).contains(next);
        }
    }

    @Test
    void phase_isTheSameForever() {
        // Rows of stored fire times depend on these; a change moves every schedule of every host.
        Trigger.Interval interval = Trigger.every(Duration.ofMinutes(15));
        assertThat(interval.preview(ScheduleId.of("schedule-1"), NOW, 2))
                .containsExactly(Instant.parse("2026-11-22T10:08:16.446Z"), Instant.parse("2026-11-22T10:23:16.446Z"));
        assertThat(IntervalGrid.hash("schedule-1")).isEqualTo(7634962519834096446L);
    }

    @Test
    void badIntervals_areRefused() {
        assertThat(faults(Duration.ZERO)).containsExactly("interval must be more than zero, was PT0S");
        assertThat(faults(Duration.ofMinutes(-5))).containsExactly("interval must be more than zero, was PT-5M");
        assertThat(faults(Duration.ofNanos(90_000_000_001L)))
                .singleElement()
                .asString()
                .contains("milliseconds");
        assertThat(faults(Duration.ofSeconds(59)))
                .singleElement()
                .asString()
                .contains("below the shortest allowed, PT1M");
        assertThat(faults(Duration.ofDays(32))).singleElement().asString().contains("above the longest allowed");
        assertThat(faults(Duration.ofSeconds(Long.MAX_VALUE))).isNotEmpty();
        assertThat(faults(Duration.ofMinutes(1))).isEmpty();
        assertThat(faults(Duration.ofDays(31))).isEmpty();
    }

    private static List<String> faults(Duration interval) {
        return Trigger.every(interval).faults(ScheduleBounds.DEFAULT);
    }

    private static double chiSquare(Duration interval, IntFunction<String> id) {
        Trigger.Interval trigger = Trigger.every(interval);
        int[] buckets = new int[100];
        for (int i = 0; i < SCHEDULES; i++) {
            Instant next = trigger.nextAfter(ScheduleId.of(id.apply(i)), NOW).orElseThrow();
            long wait = Duration.between(NOW, next).toMillis() - 1;
            buckets[(int) (wait * buckets.length / interval.toMillis())]++;
        }
        double expected = (double) SCHEDULES / buckets.length;
        double sum = 0;
        for (int count : buckets) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
