package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkDemand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be asked of the history of runs, and of given-up work by its run. */
public abstract class RunQueryContract extends StoreContract {

    private RunRecord append(
            UserId user, CalendarRef calendar, String id, @Nullable String schedule, JobStatus outcome) {
        WorkDemand demand = new WorkDemand(
                SyncType.INCREMENTAL,
                Priority.NORMAL,
                now(),
                now(),
                EnumSet.of(WorkCause.SCHEDULE),
                schedule == null ? null : ScheduleId.of(schedule));
        RunRecord run = new RunRecord(
                RunId.of(id),
                calendar,
                user,
                demand,
                1,
                now(),
                now(),
                "n1",
                outcome,
                SyncReport.NONE,
                RunCost.NONE,
                null,
                null);
        run(tx -> tx.runs().append(List.of(run)));
        return run;
    }

    private RunRecord append(CalendarRef calendar, String id) {
        return append(ALICE, calendar, id, null, JobStatus.COMPLETED);
    }

    private List<RunRecord> ask(RunQuery query) {
        return in(tx -> tx.runs().ofUser(ALICE, query));
    }

    @Test
    void filters_narrowTogether() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        RunRecord first = append(ALICE, a, "r1", "s1", JobStatus.COMPLETED);
        time.advance(minutes(1));
        Instant second = now();
        RunRecord failed = append(ALICE, a, "r2", "s2", JobStatus.FAILED);
        time.advance(minutes(1));
        RunRecord partial = append(ALICE, b, "r3", "s1", JobStatus.PARTIAL);
        time.advance(minutes(1));
        Instant fourth = now();
        RunRecord last = append(ALICE, a, "r4", null, JobStatus.COMPLETED);
        append(BOB, calendar(BOB, "bob-1", "c"), "r5", "s1", JobStatus.COMPLETED);
        RunQuery all = RunQuery.newest(9);

        assertEquals(List.of(last, partial, failed, first), ask(all));
        assertEquals(List.of(last, failed, first), ask(all.ofCalendar(a)));
        assertEquals(List.of(partial, first), ask(all.ofSchedule(ScheduleId.of("s1"))));
        assertEquals(List.of(), ask(all.ofSchedule(ScheduleId.of("S1"))));
        assertEquals(List.of(partial, failed), ask(all.ended(JobStatus.FAILED, JobStatus.PARTIAL)));
        assertEquals(List.of(partial, failed), ask(all.between(second, fourth)), "the end is exclusive");
        assertEquals(List.of(last, partial, failed), ask(all.between(second, null)));
        assertEquals(List.of(first), ask(all.between(null, second)));
        assertEquals(
                List.of(first),
                ask(all.ofCalendar(a).ofSchedule(ScheduleId.of("s1")).ended(JobStatus.COMPLETED)));
        assertEquals(List.of(last), ask(RunQuery.newest(1).ofCalendar(a)));
        assertEquals(List.of(), ask(RunQuery.newest(0)));
    }

    @Test
    void queryForACalendarThatIsNotTheUsers_findsNothing() {
        CalendarRef bobs = calendar(BOB, "bob-1", "c");
        append(BOB, bobs, "r1", null, JobStatus.COMPLETED);

        assertEquals(List.of(), ask(RunQuery.newest(9).ofCalendar(bobs)));
        assertEquals(List.of(), ask(RunQuery.newest(9).ofCalendar(new CalendarRef(AccountId.of("nobody"), "x"))));
    }

    @Test
    void pages_areTheWholeThoughRunsEndedAtOneTime() {
        List<CalendarRef> calendars = List.of(calendar("a"), calendar("b"), calendar("c"));
        for (int i = 0; i < 11; i++) {
            append(calendars.get(i % 3), "r" + (i * 7 % 11));
            if (i % 5 == 4) {
                time.advance(minutes(1));
            }
        }
        List<RunRecord> whole = ask(RunQuery.newest(99));
        assertEquals(11, whole.size());

        for (int size = 1; size <= 4; size++) {
            RunQuery query = RunQuery.newest(size);
            List<RunRecord> read = new ArrayList<>();
            for (List<RunRecord> page = ask(query); !page.isEmpty(); page = ask(query)) {
                read.addAll(page);
                query = query.after(page.get(page.size() - 1));
            }
            assertEquals(whole, read, "in pages of " + size);
        }
    }

    @Test
    void page_keepsToTheFilters() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        RunRecord first = append(a, "r1");
        append(b, "r2");
        RunRecord third = append(a, "r3");
        RunQuery query = RunQuery.newest(1).ofCalendar(a);

        assertEquals(List.of(third), ask(query));
        assertEquals(List.of(first), ask(query.after(third)));
        assertEquals(List.of(), ask(query.after(first)));
    }

    @Test
    void runsAppendedWhileSomebodyPages_doNotRepeatOrHideOthers() {
        CalendarRef a = calendar("a");
        RunRecord first = append(a, "r1");
        RunRecord second = append(a, "r2");
        List<RunRecord> page = ask(RunQuery.newest(1));
        assertEquals(List.of(second), page);

        time.advance(minutes(1));
        append(a, "r3");

        assertEquals(List.of(first), ask(RunQuery.newest(9).after(second)));
    }

    @Test
    void pageBehindARunThatIsForgotten_goesOnWithOlderOnes() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        RunRecord older = append(a, "r1");
        time.advance(minutes(1));
        RunRecord gone = append(b, "r2");
        time.advance(minutes(1));
        append(a, "r3");

        run(tx -> tx.calendars().delete(b));

        assertEquals(List.of(older), ask(RunQuery.newest(9).after(gone)));
    }

    @Test
    void deadLetter_isFoundByItsRunAndTheUsersOnly() {
        CalendarRef a = calendar("a");
        DeadLetter letter = new DeadLetter(
                RunId.of("r1"), a, ALICE, demand(now()), 8, now(), "TransientException", "the server answers 500");
        DeadLetter other =
                new DeadLetter(RunId.of("r2"), a, ALICE, demand(now()), 8, now(), "NodesLost", "its node was lost");
        run(tx -> tx.deadLetters().add(List.of(letter, other)));

        assertEquals(Optional.of(letter), in(tx -> tx.deadLetters().find(ALICE, letter.run())));
        assertEquals(Optional.empty(), in(tx -> tx.deadLetters().find(BOB, letter.run())));
        assertEquals(Optional.empty(), in(tx -> tx.deadLetters().find(ALICE, RunId.of("R1"))));

        run(tx -> tx.deadLetters().remove(ALICE, List.of(letter.run())));
        assertEquals(Optional.empty(), in(tx -> tx.deadLetters().find(ALICE, letter.run())));
        assertEquals(Optional.of(other), in(tx -> tx.deadLetters().find(ALICE, other.run())));
    }
}
