package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.pacing.BreakerPermission.Allowed;
import dev.calsync.pacing.BreakerPermission.Probe;
import dev.calsync.pacing.BreakerPermission.Refused;
import dev.calsync.pacing.CircuitBreaker.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final BreakerPolicy POLICY = BreakerPolicy.DEFAULT;

    @Test
    void closed_allowsAndStaysTheSameWhileAllGoesWell() {
        CircuitBreaker breaker = CircuitBreaker.closed();
        assertThat(breaker.allows(POLICY, NOW)).isEqualTo(new Allowed(breaker));
        assertThat(breaker.succeeded(0, POLICY, NOW)).isSameAs(breaker);
        assertThat(breaker.abandoned(0, NOW)).isSameAs(breaker);
    }

    @Test
    void failuresInARow_open() {
        CircuitBreaker breaker = CircuitBreaker.closed();
        for (int i = 0; i < 4; i++) {
            breaker = breaker.failed(0, POLICY, NOW);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }
        assertThat(breaker.succeeded(0, POLICY, NOW).failed(0, POLICY, NOW).state())
                .isEqualTo(State.CLOSED);
        breaker = breaker.failed(0, POLICY, NOW);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.allows(POLICY, NOW)).isEqualTo(new Refused(breaker, NOW.plusSeconds(30)));
        assertThat(breaker.allows(POLICY, NOW.plusSeconds(30).minusNanos(1))).isInstanceOf(Refused.class);
    }

    @Test
    void shareOfFailures_opensOnceThereAreEnoughCalls() {
        CircuitBreaker breaker = CircuitBreaker.closed();
        int calls = 0;
        while (breaker.state() == State.CLOSED) {
            breaker = calls++ % 2 == 0 ? breaker.failed(0, POLICY, NOW) : breaker.succeeded(0, POLICY, NOW);
            assertThat(calls).isLessThan(50);
        }
        // The twentieth call is a success; the breaker opens with the next failure.
        assertThat(calls).isEqualTo(21);
    }

    @Test
    void failuresLongAgo_doNotCount() {
        CircuitBreaker breaker = CircuitBreaker.closed();
        for (int i = 0; i < 400; i++) {
            Instant now = NOW.plusSeconds(10L * i);
            breaker = breaker.failed(0, POLICY, now).succeeded(0, POLICY, now);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
            long counted = (long) breaker.tally().calls() + breaker.tally().earlierCalls();
            assertThat(counted).isLessThanOrEqualTo(14);
        }
        CircuitBreaker healthy = breaker.succeeded(0, POLICY, NOW.plusSeconds(5_000));
        assertThat(healthy).isEqualTo(CircuitBreaker.closed());
    }

    @Test
    void probe_isExactlyOne() {
        CircuitBreaker open = opened();
        Probe probe = (Probe) open.allows(POLICY, NOW.plusSeconds(30));
        assertThat(probe.breaker().state()).isEqualTo(State.HALF_OPEN);
        assertThat(probe.breaker().allows(POLICY, NOW.plusSeconds(31)))
                .isEqualTo(new Refused(probe.breaker(), NOW.plusSeconds(150)));
    }

    @Test
    void probeThatSucceeds_closes() {
        Probe probe = (Probe) opened().allows(POLICY, NOW.plusSeconds(30));
        CircuitBreaker closed = probe.breaker().succeeded(probe.ticket(), POLICY, NOW.plusSeconds(31));
        assertThat(closed.state()).isEqualTo(State.CLOSED);
        assertThat(closed.openings()).isZero();
        assertThat(closed.allows(POLICY, NOW.plusSeconds(31))).isInstanceOf(Allowed.class);
    }

    @Test
    void probesThatFail_openLongerUpToTheCap() {
        CircuitBreaker breaker = opened();
        Instant now = NOW;
        for (long seconds : new long[] {60, 120, 240, 480, 900, 900, 900}) {
            now = breaker.until();
            Probe probe = (Probe) breaker.allows(POLICY, now);
            breaker = probe.breaker().failed(probe.ticket(), POLICY, now);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
            assertThat(breaker.until()).isEqualTo(now.plusSeconds(seconds));
        }
        for (int i = 0; i < 100; i++) {
            Probe probe = (Probe) breaker.allows(POLICY, breaker.until());
            breaker = probe.breaker().failed(probe.ticket(), POLICY, breaker.until());
        }
        assertThat(breaker.openings()).isEqualTo(64);
    }

    @Test
    void probeThatNeverAnswers_expiresAndItsLateAnswerCountsForNothing() {
        Probe lost = (Probe) opened().allows(POLICY, NOW.plusSeconds(30));
        Instant expired = NOW.plusSeconds(150);
        assertThat(lost.breaker().allows(POLICY, expired.minusNanos(1))).isInstanceOf(Refused.class);
        Probe next = (Probe) lost.breaker().allows(POLICY, expired);
        assertThat(next.ticket()).isNotEqualTo(lost.ticket());
        assertThat(next.breaker().failed(lost.ticket(), POLICY, expired)).isSameAs(next.breaker());
        assertThat(next.breaker().succeeded(lost.ticket(), POLICY, expired)).isSameAs(next.breaker());
    }

    @Test
    void probeGivenBack_goesToTheNext() {
        Probe probe = (Probe) opened().allows(POLICY, NOW.plusSeconds(30));
        CircuitBreaker open = probe.breaker().abandoned(probe.ticket(), NOW.plusSeconds(40));
        assertThat(open.state()).isEqualTo(State.OPEN);
        assertThat(open.openings()).isEqualTo(1);
        assertThat(open.allows(POLICY, NOW.plusSeconds(40))).isInstanceOf(Probe.class);
    }

    @Test
    void reportsFromBeforeItOpened_changeNothing() {
        CircuitBreaker open = opened();
        assertThat(open.succeeded(0, POLICY, NOW)).isSameAs(open);
        assertThat(open.failed(0, POLICY, NOW)).isSameAs(open);
        assertThat(open.failed(open.epoch(), POLICY, NOW)).isSameAs(open);
        Probe probe = (Probe) open.allows(POLICY, NOW.plusSeconds(30));
        assertThat(probe.breaker().succeeded(0, POLICY, NOW.plusSeconds(31))).isSameAs(probe.breaker());
    }

    @Test
    void clockThatStepsBack_locksNoLongerThanOneOpenTime() {
        CircuitBreaker open = opened();
        Instant back = NOW.minus(Duration.ofDays(365));
        Refused refused = (Refused) open.allows(POLICY, back);
        assertThat(refused.until()).isEqualTo(back.plusSeconds(30));
        assertThat(refused.breaker().allows(POLICY, back.plusSeconds(30))).isInstanceOf(Probe.class);
        Probe probe = (Probe) open.allows(POLICY, NOW.plusSeconds(30));
        Refused waiting = (Refused) probe.breaker().allows(POLICY, back);
        assertThat(waiting.breaker().allows(POLICY, back.plusSeconds(120))).isInstanceOf(Probe.class);
        CircuitBreaker failing = CircuitBreaker.closed().failed(0, POLICY, NOW).failed(0, POLICY, back);
        assertThat(failing.tally().failures()).isEqualTo(2);
    }

    @Test
    void plannedWork_isSpreadEvenlyAndStays() {
        int[] tenths = new int[10];
        for (long key = 0; key < 10_000; key++) {
            Instant planned = POLICY.plannedAt(NOW, key);
            assertThat(planned).isEqualTo(POLICY.plannedAt(NOW, key)).isBetween(NOW, NOW.plusSeconds(60));
            tenths[(int) (Duration.between(NOW, planned).toMillis() / 6_000)]++;
        }
        for (int count : tenths) {
            assertThat(count).isBetween(850, 1_150);
        }
    }

    @Test
    void randomWalk_hasAtMostOneProbeThatCounts() {
        BreakerPolicy quick = new BreakerPolicy(
                3,
                50,
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ZERO);
        Map<String, Integer> moves = new HashMap<>();
        for (int seed = 0; seed < 200; seed++) {
            new Walk(seed, quick, moves).run(500);
        }
        assertThat(moves)
                .containsOnlyKeys(
                        "CLOSED→OPEN",
                        "OPEN→HALF_OPEN",
                        "HALF_OPEN→CLOSED",
                        "HALF_OPEN→OPEN",
                        "HALF_OPEN→HALF_OPEN expired",
                        "late report");
        assertThat(moves.values()).allSatisfy(count -> assertThat(count).isGreaterThan(100));
    }

    @Test
    void policy_namesAllFaultsTogether() {
        Duration no = Duration.ZERO;
        assertThatThrownBy(() -> new BreakerPolicy(0, 101, 0, no, no, Duration.ofDays(2), no, Duration.ofDays(1)))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults()).hasSize(8));
        assertThatThrownBy(() -> new CallTally(NOW, 1, 2, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CircuitBreaker opened() {
        CircuitBreaker breaker = CircuitBreaker.closed();
        for (int i = 0; i < 5; i++) {
            breaker = breaker.failed(0, POLICY, NOW);
        }
        return breaker;
    }

    /** Callers that come, go, answer late or never, over one shared breaker. */
    private static final class Walk {
        private final Random random;
        private final BreakerPolicy policy;
        private final Map<String, Integer> moves;
        private final List<Long> underWay = new ArrayList<>();
        private CircuitBreaker breaker = CircuitBreaker.closed();
        private Instant now = NOW;
        private Instant probeExpires = Instant.MIN;
        private boolean probing;

        Walk(int seed, BreakerPolicy policy, Map<String, Integer> moves) {
            this.random = new Random(seed);
            this.policy = policy;
            this.moves = moves;
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                now = now.plusMillis(random.nextInt(1_500));
                if (underWay.isEmpty() || random.nextInt(3) > 0) {
                    ask();
                } else {
                    answer(underWay.remove(random.nextInt(underWay.size())));
                }
            }
        }

        private void ask() {
            BreakerPermission permission = breaker.allows(policy, now);
            if (permission instanceof Probe) {
                // No other probe may be waited for.
                assertThat(probing && now.isBefore(probeExpires)).isFalse();
                count(probing ? "HALF_OPEN→HALF_OPEN expired" : "OPEN→HALF_OPEN");
                probing = true;
                probeExpires = now.plus(policy.probeTimeout());
            } else if (permission instanceof Allowed) {
                assertThat(breaker.state()).isEqualTo(State.CLOSED);
            } else {
                assertThat(breaker.state()).isNotEqualTo(State.CLOSED);
                assertThat(((Refused) permission).until()).isAfter(now);
            }
            breaker = permission.breaker();
            if (!(permission instanceof Refused) && underWay.size() < 8) {
                underWay.add(permission.ticket());
            }
        }

        private void answer(long ticket) {
            CircuitBreaker before = breaker;
            int fate = random.nextInt(10);
            if (fate < 4) {
                breaker = breaker.succeeded(ticket, policy, now);
            } else if (fate < 9) {
                breaker = breaker.failed(ticket, policy, now);
            } else {
                breaker = breaker.abandoned(ticket, now);
            }
            if (ticket != before.epoch()) {
                assertThat(breaker).isSameAs(before);
                count("late report");
            } else if (before.state() != breaker.state()) {
                assertThat(breaker.epoch()).isEqualTo(before.epoch() + 1);
                probing = false;
                count(before.state() + "→" + breaker.state());
            }
        }

        private void count(String move) {
            moves.merge(move, 1, Integer::sum);
        }
    }
}
