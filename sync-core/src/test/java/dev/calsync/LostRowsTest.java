package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.CorruptStateException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.store.StateKind;
import dev.calsync.store.StoredFeed;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that a store has lost or cannot read any more: nothing is deleted for it, and nothing doubled. */
class LostRowsTest {
    private final SyncWorld world = new SyncWorld(5);
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void connect() {
        alice = world.engine().forUser("alice");
        team = world.connect(alice);
        world.team.put(event("a", "A"));
        world.team.put(event("b", "B"));
        world.syncNow(alice, team);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private SeriesId row(String uid) {
        return world.memory.inTransaction(
                tx -> tx.replica().findByUid(team, List.of(uid)).get(0).id());
    }

    private List<String> here() {
        return alice.events(team).page(null, 99).stream()
                .map(stored -> summary(stored.series()))
                .sorted()
                .toList();
    }

    private List<String> there() {
        return world.team.events().values().stream()
                .map(LostRowsTest::summary)
                .sorted()
                .toList();
    }

    private static String summary(EventSeries series) {
        return series.events().get(0).summary();
    }

    private void syncAll() throws InterruptedException {
        alice.await(alice.syncNow(List.of(team), SyncType.FULL, Priority.HIGH).id(), Duration.ofHours(12));
    }

    /** Somebody writes the event anew, which the row that was lost was about. */
    @Test
    void seriesThatIsWrittenAnewAfterItsRowWasLost_isNotThereTwice() throws InterruptedException {
        world.memory.damage(team, StateKind.SERIES, row("a"), true);
        alice.events(team).put(event("a", "A, once more"));
        world.team.put(event("a", "A by other"));

        world.syncNow(alice, team);
        syncAll();

        assertThat(here()).isEqualTo(there()).hasSize(2);
        List<String> found = alice.revisions(team, 9).stream()
                .map(revision -> summary(revision.state()))
                .collect(Collectors.toList());
        found.addAll(here());
        assertThat(found).contains("A, once more", "A by other");
    }

    /** Without its row a feed begins anew, and its rounds must not count from 1: links know later ones. */
    @Test
    void feedWhoseRowWasLost_stillFindsWhatIsGone() {
        for (int i = 0; i < 3; i++) {
            world.team.put(event("b", "B" + i));
            world.syncNow(alice, team);
        }
        world.memory.damage(team, StateKind.CHECKPOINT, null, true);
        world.team.delete("a");

        world.syncNow(alice, team);

        assertThat(here()).isEqualTo(there()).containsExactly("B2");
        StoredFeed feed =
                world.memory.inTransaction(tx -> tx.checkpoints().feeds(team).get(0));
        assertThat(feed.round()).isGreaterThan(3);
    }

    @Test
    void unreadableRow_isTold_andTheRunThatCameUponItIsTriedAgainAsAFullOne() {
        world.memory.damage(team, StateKind.CHECKPOINT, null, false);

        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);

        assertThat(world.told(SyncEvent.StateDamaged.class))
                .singleElement()
                .satisfies(told -> assertThat(told.what()).contains("CHECKPOINT"));
        assertThat(world.runs(team))
                .last()
                .satisfies(run -> assertThat(run.demand().type()).isEqualTo(SyncType.FULL));
        assertThat(here()).isEqualTo(there()).hasSize(2);
    }

    @Test
    void editThatWaits_survivesDamageBesideIt() {
        alice.pause(team, "for the test");
        alice.events(team)
                .put(event("a", "A by me")
                        .withVersion(alice.events(team).find("a").orElseThrow().version()));
        world.memory.damage(team, StateKind.LINK, row("a"), false);
        world.memory.damage(team, StateKind.SERIES, row("b"), false);
        assertThatThrownBy(() -> alice.events(team).find("b")).isInstanceOf(CorruptStateException.class);
        assertThat(alice.verify(team).sound())
                .as("who came upon one had all put aside")
                .isTrue();
        alice.resume(team);

        world.syncNow(alice, team);

        assertThat(here()).isEqualTo(there()).hasSize(2);
        List<String> found = alice.revisions(team, 9).stream()
                .map(revision -> summary(revision.state()))
                .collect(Collectors.toList());
        found.addAll(here());
        assertThat(found).contains("A by me");
    }
}
