package dev.calsync;

import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ScheduleId;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.EventFilter;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.FeedRound;
import dev.calsync.store.StoredFeed;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A schedule's event filter: what is outside crosses in neither direction and is deleted on neither side. */
class FilteredSyncTest {
    static final EventFilter WORK = EventFilter.category("work");

    private final SyncWorld world = new SyncWorld(5);
    private UserSync alice;
    private CalendarRef team;
    private ScheduleId schedule;

    @BeforeEach
    void connect() {
        alice = world.engine().forUser("alice");
        team = world.connect(alice);
        schedule = alice.schedule(yearly().filter(WORK)).id();
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Decides about the calendar, and fires too seldom to run by itself. */
    private SyncSchedule yearly() {
        return SyncSchedule.every(Duration.ofDays(7)).calendars(team);
    }

    static EventSeries work(String uid, String summary) {
        return EventSeries.of(categorised(uid, summary, "work"));
    }

    static EventSeries home(String uid, String summary) {
        return EventSeries.of(categorised(uid, summary, "home"));
    }

    static CalendarEvent categorised(String uid, String summary, String category) {
        return master(uid, summary).toBuilder().categories(List.of(category)).build();
    }

    // what the provider has

    @Test
    void remoteEventOutside_isSkipped() {
        world.team.put(work("in", "In"));
        world.team.put(home("out", "Out"));
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(here("in")).isEqualTo("In");
        assertThat(alice.events(team).find("out")).isEmpty();
        assertThat(alice.history(team, 1).get(0).report().skipped()).isEqualTo(1);
        assertThat(alice.history(team, 1).get(0).report().pulled()).isEqualTo(1);
    }

    @Test
    void eventsOutside_costNoRow_andAQuietRunOneRequest() {
        for (int i = 0; i < 300; i++) {
            world.team.put(home("out-" + i, "Out"));
        }
        world.team.put(work("in", "In"));
        sync();
        assertThat(alice.events(team).page(null, 1000)).hasSize(1);
        assertThat(alice.quarantine(team, 10)).isEmpty();
        assertThat(links()).isEqualTo(1);
        long before = world.provider.requests();
        sync();
        assertThat(world.provider.requests() - before).isEqualTo(1);
    }

    /** Every link: none was mentioned in a round that has not begun. */
    private int links() {
        return world.store.<Integer>inTransaction(tx -> {
            StoredFeed feed = tx.checkpoints().feeds(team).get(0);
            FeedRound next = new FeedRound(feed.partition(), feed.round() + 1);
            return tx.links().gone(team, next, true, null, 1000).size();
        });
    }

    @Test
    void remoteEventThatLeaves_staysHereAsItWas() {
        linked("a");
        world.team.put(home("a", "Private now"));
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(here("a")).isEqualTo("A");
        assertThat(there("a")).isEqualTo("Private now");
    }

    @Test
    void remoteEventThatComesBack_isTheSameSeries() {
        linked("a");
        String id = onlyId();
        world.team.put(home("a", "Private now"));
        sync();
        world.team.put(work("a", "Back"));
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(here("a")).isEqualTo("Back");
        assertThat(onlyId()).isEqualTo(id);
        assertThat(alice.revisions(team, 10)).isEmpty();
    }

    @Test
    void remoteDeletionOfWhatLeft_deletesNothingHere() {
        linked("a");
        world.team.put(home("a", "Private now"));
        sync();
        world.team.delete("a");
        sync();
        full();
        assertThat(here("a")).isEqualTo("A");
        assertThat(world.team.appliedKeys()).isEmpty();
    }

    @Test
    void remoteDeletionOfWhatLeft_foundByAFullRound_deletesNothingHere() {
        linked("a");
        world.team.put(home("a", "Private now"));
        sync();
        world.team.delete("a");
        world.team.expireCursors();
        sync();
        assertThat(here("a")).isEqualTo("A");
    }

    @Test
    void leavingAndDeletionInOneRound_isADeletion() {
        linked("a");
        world.team.put(home("a", "Private now"));
        world.team.delete("a");
        sync();
        assertThat(alice.events(team).find("a")).isEmpty();
    }

    @Test
    void editOfWhatLeft_waits_andIsMergedWhenItComesBack() {
        linked("a");
        world.team.put(home("a", "Private now"));
        sync();
        edit("a", event -> event.toBuilder().location("Room 1").build());
        long before = world.provider.requests();
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.provider.requests() - before).isEqualTo(1);
        assertThat(world.team.appliedKeys()).isEmpty();
        assertThat(alice.status(team).pendingEdits()).isEqualTo(1);
        world.team.put(work("a", "Back"));
        sync();
        both("a", "Back", "Room 1");
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(alice.revisions(team, 10)).isEmpty();
    }

    @Test
    void pendingEdit_isKeptAndNotPushed_whenTheSeriesLeavesBeforeIt() {
        linked("a");
        edit("a", event -> event.toBuilder().location("Room 1").build());
        world.team.put(home("a", "Private now"));
        sync();
        assertThat(there("a")).isEqualTo("Private now");
        assertThat(there().location()).isEmpty();
        assertThat(alice.events(team).find("a").orElseThrow().events().get(0).location())
                .isEqualTo("Room 1");
    }

    @Test
    void deletionOfWhatLeft_isNotPushed_evenIfItComesBack() {
        linked("a");
        alice.reschedule(schedule, yearly().filter(EventFilter.category("other")));
        sync();
        alice.events(team).delete(alice.events(team).find("a").orElseThrow());
        sync();
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(world.team.events()).containsOnlyKeys("a");
        alice.reschedule(schedule, yearly().filter(WORK));
        sync();
        assertThat(world.team.events()).containsOnlyKeys("a");
        assertThat(here("a")).isEqualTo("A");
    }

    @Test
    void deletionOfWhatLeft_isNotPushed_ifItComesBackBeforeTheNextRun() {
        linked("a");
        alice.reschedule(schedule, yearly().filter(EventFilter.category("other")));
        sync();
        alice.pause(team, "a while");
        alice.events(team).delete(alice.events(team).find("a").orElseThrow());
        alice.reschedule(schedule, yearly().filter(WORK));
        alice.resume(team);
        sync();
        assertThat(world.team.events()).containsOnlyKeys("a");
        assertThat(here("a")).isEqualTo("A");
        assertThat(alice.events(team).page(null, 10)).hasSize(1);
    }

    @Test
    void trueConflictOfWhatComesBack_keepsWhatLost() {
        linked("a");
        world.team.put(home("a", "Private now"));
        sync();
        edit("a", event -> event.toBuilder().summary("Mine").build());
        sync();
        world.team.put(work("a", "Back"));
        sync();
        assertThat(here("a")).isEqualTo("Back");
        assertThat(alice.revisions(team, 10))
                .singleElement()
                .satisfies(lost ->
                        assertThat(lost.state().events().get(0).summary()).isEqualTo("Mine"));
    }

    // what is here

    @Test
    void localEventOutside_isNotPushed_untilItEnters() {
        sync();
        alice.events(team).put(categorised("mine", "Mine", "home"));
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.team.events()).isEmpty();
        edit("mine", event -> event.toBuilder().categories(List.of("work")).build());
        sync();
        assertThat(world.team.events()).containsOnlyKeys("mine");
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    @Test
    void localEventOutside_deletedAgain_leavesNothing() {
        sync();
        alice.events(team).put(categorised("mine", "Mine", "home"));
        sync();
        alice.events(team).delete(alice.events(team).find("mine").orElseThrow());
        sync();
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(world.team.appliedKeys()).isEmpty();
    }

    @Test
    void editThatTakesASeriesOut_isNotPushed_norIsWhatFollows() {
        linked("a");
        edit("a", event -> event.toBuilder().categories(List.of("home")).build());
        sync();
        edit("a", event -> event.toBuilder().summary("Secret").build());
        sync();
        assertThat(world.team.appliedKeys()).isEmpty();
        assertThat(there("a")).isEqualTo("A");
        assertThat(here("a")).isEqualTo("Secret");
        assertThat(alice.status(team).pendingEdits()).isEqualTo(1);
    }

    @Test
    void remoteChangeOfWhatAnEditTookOut_isNotAppliedHere() {
        linked("a");
        edit("a", event -> event.toBuilder().categories(List.of("home")).build());
        world.team.put(work("a", "Theirs"));
        sync();
        world.team.put(work("a", "Theirs again"));
        sync();
        assertThat(here("a")).isEqualTo("A");
        assertThat(there("a")).isEqualTo("Theirs again");
    }

    @Test
    void remoteDeletionOfWhatAnEditTookOut_deletesNothingHere() {
        alice.reschedule(schedule, yearly().filter(WORK).conflicts(ConflictPolicy.REMOTE_WINS));
        for (boolean known : List.of(false, true)) {
            String uid = known ? "known" : "fresh";
            linked(uid);
            edit(uid, event -> event.toBuilder().categories(List.of("home")).build());
            if (known) {
                sync();
            }
            world.team.delete(uid);
            sync();
            assertThat(here(uid)).isEqualTo("A");
        }
    }

    @Test
    void editThatComesBack_isPushed_withoutReadingEverything() {
        linked("a");
        edit("a", event -> event.toBuilder().categories(List.of("home")).build());
        sync();
        edit(
                "a",
                event -> event.toBuilder()
                        .categories(List.of("work"))
                        .location("Room 1")
                        .build());
        long before = world.provider.requests();
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.provider.requests() - before).isEqualTo(2);
        both("a", "A", "Room 1");
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    @Test
    void editThatComesBack_isMergedWithWhatTheProviderChangedMeanwhile() {
        linked("a");
        linked("b");
        edit("a", event -> event.toBuilder().categories(List.of("home")).build());
        sync();
        world.team.put(work("a", "Theirs"));
        sync();
        edit(
                "a",
                event -> event.toBuilder()
                        .categories(List.of("work"))
                        .location("Room 1")
                        .build());
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        both("a", "Theirs", "Room 1");
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    /** Listing everything does not help while the one event cannot be read, so it is not done run after run. */
    @Test
    void editThatComesBack_waitsWhileTheOtherSideCannotBeRead() {
        linked("a");
        edit("a", event -> event.toBuilder().categories(List.of("home")).build());
        sync();
        world.team.put(work("a", "Theirs"));
        sync();
        world.team.garble("a", "it is garbled");
        sync();
        edit("a", event -> event.toBuilder().categories(List.of("work")).build());
        long before = world.provider.requests();
        sync();
        assertThat(world.provider.requests() - before).isEqualTo(1);
        world.team.put(work("a", "Healed"));
        sync();
        assertThat(here("a")).isEqualTo("Healed");
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    @Test
    void remoteChangeThatBringsAnEditedSeriesIn_isMerged() {
        linked("a");
        alice.reschedule(schedule, yearly().filter(EventFilter.category("other")));
        sync();
        edit("a", event -> event.toBuilder().location("Room 1").build());
        sync();
        world.team.put(EventSeries.of(categorised("a", "A", "other")));
        sync();
        both("a", "A", "Room 1");
    }

    @Test
    void deletionOfASyncedSeries_thatAnUnsentEditHadTakenOut_isPushed() {
        linked("a");
        alice.pause(team, "a while");
        edit("a", event -> event.toBuilder().categories(List.of("home")).build());
        alice.events(team).delete(alice.events(team).find("a").orElseThrow());
        alice.resume(team);
        sync();
        assertThat(world.team.events()).isEmpty();
    }

    @Test
    void changedByOthersBetweenPullAndPush_toSomethingOutside_isLeftAlone() {
        linked("a");
        edit("a", event -> event.toBuilder().location("Room 1").build());
        boolean[] done = {false};
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.WRITE && !done[0]) {
                done[0] = true;
                world.team.put(home("a", "Private now"));
            }
        });
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(there("a")).isEqualTo("Private now");
        assertThat(here("a")).isEqualTo("A");
        assertThat(alice.status(team).quarantined()).isZero();
    }

    /** The create's answer was lost, and before it was looked up somebody took the event out. */
    @Test
    void writeWhoseResultIsOutside_isDone_andWhatFollowsIsNotPushed() {
        sync();
        world.provider.loseNextAnswers(1);
        alice.events(team).put(categorised("mine", "Mine", "work"));
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.RESOLVE) {
                world.team.put(home("mine", "Private now"));
            }
        });
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(here("mine")).isEqualTo("Mine");
        assertThat(alice.status(team).pendingEdits()).isZero();
        edit("mine", event -> event.toBuilder().location("Room 1").build());
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(there("mine")).isEqualTo("Private now");
        assertThat(world.team.appliedKeys()).hasSize(1);
        world.team.put(work("mine", "Back"));
        sync();
        both("mine", "Back", "Room 1");
    }

    @Test
    void parkedConflict_isOverWhenTheSeriesLeaves() {
        linked("a");
        alice.reschedule(schedule, yearly().filter(WORK).conflicts(ConflictPolicy.MANUAL));
        edit("a", event -> event.toBuilder().summary("Mine").build());
        world.team.put(work("a", "Theirs"));
        assertThat(sync()).isEqualTo(JobStatus.PARTIAL);
        world.team.put(home("a", "Private now"));
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.quarantine(team, 10)).isEmpty();
        assertThat(here("a")).isEqualTo("Mine");
    }

    @Test
    void manualPolicy_hasNoConflictAboutWhatAnEditTookOut() {
        linked("a");
        alice.reschedule(schedule, yearly().filter(WORK).conflicts(ConflictPolicy.MANUAL));
        edit("a", event -> event.toBuilder().categories(List.of("home")).build());
        world.team.put(work("a", "Theirs"));
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.quarantine(team, 10)).isEmpty();
        assertThat(here("a")).isEqualTo("A");
    }

    /** What was agreed on is older than what the provider has, so nothing may be written onto that. */
    @Test
    void parkedConflictOfWhatComesBack_writesNothing_untilItIsAnswered() {
        linked("a");
        alice.reschedule(schedule, yearly().filter(WORK).conflicts(ConflictPolicy.MANUAL));
        world.team.put(home("a", "Private now"));
        sync();
        edit("a", event -> event.toBuilder().summary("Mine").build());
        world.team.put(work("a", "Back"));
        assertThat(sync()).isEqualTo(JobStatus.PARTIAL);
        int[] writes = {0};
        world.provider.beforeCall(call -> writes[0] += call == ScriptedProvider.Call.WRITE ? 1 : 0);
        edit("a", event -> event.toBuilder().location("Room 1").build());
        sync();
        assertThat(writes[0]).isZero();
        assertThat(alice.quarantine(team, 10)).hasSize(1);
        alice.reschedule(schedule, yearly().filter(WORK).conflicts(ConflictPolicy.LOCAL_WINS));
        full();
        both("a", "Mine", "Room 1");
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    @Test
    void editThatCouldNotBeWritten_isOutOfQuarantineWhenItLeaves() throws InterruptedException {
        world.team.writable(false);
        alice.refreshCalendars(alice.accounts().get(0));
        alice.events(team).put(categorised("mine", "Mine", "work"));
        assertThat(sync()).isEqualTo(JobStatus.PARTIAL);
        assertThat(alice.quarantine(team, 10)).hasSize(1);
        edit("mine", event -> event.toBuilder().categories(List.of("home")).build());
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(alice.quarantine(team, 10)).isEmpty();
    }

    // another filter

    @Test
    void anotherFilter_isADiff_andDeletesNothing() {
        world.team.put(work("w", "W"));
        world.team.put(home("h", "H"));
        sync();
        long version = alice.events(team).find("w").orElseThrow().version();
        alice.reschedule(schedule, yearly().filter(EventFilter.category("home")));
        assertThat(sync()).isEqualTo(JobStatus.COMPLETED);
        assertThat(here("h")).isEqualTo("H");
        assertThat(alice.events(team).find("w").orElseThrow().version()).isEqualTo(version);
        world.team.put(work("w", "W changed"));
        world.team.put(home("h", "H changed"));
        sync();
        assertThat(here("w")).isEqualTo("W");
        assertThat(here("h")).isEqualTo("H changed");
        world.team.delete("w");
        sync();
        assertThat(here("w")).isEqualTo("W");
        assertThat(world.team.events()).containsOnlyKeys("h");
        assertThat(world.team.appliedKeys()).isEmpty();
    }

    @Test
    void deletionUnseenUnderTheOldFilter_ofWhatTheNewOneLeavesOut_deletesNothingHere() {
        linked("a");
        alice.reschedule(schedule, yearly().filter(EventFilter.category("home")));
        world.team.delete("a");
        sync();
        assertThat(here("a")).isEqualTo("A");
    }

    @Test
    void removedSchedule_bringsEverything() {
        linked("a");
        world.team.put(home("a", "Private now"));
        world.team.put(home("b", "B"));
        sync();
        alice.unschedule(schedule);
        sync();
        assertThat(here("a")).isEqualTo("Private now");
        assertThat(here("b")).isEqualTo("B");
        assertThat(alice.events(team).page(null, 10)).hasSize(2);
        long before = world.provider.requests();
        sync();
        assertThat(world.provider.requests() - before).isEqualTo(1);
    }

    @Test
    void widerFilter_pushesWhatWaited() {
        linked("a");
        edit(
                "a",
                event -> event.toBuilder()
                        .categories(List.of("home"))
                        .location("Room 1")
                        .build());
        alice.events(team).put(categorised("mine", "Mine", "home"));
        sync();
        alice.unschedule(schedule);
        sync();
        both("a", "A", "Room 1");
        assertThat(world.team.events()).containsOnlyKeys("a", "mine");
        assertThat(alice.status(team).pendingEdits()).isZero();
    }

    @Test
    void sameFilterWrittenInAnotherOrder_isNoChange() {
        alice.reschedule(schedule, yearly().filter(EventFilter.category("work", "travel")));
        linked("a");
        alice.reschedule(schedule, yearly().filter(EventFilter.category("travel", "work")));
        long before = world.store.<Long>inTransaction(
                tx -> tx.checkpoints().feeds(team).get(0).round());
        sync();
        long after = world.store.<Long>inTransaction(
                tx -> tx.checkpoints().feeds(team).get(0).round());
        assertThat(after).isEqualTo(before);
    }

    @Test
    void twoDecidingSchedules_theOldestThatNamesAFilterDecides() {
        alice.schedule(yearly().filter(EventFilter.category("home")));
        world.team.put(work("w", "W"));
        world.team.put(home("h", "H"));
        sync();
        assertThat(alice.events(team).find("w")).isPresent();
        assertThat(alice.events(team).find("h")).isEmpty();
        alice.reschedule(schedule, yearly());
        sync();
        assertThat(here("h")).isEqualTo("H");
        world.team.put(work("w", "W changed"));
        sync();
        assertThat(here("w")).isEqualTo("W");
    }

    @Test
    void narrowerSchedule_takesItsFilterAlong() {
        alice.unschedule(schedule);
        alice.schedule(SyncSchedule.every(Duration.ofDays(7)).allCalendars().filter(WORK));
        world.team.put(home("h", "H"));
        sync();
        assertThat(alice.events(team).find("h")).isEmpty();
        alice.schedule(yearly());
        sync();
        assertThat(here("h")).isEqualTo("H");
    }

    @Test
    void eventWithTheUidOfOneThatStayedHere_isAdopted() {
        linked("a");
        world.team.put(home("a", "Private now"));
        sync();
        world.team.delete("a");
        sync();
        world.team.put(work("a", "A"));
        sync();
        assertThat(alice.events(team).page(null, 10)).hasSize(1);
        world.team.put(work("a", "A changed"));
        sync();
        assertThat(here("a")).isEqualTo("A changed");
    }

    private void linked(String uid) {
        world.team.put(work(uid, "A"));
        sync();
        assertThat(here(uid)).isEqualTo("A");
    }

    private JobStatus sync() {
        return world.syncNow(alice, team);
    }

    private void full() {
        alice.syncNow(List.of(team), SyncType.FULL, Priority.HIGH);
        world.pass(Duration.ofSeconds(5));
    }

    private void edit(String uid, UnaryOperator<CalendarEvent> change) {
        EventSeries read = alice.events(team).find(uid).orElseThrow();
        assertThat(alice.events(team).put(change.apply(read.events().get(0)))).isInstanceOf(EditOutcome.Saved.class);
    }

    private String onlyId() {
        List<CalendarEvents.StoredSeries> all = alice.events(team).page(null, 10);
        assertThat(all).hasSize(1);
        return all.get(0).id().value();
    }

    private String here(String uid) {
        return alice.events(team).find(uid).orElseThrow().events().get(0).summary();
    }

    private String there(String uid) {
        return world.team.events().get(uid).events().get(0).summary();
    }

    private CalendarEvent there() {
        return world.team.events().values().iterator().next().events().get(0);
    }

    private void both(String uid, String summary, String location) {
        for (EventSeries side : List.of(
                world.team.events().get(uid), alice.events(team).find(uid).orElseThrow())) {
            assertThat(side.events().get(0).summary()).isEqualTo(summary);
            assertThat(side.events().get(0).location()).isEqualTo(location);
        }
    }
}
