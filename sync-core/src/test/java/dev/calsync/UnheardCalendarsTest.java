package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.PushingProvider.Shape;
import dev.calsync.model.CalendarRef;
import dev.calsync.schedule.SyncSchedule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calendars whose schedules wait for word that nobody brings. */
class UnheardCalendarsTest {

    private static int runs(PushWorld world, CalendarRef team, Duration span) {
        int before = world.runs(team).size();
        world.pass(span);
        return world.runs(team).size() - before;
    }

    @Test
    void calendarOfAProviderThatTellsNothing_isPolled_theMoreOftenTheLivelierItIs() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            CalendarSync engine = PushWorld.unhurried(CalendarSync.builder()
                            .store(world.store)
                            .provider(world.scripted)
                            .environment(world.world.node())
                            .webhooks(PushingProvider.ADDRESS))
                    .build();
            engine.start();
            world.engines.add(engine);
            UserSync alice = engine.forUser("alice");
            CalendarRef team = world.connect(alice);
            assertThat(runs(world, team, Duration.ofMinutes(10))).isEqualTo(1);
            assertThat(alice.status(team).channel().orElseThrow().phase()).isEqualTo("polled");

            world.team.put(SyncWorld.event("a", "A"));
            // Nobody has seen it change, and its user left an hour ago.
            world.pass(Duration.ofHours(6));
            assertThat(alice.events(team).page(null, 9)).hasSize(1);
            int lively = runs(world, team, Duration.ofHours(24));
            assertThat(lively).isBetween(20, 30);
            world.pass(Duration.ofDays(20));
            int quiet = runs(world, team, Duration.ofDays(4));
            assertThat(quiet).isBetween(3, 5);

            alice.schedule(SyncSchedule.every(Duration.ofHours(2)).calendars(team));
            world.pass(Duration.ofHours(30));
            assertThat(runs(world, team, Duration.ofHours(20))).isEqualTo(10);
            alice.pause(team, "on holiday");
            world.pass(Duration.ofHours(1));
            assertThat(world.channels(team)).isEmpty();
        }
    }

    @Test
    void calendarThatItsProviderRefusesToTellOf_isPolled_andAskedForAgain() {
        try (PushWorld world = new PushWorld(Shape.WEBDAV_PUSH)) {
            world.provider.refuses = true;
            UserSync alice =
                    world.engine(world.world.node(), PushWorld::unhurried).forUser("alice");
            CalendarRef team = world.connect(alice);
            assertThat(runs(world, team, Duration.ofHours(12))).isBetween(2, 4);
            assertThat(alice.status(team).channel().orElseThrow().phase()).isEqualTo("refused");
            world.provider.refuses = false;
            world.pass(Duration.ofDays(8));
            world.assertOneLiveChannel(alice, team);
        }
    }
}
