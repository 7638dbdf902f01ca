package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A node dies between any two steps of a run that carries out what a person decided; another one goes on. */
class AnswersCrashTest {
    private static final int STEPS_MAX = 45;

    private static CalendarSyncBuilder cautious(CalendarSyncBuilder builder) {
        return builder.conflicts(ConflictPolicy.MANUAL).guard(ChangeGuard.OFF.deletions(new ChangeGuard.Limit(3, 0.3)));
    }

    @Test
    void crashWhileAnswersAreCarriedOut_losesAndDoublesNothing() {
        int unfinished = 0;
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            unfinished += crashAfter(steps, true) ? 1 : 0;
            unfinished += crashAfter(steps, false) ? 1 : 0;
        }
        assertThat(unfinished).isGreaterThan(10);
    }

    private static boolean crashAfter(int steps, boolean approved) {
        try (SyncWorld world = new SyncWorld(steps)) {
            world.provider.pageSize(4);
            Environment first = world.world.node();
            UserSync alice = world.engine(
                            builder -> cautious(builder).environment(first).node("first"))
                    .forUser("alice");
            CalendarRef team = world.connect(alice);
            conflictAndHeldRun(world, alice, team);
            HeldRun held = alice.repairs(team).held().get(0);
            assertThat(
                            approved
                                    ? alice.repairs(team).approve(held)
                                    : alice.repairs(team).refuse(held))
                    .isTrue();
            assertThat(alice.repairs(team)
                            .resolve(alice.repairs(team).conflicts(1).get(0), new Resolution.KeepLocal()))
                    .isTrue();
            for (int i = 0; i < steps; i++) {
                world.world.tasks().runNext();
            }
            boolean unfinished = alice.status(team).conflicts() > 0;
            first.tasks().close();
            UserSync again =
                    world.engine(builder -> cautious(builder).node("second")).forUser("alice");
            world.pass(Duration.ofMinutes(2));
            agreed(world, again, team, approved ? 6 : 12);
            assertThat(world.team.events().get("e11").events().get(0).summary()).isEqualTo("mine");
            assertThat(again.revisions(team, 10)).hasSize(1);
            return unfinished;
        }
    }

    private static void conflictAndHeldRun(SyncWorld world, UserSync alice, CalendarRef team) {
        for (int i = 0; i < 12; i++) {
            world.team.put(SyncWorld.event("e" + i, "E" + i));
        }
        world.syncNow(alice, team);
        EventSeries read = alice.events(team).find("e11").orElseThrow();
        alice.events(team).put(read.events().get(0).toBuilder().summary("mine").build());
        world.team.put(SyncWorld.event("e11", "theirs"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        for (int i = 0; i < 6; i++) {
            world.team.delete("e" + i);
        }
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
    }

    @Test
    void crashWhileAnUndoingIsPushed_losesAndDoublesNothing() {
        int unfinished = 0;
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            try (SyncWorld world = new SyncWorld(steps)) {
                Environment first = world.world.node();
                UserSync alice = world.engine(
                                builder -> builder.environment(first).node("first"))
                        .forUser("alice");
                CalendarRef team = world.connect(alice);
                for (int i = 0; i < 4; i++) {
                    world.team.put(SyncWorld.event("e" + i, "E" + i));
                }
                world.syncNow(alice, team);
                world.team.put(SyncWorld.event("e0", "changed"));
                world.team.delete("e1");
                world.team.put(SyncWorld.event("new", "New"));
                world.syncNow(alice, team);
                assertThat(alice.repairs(team)
                                .undo(alice.history(team, 1).get(0).id())
                                .undone())
                        .isEqualTo(3);
                for (int i = 0; i < steps; i++) {
                    world.world.tasks().runNext();
                }
                unfinished += alice.status(team).pendingEdits() > 0 ? 1 : 0;
                first.tasks().close();
                UserSync again = world.engine(builder -> builder.node("second")).forUser("alice");
                world.pass(Duration.ofMinutes(2));
                agreed(world, again, team, 4);
                assertThat(world.team.events().get("e0").events().get(0).summary())
                        .isEqualTo("E0");
                assertThat(world.team.events()).containsKey("e1").doesNotContainKey("new");
            }
        }
        assertThat(unfinished).isGreaterThan(5);
    }

    private static void agreed(SyncWorld world, UserSync user, CalendarRef team, int events) {
        assertThat(user.status(team).pendingEdits()).isZero();
        assertThat(user.quarantine(team, 10)).isEmpty();
        assertThat(user.repairs(team).held()).isEmpty();
        Map<String, String> here = new TreeMap<>();
        user.events(team)
                .page(null, 100)
                .forEach(one -> here.put(
                        one.series().uid(), SemanticHash.of(one.series()).text()));
        Map<String, String> there = new TreeMap<>();
        world.team
                .events()
                .forEach((uid, one) -> there.put(uid, SemanticHash.of(one).text()));
        assertThat(here).isEqualTo(there).hasSize(events);
        assertThat(world.team.appliedKeys()).doesNotHaveDuplicates();
    }
}
