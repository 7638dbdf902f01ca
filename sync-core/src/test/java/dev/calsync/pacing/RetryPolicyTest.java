package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.system.RandomSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final RandomSource NO_JITTER = () -> 0;
    private static final RandomSource MOST_JITTER = () -> -1;
    private static final RetryPolicy POLICY = RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(15))
            .withMaxRetries(8);

    @Test
    void delays_doubleUpToTheCap() {
        assertThat(POLICY.delay(1, NO_JITTER)).isEqualTo(Duration.ofSeconds(2));
        assertThat(POLICY.delay(2, NO_JITTER)).isEqualTo(Duration.ofSeconds(4));
        assertThat(POLICY.delay(9, NO_JITTER)).isEqualTo(Duration.ofSeconds(512));
        assertThat(POLICY.delay(10, NO_JITTER)).isEqualTo(Duration.ofMinutes(15));
        assertThat(POLICY.delay(Integer.MAX_VALUE, NO_JITTER)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void jitter_isAddedAndNeverTakenAway() {
        RandomSource random = RandomSource.seeded(1);
        for (int attempt = 1; attempt < 40; attempt++) {
            Duration least = POLICY.delay(attempt, NO_JITTER);
            Set<Duration> seen = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Duration delay = POLICY.delay(attempt, random);
                assertThat(delay).isBetween(least, least.plus(least.dividedBy(4)));
                seen.add(delay);
            }
            assertThat(seen).hasSizeGreaterThan(90);
        }
        assertThat(POLICY.withJitter(1).delay(20, MOST_JITTER)).isLessThanOrEqualTo(Duration.ofMinutes(30));
        assertThat(POLICY.withJitter(0).delay(3, MOST_JITTER)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void nextAttempt_isNeverBeforeTheHint() {
        Instant hint = NOW.plus(Duration.ofHours(2));
        assertThat(POLICY.nextAttempt(NOW, 1, Optional.of(hint), NO_JITTER)).isEqualTo(hint);
        assertThat(POLICY.nextAttempt(NOW, 1, Optional.of(hint), MOST_JITTER)).isBetween(hint, hint.plusMillis(500));
        assertThat(POLICY.nextAttempt(NOW, 1, Optional.of(NOW.minusSeconds(5)), NO_JITTER))
                .isEqualTo(NOW.plusSeconds(2));
        assertThat(POLICY.nextAttempt(NOW, 2, Optional.empty(), NO_JITTER)).isEqualTo(NOW.plusSeconds(4));
        assertThat(POLICY.nextAttempt(Instant.MAX, 2, Optional.of(Instant.MAX), MOST_JITTER))
                .isEqualTo(Instant.MAX);
    }

    @Test
    void retries_areCounted() {
        assertThat(POLICY.allowsRetry(0)).isTrue();
        assertThat(POLICY.allowsRetry(7)).isTrue();
        assertThat(POLICY.allowsRetry(8)).isFalse();
        assertThat(RetryPolicy.never().allowsRetry(0)).isFalse();
        assertThat(RetryPolicy.never().faults()).isEmpty();
    }

    @Test
    void validate_namesAllFaultsTogether() {
        RetryPolicy bad = RetryPolicy.exponential(Duration.ZERO, Duration.ofDays(32))
                .withMaxRetries(-1)
                .withJitter(Double.NaN);
        assertThatThrownBy(bad::validate)
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults()).hasSize(4));
        assertThatThrownBy(() -> bad.delay(1, NO_JITTER)).isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> POLICY.delay(0, NO_JITTER)).isInstanceOf(IllegalArgumentException.class);
        assertThat(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofSeconds(1))
                        .faults())
                .hasSize(1);
        assertThat(POLICY.validate()).isSameAs(POLICY);
    }
}
