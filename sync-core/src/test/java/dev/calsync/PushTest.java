package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.PushingProvider.Shape;
import dev.calsync.http.HttpRequest;
import dev.calsync.model.CalendarRef;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.StoredSchedule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Channels and what comes in through them. */
class PushTest {

    @ParameterizedTest
    @EnumSource(Shape.class)
    void editAtTheProvider_isPulledAtOnce_withoutAnyPoll(Shape shape) {
        try (PushWorld world = new PushWorld(shape)) {
            UserSync alice = world.engine().forUser("alice");
            CalendarRef team = world.connect(alice);
            world.pass(Duration.ofSeconds(10));
            assertThat(world.provider.live()).hasSize(1);
            world.pass(Duration.ofMinutes(5));

            Instant edited = world.world.time().now();
            assertThat(world.edit()).containsExactly(202);
            world.world.tasks().runUntilIdle();

            assertThat(world.runs(team).get(0).endedAt()).isEqualTo(edited);
            assertThat(alice.events(team).page(null, 9)).hasSize(1);
            world.assertOneLiveChannel(alice, team);
        }
    }

    @Test
    void forgedAndUnknownCalls_areAnsweredAlike_andPullNothing() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            CalendarRef team = world.connect(world.engine().forUser("alice"));
            world.pass(Duration.ofMinutes(5));
            int before = world.runs(team).size();
            PushingProvider.Sub sub = world.provider.live().get(0);
            String path = world.provider.call(sub, "change", 2).path();
            for (int i = 0; i < 5_000; i++) {
                HttpRequest forged = HttpRequest.of("POST", i % 2 == 0 ? path : "/webhooks/scripted/guess" + i)
                        .header("x-id", sub.id)
                        .header("x-secret", "guess" + i)
                        .header("x-kind", "change")
                        .source("203.0.113.9");
                assertThat(world.http().handle(forged).status()).isEqualTo(202);
            }
            world.pass(Duration.ofMinutes(5));

            assertThat(world.runs(team)).hasSize(before);
            assertThat(world.http().handle(HttpRequest.of("GET", path)).status())
                    .isEqualTo(405);
            assertThat(world.http()
                            .handle(HttpRequest.of("POST", "/webhooks/nobody/x"))
                            .status())
                    .isEqualTo(404);
            assertThat(world.http()
                            .handle(HttpRequest.of("POST", path).body(new byte[600_000]))
                            .status())
                    .isEqualTo(413);
            assertThat(world.edit()).containsExactly(202);
            world.world.tasks().runUntilIdle();
            assertThat(world.runs(team)).hasSize(before + 1);
        }
    }

    @Test
    void realCallAfterARestart_isHeard_whateverFloodCameFromItsPlace() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            CalendarSync first = world.engine();
            CalendarRef team = world.connect(first.forUser("alice"));
            world.pass(Duration.ofMinutes(5));
            first.close();
            UserSync alice = world.engine().forUser("alice");
            world.pass(Duration.ofMinutes(1));
            int before = world.runs(team).size();
            PushingProvider.Sub sub = world.provider.live().get(0);
            String source = world.provider.call(sub, "change", 2).source();
            for (int i = 0; i < 2_000; i++) {
                HttpRequest forged = HttpRequest.of("POST", "/webhooks/scripted/guess" + i)
                        .header("x-kind", "change")
                        .source(source);
                assertThat(world.http().handle(forged).status()).isEqualTo(202);
            }
            assertThat(world.edit()).containsExactly(202);
            world.world.tasks().runUntilIdle();
            assertThat(world.runs(team)).hasSize(before + 1);
            assertThat(alice.events(team).page(null, 9)).hasSize(1);
        }
    }

    @Test
    void replayedFlood_costsOnePullPerWindow() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            CalendarRef team = world.connect(world.engine().forUser("alice"));
            world.pass(Duration.ofMinutes(5));
            int before = world.runs(team).size();
            PushingProvider.Sub sub = world.provider.live().get(0);
            // The same message again and again, then new ones as fast as they come.
            HttpRequest message = world.provider.call(sub, "change", ++sub.number);
            for (int i = 0; i < 1_000; i++) {
                world.http().handle(message);
            }
            world.pass(Duration.ofMinutes(1));
            assertThat(world.runs(team)).hasSize(before + 1);
            for (int i = 0; i < 3_000; i++) {
                world.provider.send(sub, "change");
                world.pass(Duration.ofMillis(20));
            }
            world.pass(Duration.ofMinutes(1));
            // A minute of hints: the first at once, then one every 30 seconds, and the last.
            assertThat(world.runs(team).size()).isLessThanOrEqualTo(before + 1 + 4);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aYearOfRenewals_keepsOneLiveChannel(Shape shape) {
        try (PushWorld world = new PushWorld(shape)) {
            UserSync alice =
                    world.engine(world.world.node(), PushWorld::unhurried).forUser("alice");
            CalendarRef team = world.connect(alice);
            world.pass(Duration.ofHours(1));
            for (int day = 0; day < 365; day++) {
                world.pass(Duration.ofDays(1));
                int live = world.provider.live().size();
                assertThat(live).as("day %s", day).isBetween(1, 2);
                world.edit();
                world.world.tasks().runUntilIdle();
                assertThat(alice.events(team).page(null, 1_000)).hasSize(Math.min(50, day + 1));
            }
            world.assertOneLiveChannel(alice, team);
            if (shape != Shape.GOOGLE) {
                assertThat(world.provider.made).isEqualTo(1);
            } else {
                assertThat(world.provider.made).isBetween(52, 90);
                assertThat(world.provider.stopped).isEqualTo(world.provider.made - 1);
            }
        }
    }

    @Test
    void pauseAndUnschedule_stopTheChannel_resumeBringsItBack() {
        try (PushWorld world = new PushWorld(Shape.GRAPH)) {
            UserSync alice = world.engine().forUser("alice");
            CalendarRef team = world.connect(alice);
            world.pass(Duration.ofMinutes(1));
            alice.pause(team, "on holiday");
            world.pass(Duration.ofMinutes(1));
            assertThat(world.provider.live()).isEmpty();
            assertThat(world.channels(team)).isEmpty();
            alice.resume(team);
            world.pass(Duration.ofMinutes(1));
            world.assertOneLiveChannel(alice, team);
            StoredSchedule wish = alice.schedules().get(0);
            alice.unschedule(wish.id());
            world.pass(Duration.ofMinutes(1));
            assertThat(world.provider.live()).isEmpty();
        }
    }

    @Test
    void schedulesFromBeforeThereWasAnAddress_getTheirChannelsAtTheNextStart() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            CalendarSync without = CalendarSync.builder()
                    .store(world.store)
                    .provider(world.provider)
                    .environment(world.world.node())
                    .build();
            without.start();
            world.engines.add(without);
            CalendarRef team = world.connect(without.forUser("alice"));
            world.pass(Duration.ofMinutes(5));
            assertThat(world.channels(team)).isEmpty();
            without.close();

            UserSync alice = world.engine().forUser("alice");
            world.pass(Duration.ofSeconds(30));
            world.assertOneLiveChannel(alice, team);
        }
    }

    @Test
    void disconnect_stopsTheChannels() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            UserSync alice = world.engine().forUser("alice");
            world.connect(alice);
            world.pass(Duration.ofMinutes(1));
            PushingProvider.Sub sub = world.provider.live().get(0);
            alice.disconnect(alice.accounts().get(0));
            assertThat(world.provider.live()).isEmpty();
            world.pass(Duration.ofMinutes(1));
            // Messages go on for a while after a stop, and are answered as before.
            assertThat(world.provider.send(sub, "change")).isEqualTo(202);
        }
    }

    @Test
    void failedRegistration_isTriedAgain_untilItWorks() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            UserSync alice = world.engine().forUser("alice");
            world.provider.failSubscribes = true;
            CalendarRef team = world.connect(alice);
            world.pass(Duration.ofHours(5));
            assertThat(world.provider.live()).isEmpty();
            world.provider.failSubscribes = false;
            world.pass(Duration.ofMinutes(70));
            world.assertOneLiveChannel(alice, team);
        }
    }

    @Test
    void channelTheProviderRemoved_isMadeAnew() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            UserSync alice = world.engine().forUser("alice");
            CalendarRef team = world.connect(alice);
            world.pass(Duration.ofMinutes(1));
            PushingProvider.Sub sub = world.provider.live().get(0);
            world.provider.subs.clear();
            world.provider.send(sub, "removed");
            world.pass(Duration.ofMinutes(1));
            world.assertOneLiveChannel(alice, team);
            assertThat(world.provider.live().get(0).id).isNotEqualTo(sub.id);
        }
    }

    @Test
    void whileAChannelIsWell_anIntervalPollsAsASafetyNetOnly_andASilentOneIsReplaced() {
        try (PushWorld world = new PushWorld(Shape.GOOGLE)) {
            UserSync alice = world.engine().forUser("alice");
            CalendarRef team = world.connect(alice);
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));
            world.pass(Duration.ofHours(1));
            int before = world.runs(team).size();
            world.pass(Duration.ofHours(24));
            assertThat(world.runs(team).size() - before).isBetween(3, 6);
            String first = world.provider.live().get(0).id;

            world.provider.silent = true;
            world.edit();
            world.pass(Duration.ofHours(7));
            // The poll found what no call had told, and another channel stands in.
            assertThat(alice.events(team).page(null, 9)).hasSize(1);
            assertThat(world.provider.live())
                    .extracting(sub -> sub.id)
                    .isNotEmpty()
                    .doesNotContain(first);
            world.provider.silent = false;
            world.assertOneLiveChannel(alice, team);
        }
    }
}
