package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.pacing.TokenBucket.Granted;
import dev.calsync.pacing.TokenBucket.Take;
import dev.calsync.pacing.TokenBucket.Wait;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final PermitRate TEN_A_SECOND = new PermitRate(10, Duration.ofSeconds(1), 20, false);

    @Test
    void fullBucket_grantsItsBurstAndThenItsRate() {
        TokenBucket bucket = granted(TokenBucket.full(TEN_A_SECOND, NOW).take(20, NOW), 20);
        Wait wait = (Wait) bucket.take(1, NOW);
        assertThat(wait.until()).isEqualTo(NOW.plusMillis(100));
        assertThat(((Wait) bucket.take(20, NOW)).until()).isEqualTo(NOW.plusSeconds(2));
        bucket = granted(wait.bucket().take(1, NOW.plusMillis(100)), 1);
        assertThat(bucket.take(1, NOW.plusMillis(199))).isInstanceOf(Wait.class);
        assertThat(granted(bucket.take(20, NOW.plusSeconds(1_000_000_000)), 20).level())
                .isZero();
    }

    @Test
    void takeUpTo_givesWhatThereIs() {
        TokenBucket bucket = granted(TokenBucket.full(TEN_A_SECOND, NOW).takeUpTo(15, NOW), 15);
        bucket = granted(bucket.takeUpTo(15, NOW), 5);
        assertThat(((Wait) bucket.takeUpTo(15, NOW)).until()).isEqualTo(NOW.plusMillis(1_500));
        assertThat(((Wait) bucket.takeUpTo(1_000, NOW)).until()).isEqualTo(NOW.plusSeconds(2));
        granted(bucket.takeUpTo(15, NOW.plusMillis(100)), 1);
        granted(bucket.takeUpTo(1_000, NOW.plusSeconds(60)), 20);
    }

    @Test
    void refill_agreesWithAnOracleThatCountsSeconds() {
        Random random = new Random(20261122);
        int grants = 0;
        int waits = 0;
        for (int round = 0; round < 300; round++) {
            int perSeconds = 1 + random.nextInt(90);
            PermitRate rate = new PermitRate(
                    1 + random.nextInt(200), Duration.ofSeconds(perSeconds), 1 + random.nextInt(50), false);
            TokenBucket bucket = TokenBucket.full(rate, NOW);
            Oracle oracle = new Oracle(rate.permits(), perSeconds, rate.burst());
            for (int step = 0; step < 60; step++) {
                oracle.tick(random.nextInt(40));
                Instant now = NOW.plusSeconds(oracle.second);
                if (random.nextInt(8) == 0) {
                    int hold = 1 + random.nextInt(60);
                    oracle.throttled(hold);
                    bucket = bucket.throttled(now, now.plusSeconds(hold));
                }
                long permits = 1L + random.nextInt((int) rate.burst());
                Take take = bucket.take(permits, now);
                bucket = take.bucket();
                assertThat(take instanceof Granted).isEqualTo(oracle.take(permits));
                grants += take instanceof Granted ? 1 : 0;
                waits += take instanceof Granted ? 0 : 1;
                if (take instanceof Wait wait) {
                    granted(bucket.take(permits, wait.until()), permits);
                    assertThat(bucket.take(permits, wait.until().minusNanos(1_000)))
                            .isInstanceOf(Wait.class);
                }
            }
        }
        assertThat(grants).isGreaterThan(1_000);
        assertThat(waits).isGreaterThan(1_000);
    }

    @Test
    void howOftenItIsAsked_changesNothing() {
        Random random = new Random(7);
        PermitRate rate = new PermitRate(7, Duration.ofSeconds(13), 900, false);
        TokenBucket empty = granted(TokenBucket.full(rate, NOW).take(900, NOW), 900);
        TokenBucket throttled = empty.throttled(NOW, NOW.plusSeconds(3));
        for (TokenBucket start : new TokenBucket[] {empty, throttled}) {
            TokenBucket asked = start;
            Instant now = NOW;
            for (int i = 0; i < 20_000; i++) {
                now = now.plusNanos(random.nextInt(50_000_000));
                asked = asked.take(900, now).bucket();
            }
            assertThat(asked).isEqualTo(start.take(900, now).bucket());
            assertThat(asked.level()).isPositive();
        }
    }

    @Test
    void throttled_holdsThenStartsAtHalfAndRecoversBySixteenths() {
        TokenBucket bucket = TokenBucket.full(TEN_A_SECOND, NOW).throttled(NOW, NOW.plusSeconds(60));
        assertThat(bucket.take(1, NOW.plusSeconds(60).minusNanos(1))).isInstanceOf(Wait.class);
        assertThat(((Wait) bucket.take(1, NOW)).until()).isEqualTo(NOW.plusMillis(60_200));
        Instant time = NOW.plusSeconds(60);
        for (int sixteenths = 8; sixteenths <= 18; sixteenths++) {
            // A second in the middle of each step, from an empty bucket.
            time = time.plusSeconds(15);
            bucket = ((Granted) bucket.takeUpTo(20, time)).bucket();
            TokenBucket emptied = new TokenBucket(TEN_A_SECOND, 0, time, bucket.heldUntil(), bucket.sixteenths());
            long expected = Math.min(16, sixteenths) * TEN_A_SECOND.weight() * 10 / 16;
            Wait wait = (Wait) emptied.take(20, time.plusSeconds(1));
            assertThat(wait.bucket().level()).isEqualTo(expected);
            time = time.plusSeconds(15);
        }
        assertThat(bucket.sixteenths()).isEqualTo(16);
    }

    @Test
    void throttledAgain_halvesOnceForEachHold() {
        TokenBucket bucket = TokenBucket.full(TEN_A_SECOND, NOW).throttled(NOW, NOW.plusSeconds(10));
        bucket = bucket.throttled(NOW.plusSeconds(1), NOW.plusSeconds(20)).throttled(NOW.plusSeconds(2), NOW);
        assertThat(bucket.sixteenths()).isEqualTo(8);
        assertThat(bucket.heldUntil()).isEqualTo(NOW.plusSeconds(20));
        Instant time = NOW;
        for (int sixteenths : new int[] {4, 2, 1, 1}) {
            time = time.plusSeconds(25);
            bucket = bucket.throttled(time, time.plusSeconds(1));
            assertThat(bucket.sixteenths()).isEqualTo(sixteenths);
        }
        assertThat(bucket.take(1, time.plusSeconds(10))).isInstanceOf(Granted.class);
    }

    @Test
    void holdThatTheProviderNamed_isBounded() {
        TokenBucket bucket = TokenBucket.full(TEN_A_SECOND, NOW);
        assertThat(bucket.throttled(NOW, Instant.MAX).heldUntil()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(bucket.throttled(NOW, Instant.MIN).heldUntil()).isEqualTo(NOW.plusSeconds(1));
        assertThat(bucket.throttled(NOW, NOW.plusSeconds(5).plusNanos(1)).heldUntil())
                .isEqualTo(NOW.plusSeconds(5).plusNanos(1_000));
    }

    @Test
    void rateOnlyWhenThrottled_isFreeBeforeAndAfter() {
        PermitRate rate = PermitRate.whenThrottled(10, Duration.ofSeconds(1), 20);
        TokenBucket bucket = TokenBucket.full(rate, NOW);
        for (int i = 0; i < 100; i++) {
            bucket = granted(bucket.takeUpTo(20, NOW), 20);
        }
        bucket = bucket.throttled(NOW, NOW.plusSeconds(60));
        assertThat(bucket.takeUpTo(20, NOW.plusSeconds(59))).isInstanceOf(Wait.class);
        bucket = granted(bucket.takeUpTo(20, NOW.plusSeconds(61)), 5);
        Instant recovered = NOW.plusSeconds(60 + 240);
        bucket = granted(bucket.takeUpTo(20, recovered.minusMillis(1)), 20);
        assertThat(bucket.take(20, recovered.minusMillis(1)))
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.until()).isEqualTo(recovered));
        for (int i = 0; i < 100; i++) {
            bucket = granted(bucket.takeUpTo(20, recovered), 20);
        }
    }

    @Test
    void clockThatStepsBackALittle_mintsNothing() {
        Random random = new Random(3);
        TokenBucket bucket = granted(TokenBucket.full(TEN_A_SECOND, NOW).take(20, NOW), 20);
        long taken = 0;
        Instant latest = NOW;
        for (int i = 0; i < 10_000; i++) {
            Instant now = latest.plusMillis(random.nextBoolean() ? random.nextInt(30) : -random.nextInt(60_000));
            latest = now.isAfter(latest) ? now : latest;
            Take take = bucket.takeUpTo(3, now);
            bucket = take.bucket();
            taken += take instanceof Granted granted ? granted.permits() : 0;
            assertThat(taken).isLessThanOrEqualTo(Duration.between(NOW, latest).toMillis() / 100);
        }
        assertThat(taken).isPositive();
    }

    @Test
    void clockThatStepsBackFar_neitherMintsNorLocks() {
        Instant wrong = NOW.plus(Duration.ofDays(365));
        TokenBucket bucket = granted(TokenBucket.full(TEN_A_SECOND, wrong).take(20, wrong), 20);
        Wait wait = (Wait) bucket.take(1, NOW);
        assertThat(wait.until()).isEqualTo(NOW.plusMillis(100));
        granted(wait.bucket().take(1, NOW.plusMillis(100)), 1);

        TokenBucket held = bucket.throttled(wrong, wrong.plusSeconds(600));
        Wait hold = (Wait) held.take(1, NOW);
        assertThat(hold.bucket().heldUntil()).isEqualTo(NOW.plusSeconds(600));
        assertThat(hold.until()).isEqualTo(NOW.plusMillis(600_200));
    }

    @Test
    void stepBackIntoAHold_grantsNothing() {
        TokenBucket bucket = TokenBucket.full(TEN_A_SECOND, NOW).throttled(NOW, NOW.plusSeconds(10));
        bucket = granted(bucket.take(1, NOW.plusSeconds(11)), 1);
        assertThat(bucket.take(1, NOW.plusSeconds(9)))
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.until()).isAfterOrEqualTo(NOW.plusSeconds(10)));
    }

    @Test
    void otherRate_keepsWholePermitsAndTheHold() {
        TokenBucket bucket = granted(TokenBucket.full(TEN_A_SECOND, NOW).take(8, NOW), 8);
        PermitRate wider = new PermitRate(600, Duration.ofMinutes(1), 100, false);
        assertThat(bucket.withRate(wider, NOW).level()).isEqualTo(12 * wider.weight());
        PermitRate narrower = new PermitRate(1, Duration.ofMinutes(1), 5, false);
        TokenBucket narrowed = bucket.throttled(NOW, NOW.plusSeconds(9)).withRate(narrower, NOW);
        assertThat(narrowed.heldUntil()).isEqualTo(NOW.plusSeconds(9));
        assertThat(bucket.withRate(narrower, NOW).level()).isEqualTo(narrower.capacity());
        assertThat(bucket.withRate(TEN_A_SECOND, NOW)).isSameAs(bucket);
    }

    @Test
    void largestRate_doesNotOverflow() {
        PermitRate rate = new PermitRate(1_000_000_000, Duration.ofDays(2), 1_000_000, false);
        TokenBucket bucket = granted(TokenBucket.full(rate, Instant.MIN).take(1_000_000, NOW), 1_000_000);
        bucket = granted(bucket.take(1_000_000, Instant.MAX), 1_000_000);
        assertThat(bucket.take(1, NOW)).isInstanceOf(Wait.class);
        PermitRate slowest = new PermitRate(1, Duration.ofDays(2), 1_000_000, false);
        bucket = granted(TokenBucket.full(slowest, NOW).take(1_000_000, NOW), 1_000_000);
        assertThat(((Wait) bucket.take(1_000_000, NOW)).until()).isEqualTo(NOW.plus(Duration.ofDays(2_000_000)));
    }

    @Test
    void components_bringTheBucketBack() {
        Instant odd = NOW.plusNanos(123_456_789);
        TokenBucket bucket = TokenBucket.full(TEN_A_SECOND, odd).throttled(odd, odd.plusSeconds(3));
        assertThat(bucket.at()).isEqualTo(NOW.plusNanos(123_456_000));
        assertThat(new TokenBucket(bucket.rate(), bucket.level(), bucket.at(), bucket.heldUntil(), bucket.sixteenths()))
                .isEqualTo(bucket);
    }

    @Test
    void nonsense_isRefused() {
        TokenBucket bucket = TokenBucket.full(TEN_A_SECOND, NOW);
        assertThatThrownBy(() -> bucket.take(21, NOW)).hasMessageContaining("burst 20");
        assertThatThrownBy(() -> bucket.takeUpTo(0, NOW)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenBucket(TEN_A_SECOND, -1, NOW, NOW, 16))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenBucket(TEN_A_SECOND, 0, NOW, NOW, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PermitRate(0, Duration.ofNanos(1), 0, false))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults()).hasSize(3));
        assertThatThrownBy(() -> PermitRate.within(10, Duration.ofMinutes(1), 10))
                .hasMessageContaining("less than the limit");
    }

    private static TokenBucket granted(Take take, long permits) {
        assertThat(take).isInstanceOf(Granted.class);
        assertThat(((Granted) take).permits()).isEqualTo(permits);
        return take.bucket();
    }

    /** Counts second by second, in sixteenths of a permit's share of a second, with no other arithmetic than adding. */
    private static final class Oracle {
        private final long permits;
        private final BigInteger permit;
        private final BigInteger brim;
        private BigInteger level;
        private long second;
        private long heldUntil;
        private int share = 16;

        Oracle(long permits, int perSeconds, long burst) {
            this.permits = permits;
            this.permit = BigInteger.valueOf(16L * perSeconds);
            this.brim = permit.multiply(BigInteger.valueOf(burst));
            this.level = brim;
        }

        void tick(int seconds) {
            for (int i = 0; i < seconds; i++) {
                if (second >= heldUntil) {
                    level = level.add(BigInteger.valueOf(permits * shareNow())).min(brim);
                }
                second++;
            }
        }

        void throttled(int seconds) {
            if (second >= heldUntil) {
                share = Math.max(1, shareNow() / 2);
                heldUntil = second + seconds;
                level = BigInteger.ZERO;
            } else {
                heldUntil = Math.max(heldUntil, second + seconds);
            }
        }

        boolean take(long count) {
            BigInteger rest = level.subtract(permit.multiply(BigInteger.valueOf(count)));
            if (second < heldUntil || rest.signum() < 0) {
                return false;
            }
            level = rest;
            return true;
        }

        private int shareNow() {
            return (int) Math.min(16, share + (second - heldUntil) / 30);
        }
    }
}
