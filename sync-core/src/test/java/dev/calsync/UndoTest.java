package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RunId;
import dev.calsync.store.RunRecord;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run did is taken back on both sides, and what was changed since is left alone. */
class UndoTest {
    private static final int EVENTS = 8;
    private final SyncWorld world = new SyncWorld(1);
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void fill() {
        alice = world.engine().forUser("alice");
        team = world.connect(alice);
        for (int i = 0; i < EVENTS; i++) {
            world.team.put(SyncWorld.event("e" + i, "E" + i));
        }
        sync();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatTheProviderDid_isTakenBackOnBothSides() {
        world.team.put(SyncWorld.event("e0", "changed"));
        world.team.delete("e1");
        world.team.put(SyncWorld.event("new", "New"));
        sync();
        UndoReport report = alice.repairs(team).undo(lastRun());
        assertThat(report.undone()).isEqualTo(3);
        assertThat(report.notUndone()).isEmpty();
        sync();
        asBefore();
    }

    @Test
    void whatWasDoneHere_isTakenBackOnBothSides() {
        edit("e0", "changed");
        alice.events(team).delete(alice.events(team).find("e1").orElseThrow());
        alice.events(team).put(SyncWorld.event("new", "New"));
        sync();
        assertThat(alice.repairs(team).undo(pushing()).undone()).isEqualTo(3);
        sync();
        asBefore();
    }

    @Test
    void undoing_isUndone() {
        world.team.put(SyncWorld.event("e0", "changed"));
        world.team.delete("e1");
        sync();
        alice.repairs(team).undo(lastRun());
        sync();
        asBefore();
        assertThat(alice.repairs(team).undo(pushing()).notUndone()).isEmpty();
        sync();
        assertThat(summary("e0")).isEqualTo("changed");
        assertThat(alice.events(team).find("e1")).isEmpty();
        assertThat(world.team.events()).doesNotContainKey("e1");
    }

    @Test
    void run_tellsByItselfWhichCalendarItWasOf_andIsNobodyElses() {
        world.team.put(SyncWorld.event("e0", "changed"));
        sync();
        RunId run = lastRun();
        UserSync bob = world.engine().forUser("bob");
        world.connect(bob);
        assertThatThrownBy(() -> bob.undo(run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(run.value());
        assertThat(alice.undo(run).undone()).isEqualTo(1);
        sync();
        asBefore();
    }

    @Test
    void manySeries_areUndoneInPages() {
        for (int i = 0; i < 1_200; i++) {
            world.team.put(SyncWorld.event("more" + i, "More"));
        }
        sync();
        assertThat(alice.repairs(team).undo(lastRun()).undone()).isEqualTo(1_200);
        assertThat(alice.events(team).page(null, 9_999)).hasSize(EVENTS);
    }

    @Test
    void mergedSeries_getsWhatThisSideHad() {
        edit("e0", "mine");
        world.team.put(EventSeries.of(
                SyncWorld.master("e0", "E0").toBuilder().location("Room 1").build()));
        sync();
        assertThat(world.team.events().get("e0").events().get(0).location()).isEqualTo("Room 1");
        alice.repairs(team).undo(pushing());
        sync();
        for (EventSeries end : List.of(
                world.team.events().get("e0"), alice.events(team).find("e0").orElseThrow())) {
            assertThat(end.events().get(0).summary()).isEqualTo("mine");
            assertThat(end.events().get(0).location()).isEmpty();
        }
    }

    @Test
    void whatWasChangedSince_isLeftAlone_andReported() {
        for (int i = 0; i < 4; i++) {
            world.team.put(SyncWorld.event("e" + i, "changed"));
        }
        world.team.delete("e4");
        world.team.delete("e5");
        sync();
        RunId run = lastRun();
        world.team.put(SyncWorld.event("e0", "changed again"));
        world.team.delete("e1");
        world.team.put(SyncWorld.event("e4", "made again"));
        sync();
        alice.pause(team, "edits wait");
        edit("e2", "edited here");
        UndoReport report = alice.repairs(team).undo(run);
        assertThat(report.undone()).isEqualTo(2);
        assertThat(report.notUndone())
                .extracting(UndoReport.NotUndone::why)
                .containsExactlyInAnyOrder(
                        "it was changed since",
                        "it was deleted since",
                        "it was made again since",
                        "it was edited here since");
        alice.resume(team);
        sync();
        assertThat(summary("e0")).isEqualTo("changed again");
        assertThat(summary("e2")).isEqualTo("edited here");
        assertThat(summary("e3")).isEqualTo("E3");
        assertThat(world.team.events()).containsKey("e5");
    }

    @Test
    void whatSomebodyChangesThereBeforeTheUndoingArrives_isNotOverwritten() {
        world.team.put(SyncWorld.event("e0", "changed"));
        sync();
        alice.pause(team, "not yet");
        alice.repairs(team).undo(lastRun());
        world.team.put(SyncWorld.event("e0", "changed again"));
        alice.resume(team);
        sync();
        assertThat(summary("e0")).isEqualTo("changed again");
        assertThat(world.team.events().get("e0").events().get(0).summary()).isEqualTo("changed again");
        assertThat(alice.revisions(team, 10)).hasSize(1);
    }

    @Test
    void firstSync_isNotUndone() {
        RunRecord first = alice.history(team, 10).get(0);
        assertThatThrownBy(() -> alice.repairs(team).undo(first.id())).isInstanceOf(IllegalArgumentException.class);
    }

    private void asBefore() {
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(world.team.events()).hasSize(EVENTS);
        assertThat(alice.events(team).page(null, 100)).hasSize(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            assertThat(summary("e" + i)).isEqualTo("E" + i);
            assertThat(world.team.events().get("e" + i).events().get(0).summary())
                    .isEqualTo("E" + i);
        }
    }

    private void sync() {
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
    }

    private RunId lastRun() {
        return alice.history(team, 1).get(0).id();
    }

    private RunId pushing() {
        return alice.history(team, 5).stream()
                .filter(run -> run.report().pushed() > 0)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private String summary(String uid) {
        return alice.events(team).find(uid).orElseThrow().events().get(0).summary();
    }

    private void edit(String uid, String summary) {
        EventSeries read = alice.events(team).find(uid).orElseThrow();
        alice.events(team).put(read.events().get(0).toBuilder().summary(summary).build());
    }
}
