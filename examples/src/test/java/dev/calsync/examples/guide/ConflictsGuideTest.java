package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarRepairs;
import dev.calsync.EditOutcome;
import dev.calsync.HeldRun;
import dev.calsync.OpenConflict;
import dev.calsync.SyncPlan;
import dev.calsync.UndoReport;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ScheduleId;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.Conflict;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.MergeRules;
import dev.calsync.reconcile.Resolution;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/conflicts.md. */
class ConflictsGuideTest {

    @Test
    void policies() throws InterruptedException {
        try (Rig rig = new Rig(
                builder ->
                        // region policies
                        builder.conflicts(new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.LATEST_WINS))
                // endregion policies
                )) {
            assertThat(rig.syncNow()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void edits_carryTheVersionTheyWereMadeOn() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            rig.theirs.put(Rig.series("standup", "Stand-up"));
            rig.syncNow();
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            // region edit
            EventSeries read = alice.events(team).find("standup").orElseThrow();
            CalendarEvent master = read.master();
            EditOutcome outcome =
                    alice.events(team).put(master.toBuilder().location("Room 1").build());
            if (outcome instanceof EditOutcome.Stale stale) {
                System.err.println("changed meanwhile, now at version " + stale.currentVersion());
            }
            // endregion edit
            assertThat(outcome).isInstanceOf(EditOutcome.Saved.class);
            assertThat(alice.events(team)
                            .put(master.toBuilder().location("Room 2").build()))
                    .isInstanceOf(EditOutcome.Stale.class);
            rig.syncNow();
            assertThat(rig.theirs.events().get("standup").events().get(0).location())
                    .isEqualTo("Room 1");
        }
    }

    @Test
    void whatLost_isKept_andCanBePutBack() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            bothRename(rig);
            assertThat(rig.syncNow()).isEqualTo(JobStatus.COMPLETED);
            assertThat(summary(rig)).isEqualTo("theirs");
            // region revisions
            CalendarRepairs repairs = alice.repairs(team);
            Revision lost = repairs.revisions(1).get(0);
            System.out.println(lost.reason() + ": " + repairs.changes(lost).changes());
            EditOutcome restored = repairs.restore(lost);
            // endregion revisions
            assertThat(restored).isInstanceOf(EditOutcome.Saved.class);
            rig.syncNow();
            assertThat(rig.theirs.events().get("standup").events().get(0).summary())
                    .isEqualTo("mine");
        }
    }

    @Test
    void parked_isAnsweredByAnotherPolicyAndAFullSync() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            ScheduleId daily = alice.schedule(SyncSchedule.every(Duration.ofDays(1))
                            .calendars(team)
                            .conflicts(ConflictPolicy.MANUAL))
                    .id();
            bothRename(rig);
            assertThat(rig.syncNow()).isEqualTo(JobStatus.PARTIAL);
            // region quarantine
            for (Quarantined one : alice.quarantine(team, 100)) {
                System.err.println(one.side() + " " + one.key() + ": " + one.reason() + ", tried " + one.attempts()
                        + " times since " + one.since() + ", next " + one.nextTryAt());
            }
            // endregion quarantine
            assertThat(summary(rig)).isEqualTo("mine");
            assertThat(alice.quarantine(team, 100)).hasSize(1);
            // region answer
            SyncSchedule ours =
                    SyncSchedule.every(Duration.ofDays(1)).calendars(team).conflicts(ConflictPolicy.LOCAL_WINS);
            alice.reschedule(daily, ours);
            alice.syncNow(team);
            // endregion answer
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(rig.theirs.events().get("standup").events().get(0).summary())
                    .isEqualTo("mine");
            assertThat(alice.quarantine(team, 100)).isEmpty();
        }
    }

    @Test
    void parked_mayBeAnsweredForTheProviderAsWell() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            SyncSchedule daily = SyncSchedule.every(Duration.ofDays(1)).calendars(team);
            ScheduleId id =
                    alice.schedule(daily.conflicts(ConflictPolicy.MANUAL)).id();
            bothRename(rig);
            assertThat(rig.syncNow()).isEqualTo(JobStatus.PARTIAL);
            alice.reschedule(id, daily.conflicts(ConflictPolicy.REMOTE_WINS));
            alice.syncNow(List.of(team), SyncType.FULL, Priority.NORMAL);
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(summary(rig)).isEqualTo("theirs");
            assertThat(alice.quarantine(team, 100)).isEmpty();
            assertThat(alice.revisions(team, 10))
                    .singleElement()
                    .satisfies(lost ->
                            assertThat(lost.state().events().get(0).summary()).isEqualTo("mine"));
        }
    }

    @Test
    void parked_isAnsweredOneByOne() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder.conflicts(ConflictPolicy.MANUAL))) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            bothRename(rig);
            rig.syncNow();
            // region resolve
            for (OpenConflict open : alice.repairs(team).conflicts(20)) {
                Conflict conflict = open.conflict();
                Resolution answer = conflict.local() == null ? new Resolution.KeepRemote() : new Resolution.KeepLocal();
                if (!alice.repairs(team).resolve(open, answer)) {
                    System.err.println("changed meanwhile: look again");
                }
            }
            // endregion resolve
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(rig.theirs.events().get("standup").events().get(0).summary())
                    .isEqualTo("mine");
            assertThat(alice.repairs(team).conflicts(20)).isEmpty();
        }
    }

    @Test
    void resolver_decidesBeforeThePolicies() throws InterruptedException {
        try (Rig rig = new Rig(
                builder ->
                        // region resolver
                        builder.conflicts(conflict -> conflict.uid().startsWith("booking-")
                                ? new Resolution.KeepLocal()
                                : new Resolution.Escalate("only bookings are decided by themselves"))
                // endregion resolver
                )) {
            bothRename(rig);
            assertThat(rig.syncNow()).isEqualTo(JobStatus.PARTIAL);
            assertThat(rig.alice.repairs(rig.team()).conflicts(1).get(0).reason())
                    .contains("only bookings");
        }
    }

    @Test
    void dryRun_saysWhatARunWouldDo() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            rig.theirs.put(Rig.series("standup", "Stand-up"));
            rig.theirs.put(Rig.series("planning", "Planning"));
            rig.syncNow();
            alice.pause(team, "to look first");
            rig.theirs.delete("planning");
            EventSeries read = alice.events(team).find("standup").orElseThrow();
            alice.events(team)
                    .put(read.events().get(0).toBuilder().location("Room 1").build());
            // region dry-run
            SyncPlan plan = alice.repairs(team).dryRun(SyncType.INCREMENTAL);
            System.out.println(plan.counts());
            for (SyncPlan.Planned one : plan.changes()) {
                System.out.println("  " + one.uid() + ": " + one.why() + (one.changesHere() ? ", changes here" : "")
                        + (one.changesThere() ? ", changes there" : ""));
            }
            // endregion dry-run
            assertThat(plan.changes()).hasSize(2);
            assertThat(rig.theirs.appliedKeys()).isEmpty();
        }
    }

    @Test
    void run_isUndone() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            rig.theirs.put(Rig.series("standup", "Stand-up"));
            rig.syncNow();
            rig.theirs.delete("standup");
            rig.syncNow();
            // region undo
            RunRecord wrong = alice.history(team, 1).get(0);
            UndoReport report = alice.undo(wrong.id());
            System.out.println("undone: " + report.undone());
            report.notUndone().forEach(one -> System.out.println("  " + one.series() + "   " + one.why()));
            // endregion undo
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(rig.theirs.events()).containsKey("standup");
        }
    }

    @Test
    void tooManyChanges_waitForAPerson() throws InterruptedException {
        try (Rig rig = new Rig(
                builder ->
                        // region guard
                        builder.guard(ChangeGuard.DEFAULT.deletions(new ChangeGuard.Limit(10, 0.2)))
                // endregion guard
                )) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            for (int i = 0; i < 20; i++) {
                rig.theirs.put(Rig.series("e" + i, "E"));
            }
            rig.syncNow();
            for (int i = 0; i < 15; i++) {
                rig.theirs.delete("e" + i);
            }
            assertThat(rig.syncNow()).isEqualTo(JobStatus.PARTIAL);
            boolean meant = true;
            // region held
            for (HeldRun held : alice.repairs(team).held()) {
                System.out.println(held.reason());
                held.plan().forEach(one -> System.out.println("  " + one.series() + ": " + one.why()));
                boolean taken = meant
                        ? alice.repairs(team).approve(held)
                        : alice.repairs(team).refuse(held);
                if (!taken) {
                    System.err.println("other changes by now: look again");
                }
            }
            // endregion held
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(alice.events(team).page(null, 100)).hasSize(5);
        }
    }

    private static void bothRename(Rig rig) throws InterruptedException {
        rig.theirs.put(Rig.series("standup", "Stand-up"));
        rig.syncNow();
        EventSeries read = rig.alice.events(rig.team()).find("standup").orElseThrow();
        rig.alice
                .events(rig.team())
                .put(read.events().get(0).toBuilder().summary("mine").build());
        rig.theirs.put(Rig.series("standup", "theirs"));
    }

    private static String summary(Rig rig) {
        return rig.alice
                .events(rig.team())
                .find("standup")
                .orElseThrow()
                .events()
                .get(0)
                .summary();
    }
}
