package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.ThrottledException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ChangeGuard.Kind;
import dev.calsync.reconcile.Side;
import dev.calsync.testing.ScriptedProvider.Call;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that would change an unusual share of a calendar wait for a person. */
class HeldRunsTest {
    private static final int EVENTS = 12;
    private final SyncWorld world = new SyncWorld(1);
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void fill() {
        ChangeGuard.Limit limit = new ChangeGuard.Limit(3, 0.5);
        alice = world.engine(builder ->
                        builder.guard(ChangeGuard.OFF.deletions(limit).updates(limit)))
                .forUser("alice");
        team = world.connect(alice);
        world.provider.pageSize(5);
        for (int i = 0; i < EVENTS; i++) {
            world.team.put(SyncWorld.event("e" + i, "E" + i));
        }
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.repairs(team).held()).isEmpty();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void fewDeletions_takeEffect() {
        deleteThere(6);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(here()).isEqualTo(6);
    }

    @Test
    void manyDeletions_areHeld_untilApproved() {
        deleteThere(7);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(here()).isEqualTo(EVENTS);
        HeldRun held = held(Kind.DELETIONS, Side.LOCAL, 7);
        assertThat(held.plan()).hasSize(7);
        assertThat(held.plan()).allSatisfy(one -> assertThat(one.why()).isEqualTo("deleted at the provider"));
        assertThat(alice.status(team).held()).contains(held.reason());
        assertThat(alice.quarantine(team, 10)).isEmpty();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(here()).isEqualTo(EVENTS);
        assertThat(world.told(SyncEvent.ChangesHeld.class)).hasSize(1);
        assertThat(alice.repairs(team).approve(held)).isTrue();
        world.pass(Duration.ofSeconds(5));
        assertThat(here()).isEqualTo(EVENTS - 7);
        over();
    }

    @Test
    void moreThanWasApproved_areHeldAgain() {
        deleteThere(7);
        world.syncNow(alice, team);
        HeldRun held = held(Kind.DELETIONS, Side.LOCAL, 7);
        world.team.delete("e7");
        assertThat(alice.repairs(team).approve(held)).isTrue();
        world.pass(Duration.ofSeconds(5));
        assertThat(here()).isEqualTo(EVENTS);
        held(Kind.DELETIONS, Side.LOCAL, 8);
        assertThat(alice.repairs(team).approve(held)).isFalse();
    }

    @Test
    void whatWasApproved_staysSo_whenThePushHasToWaitInTheMiddle() {
        for (int i = 1; i < EVENTS; i++) {
            alice.events(team).delete(alice.events(team).find("e" + i).orElseThrow());
        }
        world.pass(Duration.ofSeconds(5));
        HeldRun held = held(Kind.DELETIONS, Side.REMOTE, EVENTS - 1);
        int[] writes = {0};
        world.provider.beforeCall(call -> {
            if (call == Call.WRITE && ++writes[0] == 3) {
                throw ThrottledException.after("slow down", Duration.ofSeconds(20));
            }
        });
        assertThat(alice.repairs(team).approve(held)).isTrue();
        world.pass(Duration.ofSeconds(10));
        assertThat(world.team.events()).hasSize(EVENTS - 2);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.team.events()).hasSize(1);
        over();
        assertThat(world.told(SyncEvent.ChangesHeld.class)).hasSize(1);
    }

    @Test
    void refusedDeletions_areMadeAgainThere() {
        deleteThere(7);
        world.syncNow(alice, team);
        assertThat(alice.repairs(team).refuse(held(Kind.DELETIONS, Side.LOCAL, 7)))
                .isTrue();
        world.pass(Duration.ofSeconds(5));
        assertThat(here()).isEqualTo(EVENTS);
        assertThat(world.team.events()).hasSize(EVENTS);
        over();
    }

    @Test
    void deletionsThatHealByThemselves_areNotHeldAnyMore() {
        deleteThere(7);
        world.syncNow(alice, team);
        for (int i = 0; i < 7; i++) {
            world.team.put(SyncWorld.event("e" + i, "E" + i));
        }
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(here()).isEqualTo(EVENTS);
        over();
    }

    @Test
    void sideThatLooksEmpty_isHeld_whenEverythingIsListed() {
        deleteThere(EVENTS);
        world.team.expireCursors();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(here()).isEqualTo(EVENTS);
        HeldRun held = held(Kind.DELETIONS, Side.LOCAL, EVENTS);
        alice.repairs(team).approve(held);
        world.pass(Duration.ofSeconds(5));
        assertThat(here()).isZero();
        over();
    }

    @Test
    void whatAFullSyncFound_isStillHeld_afterAnIncrementalOne() {
        deleteThere(7);
        alice.syncNow(List.of(team), SyncType.FULL, Priority.HIGH);
        world.pass(Duration.ofSeconds(5));
        HeldRun held = held(Kind.DELETIONS, Side.LOCAL, 7);
        world.team.put(SyncWorld.event("new", "New"));
        world.syncNow(alice, team);
        assertThat(alice.repairs(team).held()).hasSize(1);
        assertThat(held.changes()).isEqualTo(7);
    }

    @Test
    void bothSidesEmpty_isFine() {
        deleteThere(EVENTS);
        alice.pause(team, "the edits here are made meanwhile");
        deleteHere(EVENTS);
        alice.resume(team);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(here()).isZero();
        assertThat(alice.repairs(team).held()).isEmpty();
    }

    @Test
    void manyUpdatesThere_areHeld_andTheRestFollowsOnceApproved() {
        renameThere(9);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        HeldRun held = alice.repairs(team).held().get(0);
        assertThat(held.kind()).isEqualTo(Kind.UPDATES);
        long renamed = renamedHere();
        assertThat(renamed).isLessThan(9);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(renamedHere()).isEqualTo(renamed);
        alice.repairs(team).approve(alice.repairs(team).held().get(0));
        world.pass(Duration.ofSeconds(5));
        assertThat(renamedHere()).isEqualTo(9);
        over();
    }

    @Test
    void refusedUpdates_arePutBackThere_andAreRevisions() {
        world.provider.pageSize(100);
        renameThere(9);
        world.syncNow(alice, team);
        alice.repairs(team).refuse(held(Kind.UPDATES, Side.LOCAL, 9));
        world.pass(Duration.ofSeconds(5));
        assertThat(renamedHere()).isZero();
        assertThat(world.team.events().values())
                .allSatisfy(
                        series -> assertThat(series.events().get(0).summary()).doesNotContain("renamed"));
        assertThat(alice.revisions(team, 100)).hasSize(9);
        over();
    }

    @Test
    void manyDeletionsHere_areNotSent_untilApproved() {
        deleteHere(7);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(world.team.events()).hasSize(EVENTS);
        alice.repairs(team).approve(held(Kind.DELETIONS, Side.REMOTE, 7));
        world.pass(Duration.ofSeconds(5));
        assertThat(world.team.events()).hasSize(EVENTS - 7);
        over();
    }

    @Test
    void refusedDeletionsHere_areTakenBack() {
        deleteHere(7);
        world.syncNow(alice, team);
        alice.repairs(team).refuse(held(Kind.DELETIONS, Side.REMOTE, 7));
        world.pass(Duration.ofSeconds(5));
        assertThat(world.team.events()).hasSize(EVENTS);
        assertThat(here()).isEqualTo(EVENTS);
        assertThat(world.team.appliedKeys()).isEmpty();
        over();
    }

    @Test
    void refusedUpdatesHere_areTakenBack_andAreRevisions() {
        alice.pause(team, "many edits");
        for (int i = 0; i < 9; i++) {
            EventSeries read = alice.events(team).find("e" + i).orElseThrow();
            alice.events(team)
                    .put(read.events().get(0).toBuilder().summary("renamed").build());
        }
        alice.resume(team);
        world.syncNow(alice, team);
        alice.repairs(team).refuse(held(Kind.UPDATES, Side.REMOTE, 9));
        world.pass(Duration.ofSeconds(5));
        assertThat(renamedHere()).isZero();
        assertThat(world.team.appliedKeys()).isEmpty();
        assertThat(alice.revisions(team, 100)).hasSize(9);
        over();
    }

    @Test
    void whatIsNewHere_isNeverHeld() {
        for (int i = 0; i < 30; i++) {
            alice.events(team).put(SyncWorld.event("new" + i, "New"));
        }
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.team.events()).hasSize(EVENTS + 30);
    }

    private HeldRun held(Kind kind, Side side, long changes) {
        List<HeldRun> held = alice.repairs(team).held();
        assertThat(held).hasSize(1);
        assertThat(held.get(0).kind()).isEqualTo(kind);
        assertThat(held.get(0).side()).isEqualTo(side);
        assertThat(held.get(0).changes()).isEqualTo(changes);
        return held.get(0);
    }

    private void over() {
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.repairs(team).held()).isEmpty();
        assertThat(alice.status(team).held()).isEmpty();
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    private void deleteThere(int count) {
        for (int i = 0; i < count; i++) {
            world.team.delete("e" + i);
        }
    }

    private void renameThere(int count) {
        for (int i = 0; i < count; i++) {
            world.team.put(SyncWorld.event("e" + i, "renamed"));
        }
    }

    private void deleteHere(int count) {
        alice.pause(team, "many deletions");
        for (int i = 0; i < count; i++) {
            alice.events(team).delete(alice.events(team).find("e" + i).orElseThrow());
        }
        alice.resume(team);
    }

    private int here() {
        return alice.events(team).page(null, 100).size();
    }

    private long renamedHere() {
        return alice.events(team).page(null, 100).stream()
                .filter(one -> one.series().events().get(0).summary().equals("renamed"))
                .count();
    }
}
