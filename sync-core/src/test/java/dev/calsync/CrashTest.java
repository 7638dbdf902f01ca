package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.RunRecord;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A node dies, freezes, or is asked for more between any two steps of a run; another goes on. */
class CrashTest {
    private static final int STEPS_MAX = 60;

    @Test
    void crashBetweenAnyTwoSteps_losesNothing_andDoublesNothing() {
        int crashed = 0;
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            crashed += crashAfter(steps) ? 1 : 0;
        }
        assertThat(crashed).isGreaterThan(20);
    }

    /** Returns whether the job was still unfinished when the node died. */
    private static boolean crashAfter(int steps) {
        try (SyncWorld world = new SyncWorld(steps)) {
            world.provider.pageSize(4);
            Environment first = world.world.node();
            UserSync alice = world.engine(builder -> builder.environment(first).node("first"))
                    .forUser("alice");
            CalendarRef team = world.connect(alice);
            prepare(world, alice, team);
            alice.syncNow(team);
            for (int i = 0; i < steps; i++) {
                world.world.tasks().runNext();
            }
            boolean unfinished = !world.team.events().keySet().containsAll(List.of("mine-0", "mine-1", "mine-2"))
                    || alice.status(team).pendingEdits() > 0;
            first.tasks().close();
            UserSync again = world.engine(builder -> builder.node("second")).forUser("alice");
            world.pass(Duration.ofMinutes(2));
            converged(world, again, team);
            assertThat(world.team.appliedKeys()).doesNotHaveDuplicates();
            return unfinished;
        }
    }

    private static void prepare(SyncWorld world, UserSync alice, CalendarRef team) {
        for (int i = 0; i < 35; i++) {
            world.team.put(event("uid-" + i, "Event " + i));
        }
        world.syncNow(alice, team);
        for (int i = 0; i < 25; i++) {
            world.team.put(event("uid-" + i, "Changed " + i));
        }
        world.team.delete("uid-30");
        for (int i = 0; i < 3; i++) {
            alice.events(team).put(master("mine-" + i, "Mine " + i));
        }
        EventSeries read = alice.events(team).find("uid-20").orElseThrow();
        alice.events(team)
                .put(read.events().get(0).toBuilder().location("Room 1").build());
        alice.events(team).delete(alice.events(team).find("uid-33").orElseThrow());
    }

    private static void converged(SyncWorld world, UserSync user, CalendarRef team) {
        assertThat(user.status(team).pendingEdits()).isZero();
        assertThat(hashes(world.team.events())).isEqualTo(hashes(replica(user, team)));
        assertThat(world.team.events())
                .hasSize(36)
                .containsKeys("mine-0", "mine-1", "mine-2")
                .doesNotContainKeys("uid-30", "uid-33");
        assertThat(world.team.events().get("uid-20").events().get(0).location()).isEqualTo("Room 1");
        assertThat(world.team.events().get("uid-20").events().get(0).summary()).isEqualTo("Changed 20");
    }

    private static Map<String, EventSeries> replica(UserSync user, CalendarRef team) {
        Map<String, EventSeries> replica = new TreeMap<>();
        user.events(team).page(null, 1_000).forEach(stored -> {
            assertThat(replica.put(stored.series().uid(), stored.series())).isNull();
        });
        return replica;
    }

    private static Map<String, String> hashes(Map<String, EventSeries> events) {
        Map<String, String> hashes = new TreeMap<>();
        events.forEach((uid, series) -> hashes.put(uid, SemanticHash.of(series).text()));
        return hashes;
    }

    @Test
    void triggerBetweenAnyTwoSteps_isServedByExactlyOneMoreRun() {
        int rerun = 0;
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            rerun += triggerAfter(steps);
        }
        assertThat(rerun).isGreaterThan(10);
    }

    private static int triggerAfter(int steps) {
        try (SyncWorld world = new SyncWorld(steps)) {
            world.provider.pageSize(4);
            UserSync alice = world.engine().forUser("alice");
            CalendarRef team = world.connect(alice);
            prepare(world, alice, team);
            int before = alice.history(team, 100).size();
            alice.syncNow(team);
            for (int i = 0; i < steps; i++) {
                world.world.tasks().runNext();
            }
            boolean started =
                    alice.status(team).running() || alice.history(team, 100).size() > before;
            for (int i = 0; i < 3; i++) {
                alice.syncNow(team);
            }
            world.pass(Duration.ofMinutes(2));
            List<RunRecord> runs = alice.history(team, 100);
            assertThat(runs.size() - before).isEqualTo(started ? 2 : 1);
            converged(world, alice, team);
            return started ? 1 : 0;
        }
    }

    @Test
    void frozenNode_isFenced_andWritesNothingWhenItThaws() {
        try (SyncWorld world = new SyncWorld(7)) {
            Environment first = world.world.node();
            UserSync alice = world.engine(builder -> builder.environment(first).node("first"))
                    .forUser("alice");
            CalendarRef team = world.connect(alice);
            world.team.put(event("a", "A"));
            boolean[] frozen = {false};
            world.provider.beforeCall(call -> {
                if (!frozen[0]) {
                    frozen[0] = true;
                    // the world goes on for a minute while this node's step stands still
                    world.world.time().advance(Duration.ofMinutes(1));
                }
            });
            alice.syncNow(team);
            world.pass(Duration.ofMinutes(1));
            assertThat(world.told(SyncEvent.LeaseLost.class)).hasSize(1);
            assertThat(alice.history(team, 10)).hasSize(1);
            assertThat(alice.history(team, 10).get(0).outcome()).isEqualTo(JobStatus.COMPLETED);
            assertThat(alice.events(team).find("a")).isPresent();
        }
    }

    /** Past the point at which the node fences itself, and before the store takes the lease away. */
    @Test
    void nodeThatFencedItself_andComesBackBeforeItsLeaseExpires_leavesNoWorkClaimed() {
        for (int seconds = 1; seconds < 20; seconds++) {
            try (SyncWorld world = new SyncWorld(seconds)) {
                UserSync alice = world.engine().forUser("alice");
                CalendarRef team = world.connect(alice);
                Duration freeze = Duration.ofSeconds(seconds);
                boolean[] frozen = {false};
                world.provider.beforeCall(call -> {
                    if (!frozen[0]) {
                        frozen[0] = true;
                        world.world.time().advance(freeze);
                    }
                });
                assertThat(world.syncNow(alice, team))
                        .as("frozen for %s", freeze)
                        .isEqualTo(JobStatus.COMPLETED);
            }
        }
    }

    @Test
    void twoNodes_shareTheUsers_andNoCalendarRunsTwiceAtOnce() {
        try (SyncWorld world = new SyncWorld(8)) {
            CalendarSync one = world.engine(builder -> builder.node("one"));
            CalendarSync two = world.engine(builder -> builder.node("two"));
            for (int i = 0; i < 40; i++) {
                UserSync user = (i % 2 == 0 ? one : two).forUser("user-" + i);
                CalendarRef team = world.connect(user);
                user.schedule(SyncSchedule.every(Duration.ofMinutes(5)).calendars(team));
            }
            world.pass(Duration.ofHours(1));
            Map<String, Integer> perNode = new TreeMap<>();
            for (int i = 0; i < 40; i++) {
                UserSync user = one.forUser("user-" + i);
                CalendarRef team = user.calendars(user.accounts().get(0)).get(0).ref();
                List<RunRecord> runs = user.history(team, 100);
                assertThat(runs).hasSize(12);
                runs.forEach(run -> perNode.merge(run.node(), 1, Integer::sum));
            }
            assertThat(perNode.keySet()).containsExactly("one", "two");
            assertThat(perNode.values()).allSatisfy(count -> assertThat(count).isBetween(120, 360));
        }
    }

    @Test
    void close_handsBackWhatIsLeft() {
        try (SyncWorld world = new SyncWorld(9)) {
            world.provider.pageSize(5);
            CalendarSync first = world.engine(builder -> builder.node("first"));
            UserSync alice = first.forUser("alice");
            CalendarRef team = world.connect(alice);
            for (int i = 0; i < 30; i++) {
                world.team.put(event("uid-" + i, "Event " + i));
            }
            alice.syncNow(team);
            for (int i = 0; i < 6; i++) {
                world.world.tasks().runNext();
            }
            first.close();
            assertThat(alice.status(team).running()).isFalse();
            UserSync again = world.engine(builder -> builder.node("second")).forUser("alice");
            world.pass(Duration.ofSeconds(3));
            assertThat(again.events(team).page(null, 100)).hasSize(30);
            assertThat(again.history(team, 10).get(0).report().read()).isLessThan(30);
        }
    }
}
