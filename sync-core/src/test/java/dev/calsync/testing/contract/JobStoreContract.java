package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import dev.calsync.store.JobStore.Settlement;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoredJob;
import dev.calsync.store.WorkCompletion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.JobStore} promises. */
public abstract class JobStoreContract extends StoreContract {

    private StoredJob job(UserId user, String id, Map<CalendarRef, Long> asked) {
        SyncJob job = new SyncJob(
                JobId.of(id),
                user,
                List.copyOf(asked.keySet()),
                SyncType.INCREMENTAL,
                Priority.HIGH,
                now(),
                JobStatus.QUEUED,
                0,
                8);
        return new StoredJob(job, asked, Map.of(), now());
    }

    /** A job that asks for these calendars, as a user would. */
    private StoredJob ask(String id, CalendarRef... calendars) {
        Map<CalendarRef, Long> asked = new LinkedHashMap<>();
        for (CalendarRef calendar : calendars) {
            asked.put(calendar, request(calendar));
        }
        StoredJob job = job(ALICE, id, asked);
        run(tx -> tx.jobs().add(job));
        return job;
    }

    private SyncJob found(StoredJob job) {
        return in(tx -> tx.jobs().find(ALICE, job.job().id())).orElseThrow().job();
    }

    private void settle(CalendarRef calendar, long served, JobStatus outcome) {
        run(tx -> tx.jobs().settle(List.of(new Settlement(calendar, served, outcome))));
    }

    private List<JobId> idsOf(UserId user, int limit) {
        return in(tx -> tx.jobs().ofUser(user, limit)).stream()
                .map(job -> job.job().id())
                .toList();
    }

    @Test
    void job_isFoundAsItWasKept() {
        StoredJob job = ask("j1", calendar("b"), calendar("a"));

        assertEquals(Optional.of(job), in(tx -> tx.jobs().find(ALICE, job.job().id())));
    }

    @Test
    void job_isItsUsersOnly() {
        StoredJob job = ask("j1", calendar("a"));

        assertEquals(Optional.empty(), in(tx -> tx.jobs().find(BOB, job.job().id())));
        assertEquals(Optional.empty(), in(tx -> tx.jobs().find(ALICE, JobId.of("J1"))));
        assertEquals(List.of(), idsOf(BOB, 9));
    }

    @Test
    void jobForAnotherUsersCalendar_isRefused() {
        CalendarRef bobs = calendar(BOB, "bob-1", "b");

        assertThrows(
                IllegalArgumentException.class, () -> run(tx -> tx.jobs().add(job(ALICE, "j1", Map.of(bobs, 1L)))));

        assertEquals(List.of(), idsOf(ALICE, 9));
    }

    @Test
    void jobThatIsKeptAlready_isRefused() {
        StoredJob job = ask("j1", calendar("a"));

        assertThrows(IllegalArgumentException.class, () -> run(tx -> tx.jobs().add(job)));
    }

    @Test
    void jobs_areNewestFirst() {
        CalendarRef calendar = calendar("a");
        for (String id : List.of("c", "a", "b")) {
            ask(id, calendar);
        }

        assertEquals(List.of(JobId.of("b"), JobId.of("a"), JobId.of("c")), idsOf(ALICE, 9));
        assertEquals(List.of(JobId.of("b"), JobId.of("a")), idsOf(ALICE, 2));
    }

    @Test
    void job_isInProgressWhileARunServesIt() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        StoredJob job = ask("j1", calendar, calendar("b"));
        assertEquals(JobStatus.QUEUED, found(job).status());

        Lease lease = claim(node, calendar);
        StoredJob later = ask("j2", calendar);

        assertEquals(JobStatus.PROCESSING, found(job).status());
        assertEquals(JobStatus.QUEUED, found(later).status(), "the run began before it was asked for");
        in(tx -> tx.work().complete(List.of(new WorkCompletion.Served(lease))));
        settle(calendar, lease.generation(), JobStatus.COMPLETED);
        assertEquals(JobStatus.QUEUED, found(job).status(), "the other calendar waits");
    }

    @Test
    void job_isQueuedForLaterWhileItWaitsForARetry() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        StoredJob job = ask("j1", calendar);
        Lease lease = claim(node, calendar);

        in(tx -> tx.work().complete(List.of(new WorkCompletion.Retry(lease, in(minutes(4)), "no answer"))));

        assertEquals(JobStatus.QUEUED, found(job).status());
        assertEquals(in(minutes(4)), found(job).scheduledAt());
        assertEquals(1, found(job).retryCount());
    }

    @Test
    void settle_endsJobsThatAskedForThisGenerationOrAnEarlierOne() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        StoredJob first = ask("j1", calendar);
        StoredJob second = ask("j2", calendar);
        claim(node, calendar);
        StoredJob later = ask("j3", calendar);

        settle(calendar, 1, JobStatus.PARTIAL);

        assertEquals(JobStatus.PARTIAL, found(first).status());
        assertEquals(JobStatus.PARTIAL, found(second).status());
        assertEquals(JobStatus.QUEUED, found(later).status());
        settle(calendar, 2, JobStatus.FAILED);
        assertEquals(JobStatus.PARTIAL, found(first).status(), "what is final does not change");
        assertEquals(JobStatus.FAILED, found(later).status());
    }

    @Test
    void job_endsAsBadlyAsTheWorstOfItsCalendars() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        CalendarRef c = calendar("c");
        StoredJob job = ask("j1", a, b, c);
        StoredJob good = ask("j2", a);

        settle(a, 1, JobStatus.COMPLETED);
        settle(b, 1, JobStatus.DEAD);
        assertEquals(JobStatus.QUEUED, found(job).status());
        settle(c, 1, JobStatus.CANCELLED);

        assertEquals(JobStatus.DEAD, found(job).status());
        assertEquals(JobStatus.COMPLETED, found(good).status());
        StoredJob stored = in(tx -> tx.jobs().find(ALICE, job.job().id())).orElseThrow();
        assertEquals(Map.of(a, JobStatus.COMPLETED, b, JobStatus.DEAD, c, JobStatus.CANCELLED), stored.outcomes());
    }

    @Test
    void deletedCalendar_isTakenOutOfItsJobs() {
        CalendarRef gone = calendar("gone");
        CalendarRef done = calendar("done");
        StoredJob both = ask("both", gone, done);
        StoredJob alone = ask("alone", gone);
        settle(done, 1, JobStatus.COMPLETED);

        run(tx -> tx.calendars().delete(gone));

        assertEquals(
                Optional.empty(), in(tx -> tx.jobs().find(ALICE, alone.job().id())));
        assertEquals(JobStatus.COMPLETED, found(both).status());
        assertEquals(List.of(done), found(both).calendarIds());
        assertEquals(List.of(both.job().id()), idsOf(ALICE, 9));
        settle(gone, 9, JobStatus.FAILED);
        assertEquals(JobStatus.COMPLETED, found(both).status());
    }

    @Test
    void prune_forgetsWhatWasFinalBefore() {
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        StoredJob old = ask("old", calendar);
        StoredJob older = ask("older", calendar);
        StoredJob open = ask("open", other);
        settle(calendar, 1, JobStatus.COMPLETED);
        time.advance(minutes(10));
        StoredJob fresh = ask("fresh", other);
        settle(other, 0, JobStatus.COMPLETED);

        assertEquals(0, count(tx -> tx.jobs().prune(now().minus(minutes(10)), 9)), "the time is exclusive");
        assertEquals(1, count(tx -> tx.jobs().prune(now(), 1)));
        assertEquals(1, count(tx -> tx.jobs().prune(now(), 9)));

        assertEquals(List.of(fresh.job().id(), open.job().id()), idsOf(ALICE, 9));
        assertEquals(Optional.empty(), in(tx -> tx.jobs().find(ALICE, old.job().id())));
        assertEquals(
                Optional.empty(), in(tx -> tx.jobs().find(ALICE, older.job().id())));
    }

    @Test
    void put_keepsAnOpenJobsNewerState() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        StoredJob job = ask("j1", a, b);

        run(tx -> tx.jobs().put(job.withPriority(Priority.LOW)));
        assertEquals(Priority.LOW, found(job).priority());

        run(tx -> tx.jobs().put(job.cancelled()));
        assertEquals(JobStatus.CANCELLED, found(job).status());
        settle(a, 1, JobStatus.FAILED);
        assertEquals(JobStatus.CANCELLED, found(job).status(), "it is over");
    }

    @Test
    void putOfAJobThatIsNotKept_isIgnored() {
        StoredJob never = job(ALICE, "never", Map.of(calendar("a"), 1L));

        run(tx -> tx.jobs().put(never));

        assertEquals(List.of(), idsOf(ALICE, 9));
    }

    @Test
    void jobsOfACalendar_areOpenOnesAndFinalOnesNewestFirst() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        ask("z", a);
        settle(a, 1, JobStatus.COMPLETED);
        ask("y", a, b);
        ask("x", b);
        ask("w", a);

        assertEquals(List.of(JobId.of("w"), JobId.of("y"), JobId.of("z")), idsOf(a, 9));
        assertEquals(List.of(JobId.of("w"), JobId.of("y")), idsOf(a, 2));
        assertEquals(List.of(JobId.of("x"), JobId.of("y")), idsOf(b, 9));
        assertEquals(List.of(), idsOf(new CalendarRef(AccountId.of("nobody"), "x"), 9));
        run(tx -> tx.calendars().delete(a));
        assertEquals(List.of(), idsOf(a, 9));
        assertEquals(List.of(JobId.of("x"), JobId.of("y")), idsOf(b, 9));
    }

    private List<JobId> idsOf(CalendarRef calendar, int limit) {
        return in(tx -> tx.jobs().ofCalendar(calendar, limit)).stream()
                .map(job -> job.job().id())
                .toList();
    }
}
