package dev.calsync.testing.contract;

import dev.calsync.auth.Sealed;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.JobId;
import dev.calsync.model.RemoteId;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.reconcile.Side;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Intent;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredChannel;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.StoredJob;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A row in every drawer that hangs on a calendar, and everything that can be read of them. */
final class FilledStore {
    static final SeriesId APPLIED = SeriesId.of("applied");
    static final SeriesId EDITED = SeriesId.of("edited");
    static final SeriesId DELETED = SeriesId.of("deleted");
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private final UserId user;
    private final CalendarRef calendar;
    private final String name;

    /** @param name tells its jobs and runs from those of other calendars */
    FilledStore(UserId user, CalendarRef calendar, String name) {
        this.user = user;
        this.calendar = calendar;
        this.name = name;
    }

    static EventSeries series(String uid) {
        return SeriesFixtures.once(uid, START);
    }

    JobId job() {
        return JobId.of("job-" + name);
    }

    RunId run() {
        return RunId.of("run-" + name);
    }

    StoredJob job(long generation, Instant now) {
        SyncJob job =
                new SyncJob(job(), user, List.of(calendar), SyncType.FULL, Priority.HIGH, now, JobStatus.QUEUED, 0, 8);
        return new StoredJob(job, Map.of(calendar, generation), Map.of(), now);
    }

    RunRecord record(Instant now) {
        return new RunRecord(
                run(),
                calendar,
                user,
                StoreContract.demand(now),
                1,
                now,
                now,
                "n1",
                JobStatus.COMPLETED,
                SyncReport.NONE,
                RunCost.NONE,
                null,
                null);
    }

    DeadLetter letter(Instant now) {
        return new DeadLetter(
                run(), calendar, user, StoreContract.demand(now), 8, now, "TransientException", "no answer");
    }

    Revision revision(Instant now) {
        return new Revision(APPLIED, series("applied"), Side.LOCAL, now, run(), "older");
    }

    JournalEntry entry(Instant now) {
        return new JournalEntry(0, run(), APPLIED, Side.LOCAL, now, series("applied"), "hash");
    }

    Intent intent(SeriesId series, Instant now) {
        EventWrite write = new EventWrite.Create("key-" + series, series(series.value()));
        return new Intent(write, series, 1, Intent.State.PLANNED, now);
    }

    Link link(SeriesId local, String remote) {
        return new Link(local, SeriesFixtures.remote(remote, series(local.value())), "hash", SeriesFixtures.round(1));
    }

    StoredChannel channel(Instant now) {
        Sealed secret = StoreContract.sealed("key-1", 1);
        return new StoredChannel(
                "channel-" + name, calendar.account(), calendar, "path-" + name, secret, null, null, now, "");
    }

    Quarantined quarantined(String key, Instant now) {
        return new Quarantined(key, Side.REMOTE, null, "malformed", 1, now, false);
    }

    /** Fills every drawer for the calendar, which is kept already. */
    void fill(StoreTransaction tx) {
        Instant now = tx.now();
        long generation = tx.work()
                .request(List.of(new WorkRequest(calendar, user, SyncType.FULL, Priority.HIGH, now, WorkCause.REQUEST)))
                .get(0);
        tx.jobs().add(job(generation, now));
        tx.checkpoints().put(calendar, new StoredFeed("p", new Checkpoint("cursor", "print"), 1, null));
        tx.checkpoints().putWorkerCheckpoint(calendar, "worker");
        tx.replica().apply(calendar, List.of(new LocalChange(APPLIED, 0, series("applied"))));
        tx.replica().apply(calendar, List.of(new LocalChange(DELETED, 0, series("deleted"))));
        tx.replica().edit(calendar, new LocalChange(EDITED, 0, series("edited")));
        tx.replica().edit(calendar, new LocalChange(DELETED, 1, null));
        tx.revisions().add(calendar, List.of(revision(now)));
        tx.journal().add(calendar, List.of(entry(now)));
        tx.links().put(calendar, List.of(link(APPLIED, "r1"), link(DELETED, "r2")));
        tx.links().gone(calendar, SeriesFixtures.round(2), List.of(RemoteId.of("r2")));
        tx.intents().put(calendar, List.of(intent(EDITED, now)));
        tx.runs().append(List.of(record(now)));
        tx.quarantine().put(calendar, List.of(quarantined("key", now)));
        tx.deadLetters().add(List.of(letter(now)));
        tx.channels().put(List.of(channel(now)));
    }

    /** All rows that hang on the calendar, as every call that reads them finds them. */
    List<List<Object>> rows(StoreTransaction tx, Set<Integer> buckets) {
        Instant later = tx.now().plus(Duration.ofDays(1));
        Instant until = START.plus(Duration.ofDays(1));
        List<SeriesId> ids = List.of(APPLIED, EDITED, DELETED);
        List<RemoteId> remotes = List.of(RemoteId.of("r1"), RemoteId.of("r2"), RemoteId.of("r3"));
        List<List<Object>> rows = new ArrayList<>();
        rows.add(tx.calendars().find(calendar).stream()
                .<Object>map(found -> found)
                .toList());
        rows.add(tx.work().find(calendar).stream().<Object>map(found -> found).toList());
        rows.add(tx.work().due(buckets, DueCursor.START, later, 99).stream()
                .filter(item -> item.calendar().equals(calendar))
                .<Object>map(found -> found)
                .toList());
        rows.add(
                tx.jobs().find(user, job()).stream().<Object>map(found -> found).toList());
        rows.add(tx.jobs().ofUser(user, 99).stream()
                .filter(job -> job.asked().containsKey(calendar))
                .<Object>map(found -> found)
                .toList());
        rows.add(List.copyOf(tx.jobs().ofCalendar(calendar, 99)));
        rows.add(List.copyOf(tx.checkpoints().feeds(calendar)));
        rows.add(tx.checkpoints().workerCheckpoint(calendar).stream()
                .<Object>map(found -> found)
                .toList());
        rows.add(List.copyOf(tx.replica().read(calendar, ids)));
        rows.add(List.copyOf(tx.replica().findByUid(calendar, List.of("applied", "edited", "deleted", "new"))));
        rows.add(List.copyOf(tx.replica().pending(calendar, null, 99)));
        rows.add(List.copyOf(tx.replica().overlapping(calendar, START, until, null, 99)));
        rows.add(List.copyOf(tx.revisions().ofCalendar(calendar, 99)));
        rows.add(tx.journal().ofRun(calendar, run(), 0, 99).stream()
                .<Object>map(entry -> entry.number(0))
                .toList());
        rows.add(List.copyOf(tx.revisions().ofSeries(calendar, APPLIED, 99)));
        rows.add(List.copyOf(tx.links().byRemote(calendar, remotes)));
        rows.add(List.copyOf(tx.links().byLocal(calendar, ids)));
        rows.add(List.copyOf(tx.links().gone(calendar, SeriesFixtures.round(2), true, null, 99)));
        rows.add(List.copyOf(tx.links().gone(calendar, SeriesFixtures.round(2), false, null, 99)));
        rows.add(List.copyOf(tx.intents().open(calendar, 99)));
        rows.add(List.copyOf(tx.runs().ofCalendar(calendar, 99)));
        rows.add(tx.runs().ofUser(user, RunQuery.newest(99)).stream()
                .filter(run -> run.calendar().equals(calendar))
                .<Object>map(found -> found)
                .toList());
        rows.add(List.copyOf(tx.quarantine().ofCalendar(calendar, 99)));
        rows.add(List.copyOf(tx.quarantine().find(calendar, List.of("key", "other"))));
        rows.add(tx.deadLetters().ofUser(user, 99).stream()
                .filter(letter -> letter.calendar().equals(calendar))
                .<Object>map(found -> found)
                .toList());
        rows.add(tx.deadLetters().find(user, run()).stream()
                .<Object>map(found -> found)
                .toList());
        rows.add(List.copyOf(tx.channels().ofCalendar(calendar)));
        rows.add(tx.channels().byPath("path-" + name).stream()
                .<Object>map(found -> found)
                .toList());
        rows.add(tx.channels().ofAccount(calendar.account()).stream()
                .filter(channel -> calendar.equals(channel.calendar()))
                .<Object>map(found -> found)
                .toList());
        rows.add(tx.channels().due(later, 99).stream()
                .filter(channel -> calendar.equals(channel.calendar()))
                .<Object>map(found -> found)
                .toList());
        return rows;
    }
}
