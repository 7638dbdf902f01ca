package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.pacing.CallLimit.Allowed;
import dev.calsync.pacing.CallLimit.Answer;
import dev.calsync.pacing.CallLimit.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void oneTooMany_isToldWhen() {
        List<Instant> recent = List.of();
        for (int i = 0; i < 6; i++) {
            Answer answer = CallLimit.DEFAULT.ask(recent, NOW.plusSeconds(i));
            assertThat(answer).isInstanceOf(Allowed.class);
            recent = answer.recent();
        }
        Answer refused = CallLimit.DEFAULT.ask(recent, NOW.plusSeconds(30));
        assertThat(refused).isEqualTo(new Refused(recent, NOW.plusSeconds(60)));
        assertThat(CallLimit.DEFAULT.ask(recent, NOW.plusSeconds(60).minusNanos(1)))
                .isInstanceOf(Refused.class);
        Answer allowed = CallLimit.DEFAULT.ask(recent, NOW.plusSeconds(60));
        assertThat(allowed).isInstanceOf(Allowed.class);
        assertThat(allowed.recent()).hasSize(6).doesNotContain(NOW);
    }

    @Test
    void randomCalls_keepTheLimitInEverySpanAndAreNotRefusedBelowIt() {
        Random random = new Random(11);
        int refusals = 0;
        for (int round = 0; round < 100; round++) {
            CallLimit limit = new CallLimit(1 + random.nextInt(8), Duration.ofSeconds(1 + random.nextInt(60)));
            List<Instant> allowed = new ArrayList<>();
            List<Instant> recent = List.of();
            Instant now = NOW;
            for (int i = 0; i < 200; i++) {
                now = now.plusMillis(random.nextInt(8_000));
                Instant start = now.minus(limit.per());
                long inSpan =
                        allowed.stream().filter(call -> call.isAfter(start)).count();
                Answer answer = limit.ask(recent, now);
                assertThat(answer instanceof Allowed).isEqualTo(inSpan < limit.calls());
                assertThat(answer.recent()).hasSizeLessThanOrEqualTo(limit.calls());
                recent = answer.recent();
                if (answer instanceof Refused refused) {
                    refusals++;
                    assertThat(refused.nextAllowedAt()).isAfter(now);
                    assertThat(limit.ask(recent, refused.nextAllowedAt())).isInstanceOf(Allowed.class);
                } else {
                    allowed.add(now);
                }
            }
        }
        assertThat(refusals).isGreaterThan(1_000);
    }

    @Test
    void clockThatStepsBack_neitherForgetsNorLocks() {
        List<Instant> recent = List.of(NOW, NOW, NOW, NOW, NOW, NOW);
        Instant back = NOW.minus(Duration.ofDays(365));
        Answer refused = CallLimit.DEFAULT.ask(recent, back);
        assertThat(((Refused) refused).nextAllowedAt()).isEqualTo(back.plusSeconds(60));
        assertThat(CallLimit.DEFAULT.ask(refused.recent(), back.plusSeconds(60)))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void nonsense_isRefused() {
        assertThatThrownBy(() -> new CallLimit(0, Duration.ofDays(2)))
                .hasMessageContaining("calls must be")
                .hasMessageContaining("per must be");
    }
}
