package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run would do is said, and not done. */
class DryRunTest {
    private final SyncWorld world = new SyncWorld(1);
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void fill() {
        alice = world.engine(builder -> builder.conflicts(ConflictPolicy.MANUAL))
                .forUser("alice");
        team = world.connect(alice);
        world.provider.pageSize(3);
        for (int i = 0; i < 8; i++) {
            world.team.put(SyncWorld.event("e" + i, "E" + i));
        }
        world.syncNow(alice, team);
        alice.pause(team, "to look first");
        world.team.put(SyncWorld.event("e0", "changed there"));
        world.team.delete("e1");
        world.team.put(SyncWorld.event("new there", "New"));
        edit("e2", "changed here");
        alice.events(team).delete(alice.events(team).find("e3").orElseThrow());
        alice.events(team).put(SyncWorld.event("new here", "New"));
        edit("e4", "mine");
        world.team.put(SyncWorld.event("e4", "theirs"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Map<String, Decision> plan(SyncType type) throws InterruptedException {
        SyncPlan plan = alice.repairs(team).dryRun(type);
        assertThat(plan.complete()).isTrue();
        Map<String, Decision> decisions = new HashMap<>();
        plan.changes().forEach(one -> {
            assertThat(decisions.put(one.uid(), one.decision())).isNull();
            assertThat(one.why()).isNotEmpty();
        });
        assertThat(plan.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(plan.changes().size());
        return decisions;
    }

    private static final Map<String, Decision> EXPECTED = Map.of(
            "e0", Decision.TAKE_REMOTE,
            "e1", Decision.REMOVE_REPLICA,
            "new there", Decision.ADOPT_REMOTE,
            "e2", Decision.PUSH_LOCAL,
            "e3", Decision.DELETE_REMOTE,
            "new here", Decision.CREATE_REMOTE,
            "e4", Decision.PARKED);

    @Test
    void plan_saysWhatARunWouldDo() throws InterruptedException {
        assertThat(plan(SyncType.INCREMENTAL)).isEqualTo(EXPECTED);
    }

    @Test
    void planOfAFullRun_isTheSame() throws InterruptedException {
        assertThat(plan(SyncType.FULL)).isEqualTo(EXPECTED);
    }

    @Test
    void refusedCursor_isADiff() throws InterruptedException {
        world.team.expireCursors();
        assertThat(plan(SyncType.INCREMENTAL)).isEqualTo(EXPECTED);
    }

    @Test
    void plan_changesNothing() throws InterruptedException {
        List<Object> before = state();
        plan(SyncType.FULL);
        plan(SyncType.INCREMENTAL);
        assertThat(state()).isEqualTo(before);
        alice.resume(team);
        world.syncNow(alice, team);
        assertThat(world.team.events().get("e2").events().get(0).summary()).isEqualTo("changed here");
        assertThat(alice.events(team).find("e1")).isEmpty();
        assertThat(plan(SyncType.FULL)).isEqualTo(Map.of("e4", Decision.PARKED));
        assertThat(plan(SyncType.INCREMENTAL)).isEqualTo(Map.of("e4", Decision.PARKED));
    }

    private List<Object> state() {
        return List.of(
                world.team.events(),
                world.team.appliedKeys(),
                alice.events(team).page(null, 100),
                world.store.inTransaction(tx -> tx.checkpoints().feeds(team)),
                alice.quarantine(team, 10),
                alice.history(team, 100));
    }

    private void edit(String uid, String summary) {
        EventSeries read = alice.events(team).find(uid).orElseThrow();
        alice.events(team).put(read.events().get(0).toBuilder().summary(summary).build());
    }
}
