package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.Resolution;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody here and somebody there undo each other's edits again and again. */
class FlappingTest {
    private final SyncWorld world = new SyncWorld(1);
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void connect() {
        alice = world.engine().forUser("alice");
        team = world.connect(alice);
        world.team.put(SyncWorld.event("a", "A"));
        world.syncNow(alice, team);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private int fight(Duration pause) {
        int turns = 0;
        while (turns < 10 && alice.repairs(team).conflicts(1).isEmpty()) {
            edit("B");
            world.syncNow(alice, team);
            if (there().equals("B")) {
                world.team.put(SyncWorld.event("a", "A"));
                world.syncNow(alice, team);
            }
            world.pass(pause);
            turns++;
        }
        return turns;
    }

    @Test
    void endlessFight_isFrozen_andNamesTheField() {
        assertThat(fight(Duration.ofMinutes(1))).isEqualTo(4);
        OpenConflict open = alice.repairs(team).conflicts(10).get(0);
        assertThat(open.reason()).isEqualTo("both sides change it back and forth: master SUMMARY");
        assertThat(here()).isEqualTo("B");
        assertThat(there()).isEqualTo("A");
        int writes = world.team.appliedKeys().size();
        world.syncNow(alice, team);
        edit("B ");
        edit("B");
        world.syncNow(alice, team);
        assertThat(world.team.appliedKeys()).hasSize(writes);
        assertThat(alice.status(team).conflicts()).isEqualTo(1);
    }

    @Test
    void frozenPair_isAnswered() {
        for (Resolution answer : List.of(
                new Resolution.KeepLocal(),
                new Resolution.KeepRemote(),
                new Resolution.Merge(SyncWorld.event("a", "C")))) {
            world.pass(Duration.ofHours(2));
            fight(Duration.ofMinutes(1));
            assertThat(alice.repairs(team)
                            .resolve(alice.repairs(team).conflicts(10).get(0), answer))
                    .isTrue();
            world.pass(Duration.ofSeconds(5));
            String stands =
                    answer instanceof Resolution.KeepLocal ? "B" : answer instanceof Resolution.KeepRemote ? "A" : "C";
            assertThat(List.of(here(), there())).containsOnly(stands);
            assertThat(alice.repairs(team).conflicts(10)).isEmpty();
            assertThat(alice.status(team).pendingEdits()).isZero();
            world.team.put(SyncWorld.event("a", "A"));
            world.syncNow(alice, team);
        }
    }

    @Test
    void thirdState_endsIt_fromEitherSide() {
        fight(Duration.ofMinutes(1));
        edit("C");
        world.syncNow(alice, team);
        assertThat(there()).isEqualTo("C");
        assertThat(alice.repairs(team).conflicts(10)).isEmpty();
        world.pass(Duration.ofHours(2));
        world.team.put(SyncWorld.event("a", "A"));
        world.syncNow(alice, team);
        fight(Duration.ofMinutes(1));
        world.team.put(SyncWorld.event("a", "D"));
        world.syncNow(alice, team);
        assertThat(List.of(here(), there())).containsOnly("D");
        assertThat(alice.repairs(team).conflicts(10)).isEmpty();
    }

    @Test
    void slowFight_isNobodysBusiness() {
        assertThat(fight(Duration.ofMinutes(40))).isEqualTo(10);
    }

    private String here() {
        return alice.events(team).find("a").orElseThrow().events().get(0).summary();
    }

    private String there() {
        return world.team.events().get("a").events().get(0).summary();
    }

    private void edit(String summary) {
        EventSeries read = alice.events(team).find("a").orElseThrow();
        alice.events(team).put(read.events().get(0).toBuilder().summary(summary).build());
    }
}
