package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.store.LocalSeries;
import dev.calsync.testing.ScriptedProvider.Call;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two-way sync into a host's own tables, which do not take part in the store's transactions. */
class HostReplicaSyncTest {
    private final SyncWorld world = new SyncWorld(3);
    private final HostReplica replica = new HostReplica();
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void connect() {
        alice = world.engine(builder -> builder.replica(replica)).forUser("alice");
        team = world.connect(alice);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void remoteEvents_arriveInTheHostsTable() {
        world.team.put(event("a", "A"));
        world.team.put(event("b", "B"));
        world.syncNow(alice, team);
        world.team.delete("b");
        world.syncNow(alice, team);
        assertThat(replica.rows().values())
                .singleElement()
                .satisfies(row -> assertThat(row.series().uid()).isEqualTo("a"));
    }

    @Test
    void hostsEdits_arePushed() {
        replica.edit("row-1", event("mine", "Mine"));
        world.syncNow(alice, team);
        replica.edit(
                "row-1",
                EventSeries.of(
                        master("mine", "Mine").toBuilder().location("Room 1").build()));
        world.syncNow(alice, team);
        assertThat(world.team.events().get("mine").events().get(0).location()).isEqualTo("Room 1");
        replica.delete("row-1");
        world.syncNow(alice, team);
        assertThat(world.team.events()).isEmpty();
        assertThat(replica.rows()).isEmpty();
    }

    @Test
    void bothSidesChanged_areMerged() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        LocalSeries row = replica.rows().firstEntry().getValue();
        replica.edit(
                row.id().value(),
                EventSeries.of(master("a", "A").toBuilder().location("Room 1").build()));
        world.team.put(event("a", "A by other"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        EventSeries merged = replica.rows().firstEntry().getValue().series();
        assertThat(merged.events().get(0).summary()).isEqualTo("A by other");
        assertThat(merged.events().get(0).location()).isEqualTo("Room 1");
        assertThat(world.team.events().get("a").events().get(0).location()).isEqualTo("Room 1");
        assertThat(replica.rows().firstEntry().getValue().pending()).isFalse();
    }

    @Test
    void rowChangedWhileItIsApplied_isDecidedAgain() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        world.team.put(event("a", "A by other"));
        replica.conflictOnce();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(replica.rows()
                        .firstEntry()
                        .getValue()
                        .series()
                        .events()
                        .get(0)
                        .summary())
                .isEqualTo("A by other");
    }

    /** The host takes one change of a page and refuses another: what lost in the one it took is kept all the same. */
    @Test
    void pageThatTheHostTakesInPart_keepsWhatLost() {
        world.team.put(event("a", "A"));
        world.team.put(event("b", "B"));
        world.syncNow(alice, team);
        LocalSeries edited = replica.rows().values().stream()
                .filter(row -> row.series().uid().equals("a"))
                .findFirst()
                .orElseThrow();
        replica.edit(edited.id().value(), event("a", "A by host"));
        world.team.put(event("b", "B by other"));
        world.team.put(event("a", "A by other"));
        replica.conflictOnce();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        List<String> found = new ArrayList<>();
        alice.revisions(team, 10)
                .forEach(lost -> found.add(lost.state().events().get(0).summary()));
        replica.rows()
                .values()
                .forEach(row -> found.add(row.series().events().get(0).summary()));
        assertThat(found).contains("A by host", "A by other", "B by other");
    }

    private static String summary(EventSeries series) {
        return series.events().get(0).summary();
    }

    private List<String> lost() {
        return alice.revisions(team, 99).stream()
                .map(revision -> summary(revision.state()))
                .toList();
    }

    @Test
    void crashBetweenTheHostsChangeAndOurs_keepsWhatLost_once() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        replica.edit(replica.rows().firstKey(), event("a", "A by host"));
        world.team.put(event("a", "A by other"));
        replica.crashAfter(1);

        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);

        assertThat(replica.crashed()).isTrue();
        assertThat(summary(replica.rows().firstEntry().getValue().series())).isEqualTo("A by other");
        assertThat(lost()).containsExactly("A by host");
    }

    @Test
    void seriesThatTheProviderDeletesAfterTheCrash_goesFromTheHostsTableToo() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        world.team.put(event("short lived", "B"));
        world.provider.beforeCall(call -> {
            if (replica.crashed()) {
                world.team.delete("short lived");
            }
        });
        replica.crashAfter(1);

        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);

        assertThat(replica.crashed()).isTrue();
        assertThat(replica.rows().values())
                .extracting(row -> row.series().uid())
                .containsExactly("a");
    }

    /** A host may well name its rows by UID. What the provider knows of the first row says nothing of the second. */
    @Test
    void rowMadeAgainUnderItsOldId_isAnotherWrite() {
        replica.edit("row-a", event("a", "first"));
        world.syncNow(alice, team);
        world.team.delete("a");
        world.syncNow(alice, team);
        assertThat(replica.rows()).isEmpty();
        replica.edit("row-a", event("a", "second"));
        boolean[] once = {false};
        world.provider.beforeCall(call -> {
            if (call == Call.WRITE && !once[0]) {
                once[0] = true;
                world.team.put(event("a", "by other"));
            }
        });
        world.provider.loseNextAnswers(1);

        world.syncNow(alice, team);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);

        List<String> found = new ArrayList<>(lost());
        found.add(summary(replica.rows().firstEntry().getValue().series()));
        assertThat(found).containsExactlyInAnyOrder("second", "by other");
    }

    /** Everything that can happen to a series on either side, with a crash after each change of the host's table. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void crashAfterAnyChangeOfTheHostsTable_losesNothing_andDoublesNothing(int calls) {
        for (String uid : List.of("both", "hostOnly", "remoteOnly", "hostDeletes", "remoteDeletes", "editAndDelete")) {
            world.team.put(event(uid, uid));
        }
        world.syncNow(alice, team);
        replica.edit(row("both"), event("both", "both by host"));
        world.team.put(event("both", "both by other"));
        replica.edit(row("hostOnly"), event("hostOnly", "hostOnly by host"));
        world.team.put(event("remoteOnly", "remoteOnly by other"));
        replica.delete(row("hostDeletes"));
        world.team.delete("remoteDeletes");
        replica.edit(row("editAndDelete"), event("editAndDelete", "edited by host"));
        world.team.delete("editAndDelete");
        replica.edit("row-new", event("new", "new by host"));
        world.team.put(event("newThere", "new by other"));
        replica.crashAfter(calls);

        world.syncNow(alice, team);
        replica.crashAfter(Integer.MAX_VALUE);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);

        List<String> here = replica.rows().values().stream()
                .map(row -> summary(row.series()))
                .sorted()
                .toList();
        List<String> there = world.team.events().values().stream()
                .map(HostReplicaSyncTest::summary)
                .sorted()
                .toList();
        assertThat(here).isEqualTo(there).doesNotHaveDuplicates();
        assertThat(replica.rows().values()).noneMatch(LocalSeries::pending);
        List<String> found = new ArrayList<>(here);
        found.addAll(lost());
        assertThat(found)
                .contains(
                        "both by host",
                        "both by other",
                        "hostOnly by host",
                        "remoteOnly by other",
                        "edited by host",
                        "new by host",
                        "new by other");
        assertThat(here).doesNotContain("hostDeletes", "remoteDeletes");
        assertThat(lost()).doesNotHaveDuplicates();
    }

    private String row(String uid) {
        return replica.rows().values().stream()
                .filter(row -> row.series().uid().equals(uid))
                .findFirst()
                .orElseThrow()
                .id()
                .value();
    }

    @Test
    void builtInEvents_areRefusedWithAReason() {
        assertThatThrownBy(() -> alice.events(team))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("own replica");
    }
}
