package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.OnFailure;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.RunRecord;
import dev.calsync.testing.ScriptedProvider.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a failed run has written is undone on both sides before anything is tried again, where that is wanted. */
class RollBackTest {
    private static final Duration RETRY = Duration.ofMinutes(1);
    /** More than fit into one batch of writes. */
    private static final int EDITS = 60;

    private static final int BEYOND = 55;

    private final SyncWorld world = new SyncWorld(1);
    private UserSync alice;
    private CalendarRef team;

    private void begin(UnaryOperator<CalendarSyncBuilder> more) {
        alice = world.engine(builder -> more.apply(
                        builder.retry(RetryPolicy.exponential(RETRY, RETRY).withMaxRetries(3))))
                .forUser("alice");
        team = world.connect(alice);
        for (int i = 0; i < 5; i++) {
            world.team.put(SyncWorld.event("e" + i, "E" + i));
        }
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** From both sides: new, changed, deleted, and changed on both; the last batch of writes fails. */
    private void changeMuch() {
        alice.pause(team, "edits wait");
        world.team.put(SyncWorld.event("e0", "theirs"));
        world.team.delete("e1");
        world.team.put(SyncWorld.event("new there", "new"));
        world.team.put(EventSeries.of(
                SyncWorld.master("e4", "E4").toBuilder().location("Room 1").build()));
        edit("e2", "mine");
        edit("e4", "merged");
        alice.events(team).delete(alice.events(team).find("e3").orElseThrow());
        for (int i = 0; i < EDITS; i++) {
            alice.events(team).put(SyncWorld.event("new here " + i, "new"));
        }
    }

    private void edit(String uid, String summary) {
        EventSeries seen = alice.events(team).find(uid).orElseThrow();
        alice.events(team)
                .put(seen.with(seen.events().get(0).toBuilder().summary(summary).build()));
    }

    private void failSecondBatch(RuntimeException failure) {
        int[] writes = {0};
        world.provider.beforeCall(call -> {
            if (call == Call.WRITE && ++writes[0] == BEYOND) {
                throw failure;
            }
        });
    }

    private void resume() {
        alice.resume(team);
        alice.syncNow(team);
        world.pass(Duration.ofSeconds(1));
    }

    private String there(String uid) {
        return Optional.ofNullable(world.team.events().get(uid))
                .map(series -> series.events().get(0).summary())
                .orElse("gone");
    }

    private String here(String uid) {
        return alice.events(team)
                .find(uid)
                .map(series -> series.events().get(0).summary())
                .orElse("gone");
    }

    private void everythingArrived() {
        assertThat(world.team.events()).hasSize(4 + EDITS);
        for (String uid : List.of("e0", "e1", "e2", "e3", "e4", "new there", "new here 7")) {
            assertThat(here(uid)).as(uid).isEqualTo(there(uid));
        }
        assertThat(there("e0")).isEqualTo("theirs");
        assertThat(there("e2")).isEqualTo("mine");
        assertThat(there("e3")).isEqualTo("gone");
        assertThat(world.team.events().get("e4").events().get(0).location()).isEqualTo("Room 1");
        assertThat(there("e4")).isEqualTo("merged");
        assertThat(alice.status(team).pendingEdits()).isZero();
        assertThat(alice.quarantine(team, 9)).isEmpty();
    }

    private RunRecord lastRun() {
        List<RunRecord> runs = world.runs(team);
        return runs.get(runs.size() - 1);
    }

    @Test
    void bothSidesAreAsBefore_whereNothingIsTriedAgain() {
        begin(builder -> builder.onFailure(OnFailure.ROLL_BACK));
        changeMuch();
        Map<String, EventSeries> thereBefore = world.team.events();
        alice.schedule(SyncSchedule.every(Duration.ofDays(30)).calendars(team).retryOnFailure(false));
        failSecondBatch(new TransientException("it breaks off"));
        resume();
        assertThat(lastRun().outcome()).isEqualTo(JobStatus.FAILED);
        assertThat(lastRun().detail()).contains("it breaks off", "is undone first");
        assertThat(world.team.events().size()).isGreaterThan(thereBefore.size() + 10);

        world.pass(Duration.ofMinutes(2));

        assertThat(world.team.events()).isEqualTo(thereBefore);
        assertThat(here("e0")).isEqualTo("E0");
        assertThat(here("e1")).isEqualTo("E1");
        assertThat(here("new there")).isEqualTo("gone");
        assertThat(here("e3")).isEqualTo("gone");
        assertThat(here("e4")).isEqualTo("merged");
        assertThat(alice.events(team).find("e4").orElseThrow().events().get(0).location())
                .isEmpty();
        assertThat(alice.status(team).pendingEdits()).isEqualTo(EDITS + 3);
        assertThat(lastRun().outcome()).isEqualTo(JobStatus.COMPLETED);
        assertThat(lastRun().detail()).contains("was undone");
        SyncEvent.RunRolledBack told = world.told(SyncEvent.RunRolledBack.class).get(0);
        assertThat(told.left()).isZero();
        assertThat(told.undone()).isGreaterThanOrEqualTo(50);

        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        everythingArrived();
    }

    @Test
    void retry_undoesFirst_andThenDoesEverything() {
        begin(builder -> builder.onFailure(OnFailure.ROLL_BACK));
        changeMuch();
        failSecondBatch(new TransientException("it breaks off"));
        resume();
        assertThat(lastRun().detail()).contains("is undone first");
        world.pass(Duration.ofMinutes(10));
        assertThat(world.told(SyncEvent.RunRolledBack.class)).hasSize(1);
        assertThat(lastRun().outcome()).isEqualTo(JobStatus.COMPLETED);
        everythingArrived();
    }

    @Test
    void progressIsKept_unlessToldOtherwise() {
        begin(builder -> builder);
        changeMuch();
        failSecondBatch(new TransientException("it breaks off"));
        resume();
        world.pass(Duration.ofMinutes(10));
        assertThat(world.told(SyncEvent.RunRolledBack.class)).isEmpty();
        assertThat(lastRun().detail()).isNull();
        everythingArrived();
    }

    @Test
    void whatSomebodyChangedSince_stays_andIsReported() {
        begin(builder -> builder.onFailure(OnFailure.ROLL_BACK));
        changeMuch();
        failSecondBatch(new TransientException("it breaks off"));
        resume();
        world.team.put(SyncWorld.event("e2", "theirs since"));
        edit("e0", "mine since");
        world.pass(Duration.ofMinutes(10));
        assertThat(world.told(SyncEvent.RunRolledBack.class))
                .singleElement()
                .extracting(SyncEvent.RunRolledBack::left)
                .isEqualTo(2L);
        assertThat(world.runs(team))
                .anyMatch(run -> String.valueOf(run.detail()).contains("edited here since=1"))
                .anyMatch(run -> String.valueOf(run.detail()).contains("changed at the provider since=1"));
        assertThat(there("e0")).isEqualTo("mine since");
        assertThat(there("e2")).isEqualTo("theirs since");
        assertThat(here("e2")).isEqualTo("theirs since");
    }

    @Test
    void deadWork_isUndone() {
        begin(builder -> builder.onFailure(OnFailure.ROLL_BACK)
                .retry(RetryPolicy.exponential(RETRY, RETRY).withMaxRetries(0)));
        changeMuch();
        Map<String, EventSeries> thereBefore = world.team.events();
        failSecondBatch(new TransientException("it breaks off"));
        resume();
        assertThat(lastRun().outcome()).isEqualTo(JobStatus.DEAD);
        world.pass(Duration.ofMinutes(2));
        assertThat(world.team.events()).isEqualTo(thereBefore);
    }

    @Test
    void undoingThatFails_isTriedAgain() {
        begin(builder -> builder.onFailure(OnFailure.ROLL_BACK));
        changeMuch();
        Map<String, EventSeries> thereBefore = world.team.events();
        alice.schedule(SyncSchedule.every(Duration.ofDays(30)).calendars(team).retryOnFailure(false));
        int[] writes = {0};
        world.provider.beforeCall(call -> {
            if (call == Call.WRITE && (++writes[0] == BEYOND || writes[0] == BEYOND + 9)) {
                throw writes[0] == BEYOND ? new UnrecoverableException("no") : new TransientException("not now");
            }
        });
        resume();
        world.pass(Duration.ofMinutes(10));
        assertThat(world.team.events()).isEqualTo(thereBefore);
        assertThat(world.told(SyncEvent.RunRolledBack.class)).hasSize(1);
    }

    @Test
    void lostAnswer_isUndoneAsWell() {
        begin(builder -> builder.onFailure(OnFailure.ROLL_BACK));
        alice.pause(team, "edits wait");
        edit("e2", "mine");
        Map<String, EventSeries> thereBefore = world.team.events();
        alice.schedule(SyncSchedule.every(Duration.ofDays(30)).calendars(team).retryOnFailure(false));
        world.provider.loseNextAnswers(1);
        int[] resolves = {0};
        world.provider.beforeCall(call -> {
            if (call == Call.RESOLVE && ++resolves[0] == 1) {
                throw new UnrecoverableException("no");
            }
        });
        resume();
        assertThat(there("e2")).isEqualTo("mine");
        world.pass(Duration.ofMinutes(10));
        assertThat(world.team.events()).isEqualTo(thereBefore);
        assertThat(alice.status(team).pendingEdits()).isEqualTo(1);
    }

    @Test
    void firstSync_isNotUndone_butGoesOn() {
        world.provider.pageSize(2);
        int[] pages = {0};
        world.provider.beforeCall(call -> {
            if (call == Call.CHANGES && ++pages[0] == 2) {
                throw new TransientException("it breaks off");
            }
        });
        begin(builder -> builder.onFailure(OnFailure.ROLL_BACK));
        assertThat(world.told(SyncEvent.RunRolledBack.class)).isEmpty();
        assertThat(pages[0]).isEqualTo(4);
    }

    @Test
    void schedule_decides_alsoAsJson() {
        SyncSchedule schedule =
                SyncSchedule.every(Duration.ofHours(1)).allCalendars().onFailure(OnFailure.ROLL_BACK);
        assertThat(schedule.toJson()).contains("\"onFailure\":\"roll-back\"");
        assertThat(SyncSchedule.fromJson(schedule.toJson())).isEqualTo(schedule);
        assertThatThrownBy(() -> SyncSchedule.fromJson(schedule.toJson().replace("roll-back", "roll")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("onFailure")
                .hasMessageContaining("keep-progress, roll-back");
        begin(builder -> builder);
        alice.schedule(schedule);
        changeMuch();
        failSecondBatch(new TransientException("it breaks off"));
        resume();
        world.pass(Duration.ofMinutes(10));
        assertThat(world.told(SyncEvent.RunRolledBack.class)).hasSize(1);
        everythingArrived();
    }

    @Test
    void hostsReplica_cannotBeRolledBack() {
        assertThatThrownBy(() -> world.engine(
                        builder -> builder.replica(new HostReplica()).onFailure(OnFailure.ROLL_BACK)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("onFailure");
        UserSync bob =
                world.engine(builder -> builder.replica(new HostReplica())).forUser("bob");
        assertThatThrownBy(() -> bob.schedule(
                        SyncSchedule.every(Duration.ofHours(1)).allCalendars().onFailure(OnFailure.ROLL_BACK)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("onFailure");
    }
}
