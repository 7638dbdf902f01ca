package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.FieldChange;
import dev.calsync.reconcile.Resolution;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of conflicts that wait for a person, of what the host's resolver says, and of what lost. */
class ConflictAnswersTest {
    private final SyncWorld world = new SyncWorld(1);
    private UserSync alice;
    private CalendarRef team;

    @AfterEach
    void close() {
        world.close();
    }

    private void manual() {
        alice = world.engine(builder -> builder.conflicts(ConflictPolicy.MANUAL))
                .forUser("alice");
        team = world.connect(alice);
        bothRename();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
    }

    private void bothRename() {
        world.team.put(SyncWorld.event("a", "A"));
        world.syncNow(alice, team);
        edit("a", "mine");
        world.team.put(SyncWorld.event("a", "theirs"));
    }

    @Test
    void conflict_showsBothStates_andWhatTheyAgreedOn() {
        manual();
        assertThat(alice.status(team).conflicts()).isEqualTo(1);
        OpenConflict open = only();
        assertThat(summary(open.conflict().base())).isEqualTo("A");
        assertThat(summary(open.conflict().local())).isEqualTo("mine");
        assertThat(summary(open.conflict().remote())).isEqualTo("theirs");
        assertThat(open.conflict().fields()).extracting(FieldChange::field).containsExactly(EventField.SUMMARY);
        assertThat(open.toString()).doesNotContain("mine").doesNotContain("theirs");
    }

    @Test
    void keepLocal_isWritten_andTheirsIsARevision() {
        manual();
        assertThat(alice.repairs(team).resolve(only(), new Resolution.KeepLocal()))
                .isTrue();
        world.pass(Duration.ofSeconds(5));
        settled("mine", "theirs");
    }

    @Test
    void keepRemote_isTakenOver_andOursIsARevision() {
        manual();
        assertThat(alice.repairs(team).resolve(only(), new Resolution.KeepRemote()))
                .isTrue();
        world.pass(Duration.ofSeconds(5));
        settled("theirs", "mine");
        assertThat(world.team.appliedKeys()).isEmpty();
    }

    @Test
    void merged_standsOnBothSides_andBothAreRevisions() {
        manual();
        EventSeries merged = SyncWorld.event("a", "both");
        assertThat(alice.repairs(team).resolve(only(), new Resolution.Merge(merged)))
                .isTrue();
        world.pass(Duration.ofSeconds(5));
        settled("both", "mine", "theirs");
    }

    private void settled(String stands, String... lost) {
        assertThat(summary(alice.events(team).find("a").orElseThrow())).isEqualTo(stands);
        assertThat(summary(world.team.events().get("a"))).isEqualTo(stands);
        assertThat(alice.repairs(team).conflicts(10)).isEmpty();
        assertThat(alice.status(team).conflicts()).isZero();
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(alice.revisions(team, 10))
                .extracting(revision -> summary(revision.state()))
                .containsExactlyInAnyOrder(lost);
        long before = world.provider.requests();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.provider.requests() - before).isEqualTo(1);
    }

    @Test
    void answerToAConflictThatChangedSince_isRefused() {
        manual();
        OpenConflict old = only();
        world.team.put(SyncWorld.event("a", "theirs 2"));
        world.syncNow(alice, team);
        assertThat(alice.repairs(team).resolve(old, new Resolution.KeepLocal())).isFalse();
        assertThat(summary(only().conflict().remote())).isEqualTo("theirs 2");
        edit("a", "mine 2");
        assertThat(alice.repairs(team).resolve(old, new Resolution.KeepLocal())).isFalse();
    }

    @Test
    void editedOnHere_theConflictShowsTheNewEdit_andNothingIsSent() {
        manual();
        edit("a", "mine 2");
        world.syncNow(alice, team);
        assertThat(summary(only().conflict().local())).isEqualTo("mine 2");
        assertThat(world.team.appliedKeys()).isEmpty();
        alice.repairs(team).resolve(only(), new Resolution.KeepLocal());
        world.pass(Duration.ofSeconds(5));
        settled("mine 2", "theirs");
    }

    @Test
    void editedBackHere_theConflictIsOver() {
        manual();
        edit("a", "theirs");
        world.syncNow(alice, team);
        assertThat(alice.repairs(team).conflicts(10)).isEmpty();
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    @Test
    void otherPolicy_settlesWhatWaits_withoutAFullSync() {
        manual();
        alice.schedule(SyncSchedule.every(Duration.ofDays(1)).calendars(team).conflicts(ConflictPolicy.LOCAL_WINS));
        world.syncNow(alice, team);
        settled("mine", "theirs");
    }

    @Test
    void deletedHere_editedThere_isAnsweredForTheDeletion() {
        alice = world.engine(builder -> builder.conflicts(ConflictPolicy.MANUAL))
                .forUser("alice");
        team = world.connect(alice);
        world.team.put(SyncWorld.event("a", "A"));
        world.syncNow(alice, team);
        alice.events(team).delete(alice.events(team).find("a").orElseThrow());
        world.team.put(SyncWorld.event("a", "theirs"));
        world.syncNow(alice, team);
        assertThat(only().conflict().local()).isNull();
        alice.repairs(team).resolve(only(), new Resolution.KeepLocal());
        world.pass(Duration.ofSeconds(5));
        assertThat(world.team.events()).isEmpty();
        assertThat(alice.revisions(team, 10)).hasSize(1);
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    @Test
    void editedHere_deletedThere_isAnsweredForEither() {
        for (boolean local : List.of(true, false)) {
            try (SyncWorld own = new SyncWorld(1)) {
                UserSync bob = own.engine(builder -> builder.conflicts(ConflictPolicy.MANUAL))
                        .forUser("bob");
                CalendarRef bobs = own.connect(bob);
                own.team.put(SyncWorld.event("a", "A"));
                own.syncNow(bob, bobs);
                EventSeries read = bob.events(bobs).find("a").orElseThrow();
                bob.events(bobs)
                        .put(read.events().get(0).toBuilder().summary("mine").build());
                own.team.delete("a");
                own.syncNow(bob, bobs);
                OpenConflict open = bob.repairs(bobs).conflicts(1).get(0);
                assertThat(open.conflict().remote()).isNull();
                bob.repairs(bobs).resolve(open, local ? new Resolution.KeepLocal() : new Resolution.KeepRemote());
                own.pass(Duration.ofSeconds(5));
                assertThat(own.team.events()).hasSize(local ? 1 : 0);
                assertThat(bob.events(bobs).find("a").isPresent()).isEqualTo(local);
                assertThat(bob.revisions(bobs, 10)).hasSize(local ? 0 : 1);
                assertThat(bob.quarantine(bobs, 10)).isEmpty();
            }
        }
    }

    @Test
    void answerThatDecidesNothing_isRefused() {
        manual();
        OpenConflict open = only();
        assertThatThrownBy(() -> alice.repairs(team).resolve(open, new Resolution.Escalate("later")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> alice.repairs(team).resolve(open, new Resolution.Merge(SyncWorld.event("other", "both"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hostsResolver_isAskedFirst() {
        List<String> asked = new ArrayList<>();
        alice = world.engine(builder -> builder.conflicts(conflict -> {
                    asked.add(conflict.uid());
                    return new Resolution.KeepLocal();
                }))
                .forUser("alice");
        team = world.connect(alice);
        bothRename();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        settled("mine", "theirs");
        assertThat(asked).containsOnly("a");
    }

    @Test
    void hostsResolverThatFailsOrEscalates_parksTheSeries() {
        alice = world.engine(builder -> builder.conflicts(conflict -> {
                    if (conflict.uid().equals("a")) {
                        throw new IllegalStateException("broken");
                    }
                    return new Resolution.Escalate("ask the boss");
                }))
                .forUser("alice");
        team = world.connect(alice);
        bothRename();
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);
        assertThat(only().reason()).contains("IllegalStateException");
        alice.repairs(team).resolve(only(), new Resolution.KeepRemote());
        world.pass(Duration.ofSeconds(5));
        settled("theirs", "mine");
    }

    @Test
    void revision_isComparedAndRestored() {
        alice = world.engine().forUser("alice");
        team = world.connect(alice);
        bothRename();
        world.syncNow(alice, team);
        Revision lost = alice.revisions(team, 1).get(0);
        assertThat(alice.repairs(team).changes(lost).fieldsOf(null)).containsExactly(EventField.SUMMARY);
        assertThat(alice.repairs(team).restore(lost)).isInstanceOf(EditOutcome.Saved.class);
        world.syncNow(alice, team);
        assertThat(summary(world.team.events().get("a"))).isEqualTo("mine");
        assertThat(alice.repairs(team).changes(lost).isEmpty()).isTrue();
        alice.events(team).delete(alice.events(team).find("a").orElseThrow());
        world.syncNow(alice, team);
        assertThat(world.team.events()).isEmpty();
        assertThat(alice.repairs(team).restore(lost)).isInstanceOf(EditOutcome.Saved.class);
        world.syncNow(alice, team);
        assertThat(summary(world.team.events().get("a"))).isEqualTo("mine");
    }

    private OpenConflict only() {
        List<OpenConflict> open = alice.repairs(team).conflicts(10);
        assertThat(open).hasSize(1);
        return open.get(0);
    }

    private void edit(String uid, String summary) {
        CalendarEvent read = alice.events(team).find(uid).orElseThrow().events().get(0);
        alice.events(team).put(read.toBuilder().summary(summary).build());
    }

    private static String summary(EventSeries series) {
        return series.events().get(0).summary();
    }
}
