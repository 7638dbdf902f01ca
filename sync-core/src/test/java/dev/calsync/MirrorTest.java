package dev.calsync;

import static dev.calsync.MirrorWorld.titled;
import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.mirror.Mirror;
import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Description;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.Visibility;
import dev.calsync.schedule.EventFilter;
import dev.calsync.store.Revision;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private final MirrorWorld w = new MirrorWorld();

    @AfterEach
    void close() {
        w.close();
    }

    private Mirror oneWay() {
        Mirror mirror = w.alice.mirror(w.ref(0)).to(w.ref(1));
        w.settle();
        return mirror;
    }

    private Mirror twoWay(int from, int to) {
        Mirror mirror = w.alice.mirror(w.ref(from)).twoWay().to(w.ref(to));
        w.settle();
        return mirror;
    }

    @Test
    void oneWay_copiesWhatIsThere_andWhatComes_andWhatGoes() {
        w.remote.get(0).put(event("a", "A"));
        oneWay();
        assertThat(w.title(1, "a")).isEqualTo("A");
        w.remote.get(0).put(event("a", "A2"));
        w.remote.get(0).put(event("b", "B"));
        w.sync(0);
        assertThat(w.title(1, "a")).isEqualTo("A2");
        assertThat(w.title(1, "b")).isEqualTo("B");
        w.remote.get(0).delete("a");
        w.sync(0);
        assertThat(w.remote.get(1).events()).containsOnlyKeys("b");
        assertThat(w.remote.get(0).events()).containsOnlyKeys("b");
    }

    @Test
    void nothingNew_costsNoRequestMore_andEditsNothing() {
        w.remote.get(0).put(event("a", "A"));
        oneWay();
        long before = w.providers.get(1).requests();
        w.sync(0);
        assertThat(w.providers.get(1).requests()).isEqualTo(before);
        assertThat(w.alice.status(w.ref(1)).pendingEdits()).isZero();
    }

    @Test
    void oneWay_putsBackWhatSomebodyChangedInTheCopy_andKeepsIt() {
        w.remote.get(0).put(event("a", "A"));
        oneWay();
        w.remote.get(1).put(event("a", "Mine now"));
        w.sync(1);
        assertThat(w.title(1, "a")).isEqualTo("A");
        assertThat(w.title(0, "a")).isEqualTo("A");
        assertThat(w.alice.revisions(w.ref(1), 10).stream().map(MirrorTest::title))
                .contains("Mine now");
    }

    @Test
    void oneWay_bringsBackADeletedCopy_threeTimesAtMost() {
        w.remote.get(0).put(event("a", "A"));
        oneWay();
        for (int i = 0; i < 3; i++) {
            w.remote.get(1).delete("a");
            w.sync(1);
            assertThat(w.title(1, "a")).isEqualTo("A");
        }
        w.remote.get(1).delete("a");
        w.sync(1);
        assertThat(w.title(1, "a")).isEqualTo("(none)");
        w.remote.get(0).put(event("a", "A2"));
        w.sync(0);
        assertThat(w.title(1, "a")).isEqualTo("A2");
    }

    @Test
    void oneWay_leavesWhatTheTargetHasByItself() {
        w.remote.get(0).put(event("a", "A"));
        w.remote.get(1).put(event("a", "My own invitation"));
        w.remote.get(1).put(event("z", "Z"));
        oneWay();
        assertThat(w.title(1, "a")).isEqualTo("My own invitation");
        assertThat(w.remote.get(0).events()).containsOnlyKeys("a");
        w.sync(0, 1);
        assertThat(w.title(1, "a")).isEqualTo("My own invitation");
    }

    @Test
    void twoWay_editsTravelBothWays_andFieldsMerge() {
        w.remote.get(0).put(event("a", "A"));
        w.remote.get(1).put(event("b", "B"));
        twoWay(0, 1);
        assertThat(w.title(1, "a")).isEqualTo("A");
        assertThat(w.title(0, "b")).isEqualTo("B");
        w.edit(1, "a", copy -> titled(copy, "A by copy"));
        assertThat(w.title(0, "a")).isEqualTo("A by copy");
        w.edit(0, "b", copy -> titled(copy, "B by copy"));
        assertThat(w.title(1, "b")).isEqualTo("B by copy");
        w.remote.get(0).put(EventSeries.of(titled(master("a", ""), "New title")));
        w.remote
                .get(1)
                .put(EventSeries.of(
                        master("a", "A by copy").toBuilder().location("Room 1").build()));
        w.world.syncNow(w.alice, w.ref(0), w.ref(1));
        w.settle();
        for (int calendar : List.of(0, 1)) {
            assertThat(w.title(calendar, "a")).isEqualTo("New title");
            assertThat(w.at(calendar, "a").orElseThrow().location()).isEqualTo("Room 1");
        }
    }

    @Test
    void twoWay_deletionTravels_butAnEditBeatsIt() {
        w.remote.get(0).put(event("a", "A"));
        w.remote.get(0).put(event("b", "B"));
        twoWay(0, 1);
        w.remote.get(1).delete("a");
        w.sync(1);
        assertThat(w.remote.get(0).events()).containsOnlyKeys("b");
        w.alice.pause(w.ref(0), "test");
        w.remote.get(1).delete("b");
        w.remote.get(0).put(event("b", "B edited"));
        w.alice.resume(w.ref(0));
        w.world.syncNow(w.alice, w.ref(0));
        w.world.syncNow(w.alice, w.ref(1));
        w.settle();
        assertThat(w.title(0, "b")).isEqualTo("B edited");
        assertThat(w.title(1, "b")).isEqualTo("B edited");
    }

    @Test
    void ringOfThree_neitherLoopsNorDoubles() {
        twoWay(0, 1);
        twoWay(1, 2);
        twoWay(2, 0);
        w.remote.get(0).put(event("a", "A"));
        w.sync(0);
        assertThat(w.title(1, "a")).isEqualTo("A");
        assertThat(w.title(2, "a")).isEqualTo("A");
        assertThat(ties()).as("ties of three copies: a tree").isEqualTo(2);
        w.edit(2, "a", copy -> titled(copy, "From three"));
        assertThat(w.title(0, "a")).isEqualTo("From three");
        assertThat(w.title(1, "a")).isEqualTo("From three");
        long before = requests();
        w.settle();
        assertThat(requests()).isEqualTo(before);
        w.edit(1, "a", copy -> titled(copy, "From two"));
        w.remote.get(2).delete("a");
        w.sync(2);
        w.remote.forEach(calendar -> assertThat(calendar.events().keySet()).isEmpty());
    }

    private int ties() {
        List<Mirror> mirrors = w.alice.mirrors().all();
        return w.world.memory.inTransaction(tx -> mirrors.stream()
                .mapToInt(mirror -> tx.mirrorTies().page(mirror.id(), null, 99).size())
                .sum());
    }

    private long requests() {
        return w.providers.stream().mapToLong(provider -> provider.requests()).sum();
    }

    @Test
    void ringOfThree_oneWay_comesToRest() {
        w.alice.mirror(w.ref(0)).to(w.ref(1));
        w.alice.mirror(w.ref(1)).to(w.ref(2));
        w.alice.mirror(w.ref(2)).to(w.ref(0));
        w.remote.get(0).put(event("a", "A"));
        w.remote.get(1).put(event("b", "B"));
        w.settle();
        w.sync(0, 1, 2, 0, 1);
        w.remote.forEach(calendar -> assertThat(calendar.events()).containsOnlyKeys("a", "b"));
    }

    @Test
    void removedEdgeOfARing_leavesTheOtherWay() {
        Mirror first = twoWay(0, 1);
        twoWay(1, 2);
        twoWay(2, 0);
        w.remote.get(0).put(event("a", "A"));
        w.sync(0);
        w.alice.mirrors().remove(first.id(), UserMirrors.Copies.KEEP);
        w.settle();
        w.edit(0, "a", copy -> titled(copy, "A2"));
        w.settle();
        assertThat(w.title(1, "a")).isEqualTo("A2");
        assertThat(w.title(2, "a")).isEqualTo("A2");
    }

    @Test
    void busyOnly_showsTheTimeAlone_andAMovedCopyMovesTheOriginal() {
        w.remote.get(0).put(EventSeries.of(withDetails("a")));
        w.alice.mirror(w.ref(0)).twoWay().busyOnly().prefix("[Work] ").to(w.ref(1));
        w.settle();
        CalendarEvent copy = w.at(1, "a").orElseThrow();
        assertThat(copy.summary()).isEqualTo("[Work] Busy");
        assertThat(copy.description()).isEqualTo(Description.NONE);
        assertThat(copy.location()).isEmpty();
        assertThat(copy.attendees()).isEmpty();
        EventTime later = EventTime.at(LocalDateTime.of(2026, 3, 2, 14, 0), SyncWorld.BERLIN);
        w.edit(
                1,
                "a",
                event -> event.toBuilder()
                        .start(later)
                        .end(EventTime.at(LocalDateTime.of(2026, 3, 2, 15, 0), SyncWorld.BERLIN))
                        .summary("Mine alone")
                        .build());
        CalendarEvent original = w.at(0, "a").orElseThrow();
        assertThat(original.start()).isEqualTo(later);
        assertThat(original.summary()).isEqualTo("Talk");
        assertThat(original.location()).isEqualTo("Room 2");
        assertThat(original.attendees()).hasSize(1);
        assertThat(w.title(1, "a")).isEqualTo("Mine alone");
    }

    private static CalendarEvent withDetails(String uid) {
        return master(uid, "Talk").toBuilder()
                .description(Description.plain("Secret plans"))
                .location("Room 2")
                .attendees(List.of(new Attendee(
                        new Person("mailto:bob@example.com", "Bob"),
                        AttendeeRole.REQUIRED,
                        ParticipationStatus.ACCEPTED,
                        false)))
                .build();
    }

    @Test
    void prefix_isNotCarriedBack() {
        w.remote.get(0).put(event("a", "A"));
        w.alice.mirror(w.ref(0)).twoWay().prefix("[W] ").to(w.ref(1));
        w.settle();
        assertThat(w.title(1, "a")).isEqualTo("[W] A");
        w.edit(1, "a", copy -> titled(copy, "[W] A2"));
        assertThat(w.title(0, "a")).isEqualTo("A2");
        assertThat(w.title(1, "a")).isEqualTo("[W] A2");
    }

    @Test
    void privateEvents_showNothing_alsoOnesThatTurnPrivate_unlessTold() {
        w.remote.get(0).put(EventSeries.of(withDetails("a")));
        w.remote
                .get(0)
                .put(EventSeries.of(withDetails("p").toBuilder()
                        .visibility(Visibility.CONFIDENTIAL)
                        .build()));
        oneWay();
        assertThat(w.title(1, "a")).isEqualTo("Talk");
        assertThat(w.title(1, "p")).isEqualTo("Busy");
        w.remote
                .get(0)
                .put(EventSeries.of(withDetails("a").toBuilder()
                        .visibility(Visibility.PRIVATE)
                        .build()));
        w.sync(0);
        CalendarEvent copy = w.at(1, "a").orElseThrow();
        assertThat(copy.summary()).isEqualTo("Busy");
        assertThat(copy.description()).isEqualTo(Description.NONE);
        assertThat(copy.location()).isEmpty();
        w.alice.mirror(w.ref(0)).withPrivateDetails().to(w.ref(2));
        w.settle();
        assertThat(w.title(2, "a")).isEqualTo("Talk");
    }

    @Test
    void filter_copiesWhatItSelects_andTakesBackWhatLeaves() {
        w.remote
                .get(0)
                .put(EventSeries.of(
                        master("a", "A").toBuilder().categories(List.of("work")).build()));
        w.remote.get(0).put(event("b", "B"));
        w.alice.mirror(w.ref(0)).only(EventFilter.category("work")).to(w.ref(1));
        w.settle();
        assertThat(w.remote.get(1).events()).containsOnlyKeys("a");
        w.remote.get(0).put(event("a", "A"));
        w.sync(0);
        assertThat(w.remote.get(1).events()).isEmpty();
        assertThat(w.remote.get(0).events()).containsOnlyKeys("a", "b");
    }

    @Test
    void outsideTheWindow_isNotCopied_andLeavingItDeletesNothing() {
        LocalDateTime old = LocalDateTime.of(2015, 1, 1, 10, 0);
        CalendarEvent past = master("old", "Old").toBuilder()
                .start(EventTime.at(old, SyncWorld.BERLIN))
                .end(EventTime.at(old.plusHours(1), SyncWorld.BERLIN))
                .build();
        w.remote.get(0).put(EventSeries.of(past));
        w.remote.get(0).put(event("a", "A"));
        oneWay();
        assertThat(w.remote.get(1).events()).containsOnlyKeys("a");
        w.edit(
                0,
                "a",
                event -> event.toBuilder().start(past.start()).end(past.end()).build());
        assertThat(w.at(1, "a").orElseThrow().start()).isEqualTo(past.start());
    }

    @Test
    void pausedMirror_bringsWhatChangedOnceItIsResumed() {
        w.remote.get(0).put(event("a", "A"));
        w.remote.get(0).put(event("b", "B"));
        Mirror mirror = oneWay();
        w.alice.mirrors().pause(mirror.id(), "holidays");
        assertThat(w.alice.mirrors().find(mirror.id()).orElseThrow().paused()).isEqualTo("holidays");
        w.remote.get(0).put(event("a", "A2"));
        w.remote.get(0).delete("b");
        w.sync(0);
        assertThat(w.title(1, "a")).isEqualTo("A");
        w.alice.mirrors().resume(mirror.id());
        w.settle();
        assertThat(w.title(1, "a")).isEqualTo("A2");
        assertThat(w.title(1, "b")).isEqualTo("(none)");
    }

    @Test
    void removedMirror_keepsItsCopies_orErasesThem() {
        w.remote.get(0).put(event("a", "A"));
        w.remote.get(1).put(event("own", "Own"));
        Mirror mirror = oneWay();
        w.alice.mirrors().remove(mirror.id(), UserMirrors.Copies.KEEP);
        w.remote.get(0).put(event("a", "A2"));
        w.sync(0);
        assertThat(w.title(1, "a")).isEqualTo("A");
        assertThat(w.alice.mirrors().all()).isEmpty();
        w.remote.get(1).put(event("a", "A2"));
        w.sync(1);
        Mirror again = oneWay();
        w.alice.mirrors().remove(again.id(), UserMirrors.Copies.ERASE);
        w.settle();
        assertThat(w.remote.get(1).events()).containsOnlyKeys("own");
        assertThat(w.remote.get(0).events()).containsOnlyKeys("a");
    }

    @Test
    void copiesOfTheSameAccount_haveAUidOfTheirOwn() {
        w.providers.get(0).calendar("second");
        CalendarRef second;
        try {
            second = w.alice.refreshCalendars(w.alice.accounts().get(0)).get(1).ref();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        w.remote.get(0).put(event("a", "A"));
        w.alice.mirror(w.ref(0)).twoWay().to(second);
        w.alice.mirror(second).twoWay().to(w.ref(1));
        w.settle();
        assertThat(w.providers.get(0).calendar("second").events()).hasSize(1).doesNotContainKey("a");
        assertThat(w.remote.get(1).events()).containsOnlyKeys("a");
        w.edit(1, "a", copy -> titled(copy, "A2"));
        assertThat(w.title(0, "a")).isEqualTo("A2");
        assertThat(w.remote.get(0).events()).containsOnlyKeys("a");
    }

    @Test
    void undoOfARun_isMirrored() {
        w.remote.get(0).put(event("a", "A"));
        oneWay();
        w.remote.get(0).put(event("a", "Vandalised"));
        w.sync(0);
        assertThat(w.title(1, "a")).isEqualTo("Vandalised");
        w.world.runs(w.ref(0)).stream()
                .filter(run -> run.report().pulled() == 1)
                .reduce((older, newer) -> newer)
                .ifPresent(run -> w.alice.repairs(w.ref(0)).undo(run.id()));
        w.settle();
        assertThat(w.title(0, "a")).isEqualTo("A");
        assertThat(w.title(1, "a")).isEqualTo("A");
    }

    @Test
    void massDeletion_isHeldAtTheTarget() {
        for (int i = 0; i < 200; i++) {
            w.remote.get(0).put(event("e" + i, "E" + i));
        }
        oneWay();
        assertThat(w.remote.get(1).events()).hasSize(200);
        for (int i = 0; i < 200; i++) {
            String uid = "e" + i;
            w.alice.events(w.ref(0)).delete(w.here(0, uid));
        }
        w.settle();
        assertThat(w.remote.get(0).events()).hasSize(200);
        assertThat(w.remote.get(1).events()).hasSize(200);
    }

    @Test
    void disconnecting_endsTheMirror_andTheCopiesStay() {
        w.remote.get(0).put(event("a", "A"));
        oneWay();
        w.alice.disconnect(w.alice.accounts().get(0));
        w.settle();
        assertThat(w.alice.mirrors().all()).isEmpty();
        assertThat(w.remote.get(1).events()).containsOnlyKeys("a");
        w.sync(1);
        assertThat(w.remote.get(1).events()).containsOnlyKeys("a");
    }

    @Test
    void badInput_getsAClearError_andChangesNothing() {
        oneWay();
        assertRefused(() -> w.alice.mirror(w.ref(0)).to(w.ref(0)), "itself");
        assertRefused(() -> w.alice.mirror(w.ref(0)).to(w.ref(1)), "already");
        assertRefused(() -> w.alice.mirror(w.ref(1)).to(w.ref(0)), "already");
        assertRefused(() -> w.alice.mirror(w.ref(0)).prefix("x".repeat(101)).to(w.ref(2)), "prefix");
        assertRefused(
                () -> w.alice.mirror(w.ref(0)).only(EventFilter.category("")).to(w.ref(2)), "category");
        w.remote.get(2).writable(false);
        try {
            w.alice.refreshCalendars(w.alice.accounts().get(2));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        assertRefused(() -> w.alice.mirror(w.ref(0)).to(w.ref(2)), "read-only");
        assertRefused(() -> w.alice.mirror(w.ref(2)).twoWay().to(w.ref(0)), "read-only");
        UserSync bob = w.engine.forUser("bob");
        assertThatThrownBy(() -> bob.mirror(w.ref(0)).to(w.ref(2))).isInstanceOf(IllegalArgumentException.class);
        CalendarRef unknown = new CalendarRef(w.ref(0).account(), "nowhere");
        assertThatThrownBy(() -> w.alice.mirror(w.ref(0)).to(unknown)).hasMessageContaining("no calendar");
        Mirror mirror = w.alice.mirrors().all().get(0);
        assertThatThrownBy(() -> bob.mirrors().pause(mirror.id(), "mine")).hasMessageContaining("no mirror");
        assertThatThrownBy(() -> bob.mirrors().remove(mirror.id(), UserMirrors.Copies.ERASE))
                .hasMessageContaining("no mirror");
        assertThat(w.alice.mirrors().all()).containsExactly(mirror);
        assertThat(bob.mirrors().all()).isEmpty();
    }

    private static void assertRefused(Runnable call, String word) {
        assertThatThrownBy(call::run)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(word);
    }

    @Test
    void aDayLater_theCalendarsAreComparedAsAWhole() {
        w.remote.get(0).put(event("a", "A"));
        Mirror mirror = oneWay();
        w.world.memory.inTransaction(tx -> {
            var tie = tx.mirrorTies().page(mirror.id(), null, 10).get(0);
            tx.mirrorTies().delete(mirror.id(), List.of(tie.source()));
            return true;
        });
        w.world.pass(Duration.ofHours(25));
        w.sync(0);
        w.edit(0, "a", copy -> titled(copy, "A2"));
        assertThat(w.title(1, "a")).isEqualTo("A2");
    }

    private static String title(Revision revision) {
        return revision.state().events().get(0).summary();
    }
}
