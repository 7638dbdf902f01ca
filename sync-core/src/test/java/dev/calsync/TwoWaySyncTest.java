package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.CalendarSession;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.UnsteadyProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwoWaySyncTest {
    private final SyncWorld world = new SyncWorld(1);
    private UserSync alice;
    private CalendarRef team;

    @BeforeEach
    void connect() {
        alice = world.engine().forUser("alice");
        team = world.connect(alice);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void firstSync_bringsEverything() {
        for (int i = 0; i < 250; i++) {
            world.team.put(event("uid-" + i, "Event " + i));
        }
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.events(team).page(null, 1000)).hasSize(250);
        assertThat(alice.history(team, 1).get(0).report().pulled()).isEqualTo(250);
    }

    @Test
    void nothingNew_costsOneRequest() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        long before = world.provider.requests();
        world.syncNow(alice, team);
        assertThat(world.provider.requests() - before).isEqualTo(1);
    }

    @Test
    void remoteChangesAndDeletions_arrive() {
        world.team.put(event("a", "A"));
        world.team.put(event("b", "B"));
        world.syncNow(alice, team);
        world.team.put(event("a", "A changed"));
        world.team.delete("b");
        world.syncNow(alice, team);
        assertThat(summary("a")).isEqualTo("A changed");
        assertThat(alice.events(team).find("b")).isEmpty();
    }

    @Test
    void localEdits_arePushed_andTheirEchoIsNotFetched() {
        world.syncNow(alice, team);
        assertThat(alice.events(team).put(master("mine", "Mine"))).isInstanceOf(EditOutcome.Saved.class);
        world.syncNow(alice, team);
        assertThat(world.team.events()).containsOnlyKeys("mine");
        EventSeries read = alice.events(team).find("mine").orElseThrow();
        alice.events(team)
                .put(read.events().get(0).toBuilder().summary("Mine 2").build());
        world.syncNow(alice, team);
        assertThat(world.team.events().get("mine").events().get(0).summary()).isEqualTo("Mine 2");
        long before = world.provider.requests();
        world.syncNow(alice, team);
        assertThat(world.provider.requests() - before).isEqualTo(1);
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    @Test
    void localDeletion_isPushed() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        alice.events(team).delete(alice.events(team).find("a").orElseThrow());
        assertThat(alice.events(team).find("a")).isEmpty();
        world.syncNow(alice, team);
        assertThat(world.team.events()).isEmpty();
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    @Test
    void editOfAStaleState_isRefused() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        EventSeries old = alice.events(team).find("a").orElseThrow();
        world.team.put(event("a", "A changed"));
        world.syncNow(alice, team);
        EditOutcome outcome = alice.events(team)
                .put(old.events().get(0).toBuilder().summary("late").build());
        assertThat(outcome).isInstanceOf(EditOutcome.Stale.class);
        assertThat(summary("a")).isEqualTo("A changed");
    }

    @Test
    void bothSidesChangedDifferentFields_areMerged() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        EventSeries read = alice.events(team).find("a").orElseThrow();
        alice.events(team)
                .put(read.events().get(0).toBuilder().location("Room 1").build());
        world.team.put(event("a", "A by other"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(summary("a")).isEqualTo("A by other");
        assertThat(world.team.events().get("a").events().get(0).location()).isEqualTo("Room 1");
        assertThat(world.team.events().get("a").events().get(0).summary()).isEqualTo("A by other");
    }

    @Test
    void trueConflict_keepsWhatLost() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        EventSeries read = alice.events(team).find("a").orElseThrow();
        alice.events(team).put(read.events().get(0).toBuilder().summary("mine").build());
        world.team.put(event("a", "theirs"));
        world.syncNow(alice, team);
        assertThat(summary("a")).isEqualTo("theirs");
        assertThat(alice.revisions(team, 10))
                .singleElement()
                .satisfies(lost ->
                        assertThat(lost.state().events().get(0).summary()).isEqualTo("mine"));
    }

    @Test
    void manualPolicy_parksTheSeries_andTheRestGoesOn() {
        alice.schedule(SyncSchedule.every(Duration.ofDays(1)).calendars(team).conflicts(ConflictPolicy.MANUAL));
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        EventSeries read = alice.events(team).find("a").orElseThrow();
        alice.events(team).put(read.events().get(0).toBuilder().summary("mine").build());
        world.team.put(event("a", "theirs"));
        world.team.put(event("b", "B"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(summary("a")).isEqualTo("mine");
        assertThat(world.team.events().get("a").events().get(0).summary()).isEqualTo("theirs");
        assertThat(summary("b")).isEqualTo("B");
        assertThat(alice.status(team).conflicts()).isEqualTo(1);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(summary("a")).isEqualTo("mine");
        assertThat(world.team.appliedKeys()).isEmpty();
    }

    /** Each side took away another part of an event known only by its overrides: nothing of it is left. */
    @Test
    void overridesDeletedOnBothSides_deleteTheSeriesOnBothSides() {
        world.team.put(orphan(2, 3));
        world.syncNow(alice, team);
        EventSeries read = alice.events(team).find("orphan").orElseThrow();
        alice.events(team)
                .put(new EventSeries("orphan", null, List.of(read.overrides().get(0))));
        world.team.put(orphan(3));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.events(team).find("orphan")).isEmpty();
        assertThat(world.team.events()).isEmpty();
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    private static EventSeries orphan(int... days) {
        return new EventSeries(
                "orphan",
                null,
                Arrays.stream(days)
                        .mapToObj(day -> master("orphan", "Day " + day).toBuilder()
                                .recurrenceId(EventTime.at(LocalDateTime.of(2026, 3, day, 10, 0), SyncWorld.BERLIN))
                                .build())
                        .toList());
    }

    @Test
    void changedBetweenPullAndPush_isMergedInTheSameRun() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        EventSeries read = alice.events(team).find("a").orElseThrow();
        alice.events(team)
                .put(read.events().get(0).toBuilder().location("Room 1").build());
        boolean[] done = {false};
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.WRITE && !done[0]) {
                done[0] = true;
                world.team.put(event("a", "A by other"));
            }
        });
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(summary("a")).isEqualTo("A by other");
        assertThat(world.team.events().get("a").events().get(0).location()).isEqualTo("Room 1");
    }

    @Test
    void lostAnswerOfACreate_makesNoDuplicate() {
        world.syncNow(alice, team);
        world.provider.loseNextAnswers(1);
        alice.events(team).put(master("mine", "Mine"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.team.events()).hasSize(1);
        assertThat(world.team.appliedKeys()).hasSize(1);
        assertThat(alice.events(team).page(null, 10)).hasSize(1);
    }

    @Test
    void expiredCursor_isADiff() {
        for (int i = 0; i < 10; i++) {
            world.team.put(event("uid-" + i, "Event " + i));
        }
        world.syncNow(alice, team);
        long version = alice.events(team).find("uid-1").orElseThrow().version();
        world.team.delete("uid-5");
        world.team.expireCursors();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.events(team).page(null, 100)).hasSize(9);
        assertThat(alice.events(team).find("uid-1").orElseThrow().version()).isEqualTo(version);
    }

    @Test
    void sameEventMadeOnBothSides_isAdopted() {
        world.syncNow(alice, team);
        alice.events(team).put(master("same", "Same"));
        world.team.put(event("same", "Same"));
        world.syncNow(alice, team);
        assertThat(alice.events(team).page(null, 10)).hasSize(1);
        assertThat(world.team.events()).hasSize(1);
        assertThat(world.team.appliedKeys()).isEmpty();
    }

    @Test
    void unreadableEvent_isQuarantined_andHealsWhenItChanges() {
        world.team.put(event("a", "A"));
        world.team.put(event("b", "B"));
        world.team.garble("a", "line 3: no such date");
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(alice.events(team).page(null, 10)).hasSize(1);
        assertThat(alice.quarantine(team, 10)).hasSize(1);
        world.team.put(event("a", "A"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.events(team).page(null, 10)).hasSize(2);
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    @Test
    void unreadableEvent_leavesQuarantine_whenItIsDeletedUnseen() {
        world.team.put(event("a", "A"));
        world.team.garble("a", "it is garbled");
        world.syncNow(alice, team);
        world.team.delete("a");
        world.team.expireCursors();
        world.syncNow(alice, team);
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    @Test
    void unreadableEvent_leavesQuarantine_whenItIsOverwrittenOrDeletedFromHere() {
        for (String uid : List.of("a", "b")) {
            world.team.put(event(uid, "A"));
            world.syncNow(alice, team);
            world.team.garble(uid, "it is garbled");
        }
        world.syncNow(alice, team);
        assertThat(alice.quarantine(team, 10)).hasSize(2);
        EventSeries read = alice.events(team).find("a").orElseThrow();
        alice.events(team).put(read.events().get(0).toBuilder().summary("B").build());
        alice.events(team).delete(alice.events(team).find("b").orElseThrow());
        world.syncNow(alice, team);
        assertThat(alice.quarantine(team, 10)).isEmpty();
        assertThat(world.team.events()).containsOnlyKeys("a");
    }

    /** The edit here wins each time, so its version does not change, and quarantine goes by the version. */
    @Test
    void editThatOthersOvertakeAgainAndAgain_isWrittenOnceTheyStop() {
        try (SyncWorld own = new SyncWorld(1)) {
            UserSync bob = own.engine(builder -> builder.conflicts(ConflictPolicy.LOCAL_WINS))
                    .forUser("bob");
            CalendarRef bobs = own.connect(bob);
            own.team.put(event("a", "A"));
            own.syncNow(bob, bobs);
            int[] writes = {0};
            own.provider.beforeCall(call -> {
                if (call == ScriptedProvider.Call.WRITE && writes[0]++ < 3) {
                    own.team.put(event("a", "Theirs " + writes[0]));
                }
            });
            EventSeries read = bob.events(bobs).find("a").orElseThrow();
            bob.events(bobs)
                    .put(read.events().get(0).toBuilder().summary("Mine").build());
            assertThat(own.syncNow(bob, bobs)).isEqualTo(JobStatus.PARTIAL);
            assertThat(bob.quarantine(bobs, 10)).hasSize(1);
            assertThat(own.syncNow(bob, bobs)).isEqualTo(JobStatus.COMPLETED);
            assertThat(bob.status(bobs).pendingEdits()).isZero();
            assertThat(bob.quarantine(bobs, 10)).isEmpty();
            assertThat(own.team.events().get("a").events().get(0).summary()).isEqualTo("Mine");
        }
    }

    @Test
    void editThatIsInTheWayOfAnUnreadableEvent_isWrittenOnceThatIsGone() {
        world.team.put(event("a", "A"));
        world.team.garble("a", "it is garbled");
        world.syncNow(alice, team);
        alice.events(team).put(master("a", "Mine"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        long before = world.provider.requests();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(world.provider.requests() - before).isEqualTo(2);
        world.team.delete("a");
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.team.events().get("a").events().get(0).summary()).isEqualTo("Mine");
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    /** A round that finds nothing is not written down, so what is pushed after it must not carry its number. */
    @Test
    void eventPushedByAnOtherwiseQuietRun_andDeletedThereUnseen_isGoneHere() {
        world.team.put(event("a", "A"));
        world.syncNow(alice, team);
        alice.events(team).put(master("mine", "Mine"));
        world.syncNow(alice, team);
        world.team.delete("mine");
        alice.syncNow(List.of(team), SyncType.FULL, Priority.HIGH);
        world.pass(Duration.ofSeconds(5));
        assertThat(alice.events(team).find("mine")).isEmpty();
        assertThat(alice.events(team).find("a")).isPresent();
    }

    /** The create took effect, its answer was lost; then both sides went on editing before it was looked up. */
    @Test
    void createThatIsLookedUpLate_isMergedWithWhatBothSidesMadeOfIt() {
        try (SyncWorld own = new SyncWorld(1)) {
            boolean[] broken = {false};
            UserSync bob = own.engineOver(new UnsteadyProvider.Line() {
                        @Override
                        public void answered(CalendarSession session) {
                            if (broken[0] && own.team.events().containsKey("mine")) {
                                throw new TransientException("the connection broke before the answer came");
                            }
                        }
                    })
                    .forUser("bob");
            CalendarRef bobs = own.connect(bob);
            broken[0] = true;
            bob.events(bobs).put(master("mine", "Mine"));
            own.pass(Duration.ofSeconds(1));
            assertThat(own.team.events()).containsOnlyKeys("mine");
            own.team.put(EventSeries.of(own.team.events().get("mine").events().get(0).toBuilder()
                    .location("Room 1")
                    .build()));
            EventSeries read = bob.events(bobs).find("mine").orElseThrow();
            bob.events(bobs)
                    .put(read.events().get(0).toBuilder().summary("Mine 2").build());
            broken[0] = false;
            own.pass(Duration.ofMinutes(1));
            for (EventSeries end : List.of(
                    own.team.events().get("mine"), bob.events(bobs).find("mine").orElseThrow())) {
                assertThat(end.events().get(0).summary()).isEqualTo("Mine 2");
                assertThat(end.events().get(0).location()).isEqualTo("Room 1");
            }
        }
    }

    @Test
    void readOnlyCalendar_isNeverWritten() {
        world.team.writable(false);
        try {
            alice.refreshCalendars(alice.accounts().get(0));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        alice.events(team).put(master("mine", "Mine"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(world.team.appliedKeys()).isEmpty();
        assertThat(alice.quarantine(team, 10)).hasSize(1);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void agenda_expandsRecurrences() {
        world.team.put(EventSeries.of(master("r", "Standup").toBuilder()
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=5"))
                .build()));
        world.syncNow(alice, team);
        Agenda agenda = alice.events(team)
                .between(Instant.parse("2026-03-03T00:00:00Z"), Instant.parse("2026-03-05T00:00:00Z"));
        assertThat(agenda.instances()).hasSize(2);
        assertThat(agenda.beyondWindow()).isFalse();
    }

    private String summary(String uid) {
        return alice.events(team).find(uid).orElseThrow().events().get(0).summary();
    }
}
