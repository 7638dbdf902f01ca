package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.PushingProvider.Shape;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.CalendarRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What providers are answered while the store takes no hints. */
class PushStoreAwayTest {
    private final AtomicBoolean away = new AtomicBoolean();
    private final PushWorld world = new PushWorld(Shape.GOOGLE);
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void connect() {
        BrokenStore store = new BrokenStore(world.store, "work", "request", (drawer, args, call) -> {
            if (away.get()) {
                throw new StoreUnavailableException("the store is away");
            }
            return call.with(args);
        });
        alice = world.engine(world.world.node(), builder -> builder.store(store))
                .forUser("alice");
        team = world.connect(alice);
        world.pass(Duration.ofMinutes(5));
        assertThat(world.provider.live()).hasSize(1);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void hintThatIsNotDurableWithinASecond_isAnswered503_soThatItIsDeliveredAgain() {
        away.set(true);
        Instant called = world.world.time().now();

        assertThat(world.edit()).containsExactly(503);

        assertThat(Duration.between(called, world.world.time().now())).isBetween(Duration.ZERO, Duration.ofSeconds(1));
        away.set(false);
        assertThat(world.provider.tell("team")).containsExactly(202);
        world.pass(Duration.ofSeconds(5));
        assertThat(alice.events(team).page(null, 9)).hasSize(1);
    }

    @Test
    void beforeTooManyAnswersAreLate_hintsAreAnsweredAhead_andPulledWhenTheStoreIsBack() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            answers.addAll(world.edit());
            world.pass(Duration.ofMillis(500));
        }
        assertThat(answers).containsOnly(202);
        away.set(true);
        answers.clear();
        for (int i = 0; i < 40; i++) {
            answers.addAll(world.edit());
        }

        // Of a hundred answers five may be late: there were 400, so some twenty more.
        assertThat(answers.stream().filter(status -> status == 503).count()).isBetween(15L, 25L);
        assertThat(answers.subList(30, 40)).containsOnly(202);

        int pulls = world.runs(team).size();
        away.set(false);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.runs(team).size()).isGreaterThan(pulls);
        assertThat(alice.events(team).page(null, 1_000))
                .hasSameSizeAs(world.team.events().values());
    }
}
