package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.PushingProvider.Shape;
import dev.calsync.model.CalendarRef;
import dev.calsync.schedule.EventKind;
import dev.calsync.store.StoredChannel;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process dies between any two steps of a registration, or of a renewal, or while the provider is being asked.
 * Afterwards another one has exactly one channel that it accepts, and the provider has no other.
 */
class PushCrashTest {
    private static final int STEPS = 40;

    private static Environment first(PushWorld world) {
        return world.world.node();
    }

    /** Another process goes on, whichever step the first one died at. */
    private static void goesOn(PushWorld world, Environment dead, CalendarRef team, String when) {
        dead.tasks().close();
        world.provider.receiver = null;
        UserSync alice = world.engine(world.world.node(), PushWorld::unhurried).forUser("alice");
        world.pass(Duration.ofHours(14));
        assertThat(world.channels(team)).as(when).hasSize(1);
        assertThat(world.provider.live()).as(when).hasSize(1);
        world.assertOneLiveChannel(alice, team);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void crashBetweenAnyTwoStepsOfARegistration_leavesOneLiveChannel(Shape shape) {
        boolean subscribed = false;
        for (int step = 0; step < STEPS; step++) {
            try (PushWorld world = new PushWorld(shape)) {
                Environment node = first(world);
                UserSync alice = world.engine(node, PushWorld::unhurried).forUser("alice");
                CalendarRef team = world.connect(alice);
                for (int i = 0; i < step; i++) {
                    world.world.tasks().runNext();
                }
                subscribed |= world.provider.made > 0;
                goesOn(world, node, team, "died after step " + step);
            }
        }
        assertThat(subscribed).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void crashBetweenAnyTwoStepsOfARenewal_leavesOneLiveChannel(Shape shape) {
        boolean renewed = false;
        for (int step = 0; step < STEPS; step++) {
            try (PushWorld world = new PushWorld(shape)) {
                Environment node = first(world);
                UserSync alice = world.engine(node, PushWorld::unhurried).forUser("alice");
                CalendarRef team = world.connect(alice);
                world.pass(Duration.ofMinutes(20));
                StoredChannel channel = world.channels(team).get(0);
                Instant expires = Objects.requireNonNull(channel.expiresAt());
                Duration until = Duration.between(world.world.time().now(), channel.attendAt());
                world.pass(until.plusMillis(1));
                // Looks at once, so that the steps of the renewal come next.
                alice.publish(EventKind.API, Map.of());
                for (int i = 0; i < step; i++) {
                    world.world.tasks().runNext();
                }
                renewed |= world.provider.made > 1
                        || expires.isBefore(world.provider.live().get(0).expires);
                goesOn(world, node, team, "died after step " + step);
            }
        }
        assertThat(renewed).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void crashWhileTheProviderIsAsked_leavesOneLiveChannel(Shape shape) {
        for (boolean told : new boolean[] {true, false}) {
            try (PushWorld world = new PushWorld(shape)) {
                Environment node = first(world);
                world.provider.syncBeforeAnswer = told;
                world.provider.loseNextSubscribeAnswer = true;
                world.provider.inSubscribe = () -> {
                    if (!told) {
                        node.tasks().close();
                    }
                };
                CalendarRef team =
                        world.connect(world.engine(node, PushWorld::unhurried).forUser("alice"));
                world.pass(Duration.ofMinutes(11));
                world.provider.syncBeforeAnswer = true;
                world.provider.inSubscribe = () -> {};
                goesOn(world, node, team, "told " + told);
            }
        }
    }
}
