package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.engine.HeldChanges;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ChangeTimes;
import dev.calsync.reconcile.Conflict;
import dev.calsync.reconcile.Decision;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of one calendar went otherwise than wanted, and what can be done about it: conflicts that wait for an answer, states
 * that lost, runs that are held, series in quarantine. Thread-safe; calls block on the store only, but for {@link #dryRun}. What is decided here is
 * carried out by a run that the call asks for.
 */
public final class CalendarRepairs {
    private static final int LOOKED_AT = 10_000;
    private static final int PLANNED_MAX = 1_000;

    private final Engine engine;
    private final UserId user;
    private final CalendarRef calendar;
    private final boolean builtInReplica;

    CalendarRepairs(Engine engine, UserId user, CalendarRef calendar, boolean builtInReplica) {
        this.engine = engine;
        this.user = user;
        this.calendar = calendar;
        this.builtInReplica = builtInReplica;
    }

    /**
     * Series that cannot be synchronised, oldest first, with the conflicts that wait. Each is tried again by itself when
     * either side changes it, and at {@link Quarantined#nextTryAt()} if that says a time.
     */
    public List<Quarantined> quarantine(int limit) {
        return rows().stream().filter(row -> !HeldChanges.is(row)).limit(limit).toList();
    }

    /**
     * Has a series in quarantine tried once more although nothing changed, by a run that is asked for: the write that was
     * refused is sent again, or the calendar is read once in full for what could not be read.
     *
     * @param row as it was read
     * @return false if it is not in quarantine like that any more: look again
     * @throws IllegalStateException if it is a conflict, which needs an answer and not another try
     */
    public boolean replay(Quarantined row) {
        if (row.conflict()) {
            throw new IllegalStateException("a conflict is not tried again: answer it");
        }
        boolean found = engine.store().inTransaction(tx -> {
            Quarantined now = tx.quarantine().find(calendar, List.of(row.key())).stream()
                    .filter(one -> one.side() == row.side() && one.attempts() == row.attempts() && !one.conflict())
                    .findFirst()
                    .orElse(null);
            if (now == null || HeldChanges.is(now)) {
                return false;
            }
            // An answer to a write that was refused says: this side's state, once more.
            if (now.side() == Side.LOCAL && !tx.quarantine().answer(calendar, now, new Resolution.KeepLocal())) {
                return false;
            }
            request(tx, now.side() == Side.LOCAL ? SyncType.INCREMENTAL : SyncType.FULL);
            return true;
        });
        engine.wake();
        return found;
    }

    /** Conflicts that wait for an answer, oldest first. */
    public List<OpenConflict> conflicts(int limit) {
        return engine.store().inTransaction(tx -> {
            List<Quarantined> parked = tx.quarantine().ofCalendar(calendar, LOOKED_AT).stream()
                    .filter(Quarantined::conflict)
                    .limit(limit)
                    .toList();
            List<SeriesId> ids =
                    parked.stream().map(row -> SeriesId.of(row.key())).toList();
            Map<SeriesId, Link> links = new HashMap<>();
            tx.links().byLocal(calendar, ids).forEach(link -> links.put(link.local(), link));
            Map<SeriesId, LocalSeries> locals = read(tx, ids);
            List<OpenConflict> conflicts = new ArrayList<>();
            for (Quarantined row : parked) {
                SeriesId id = SeriesId.of(row.key());
                open(row, id, locals.get(id), links.get(id)).ifPresent(conflicts::add);
            }
            return conflicts;
        });
    }

    private static Optional<OpenConflict> open(
            Quarantined row, SeriesId id, @Nullable LocalSeries local, @Nullable Link link) {
        EventSeries here =
                local == null || local.deleted() ? null : local.series().withVersion(local.version());
        RemoteSeries theirs = row.theirs();
        EventSeries there = theirs == null ? null : theirs.series();
        if (local == null || (here == null && there == null)) {
            return Optional.empty();
        }
        EventSeries base = link == null ? null : link.base().series();
        EventSeries changed = there == null ? here : there;
        Conflict conflict = new Conflict(
                local.series().uid(),
                base,
                here,
                there,
                here == null || there == null
                        ? changed == null
                                ? List.of()
                                : SeriesDiff.between(base, changed).changes()
                        : SeriesDiff.between(there, here).changes(),
                new ChangeTimes(local.changedAt(), row.since()));
        return Optional.of(new OpenConflict(
                id, conflict, row.reason(), row.since(), row.answer() != null, local.version(), tag(row)));
    }

    private static @Nullable String tag(Quarantined row) {
        RemoteSeries theirs = row.theirs();
        ETag etag = theirs == null ? null : theirs.etag();
        return etag == null ? null : etag.value();
    }

    /**
     * Answers a conflict: this side's state stands, the provider's does, or a third one. What does not stand is kept as a
     * revision. Durable on return and carried out by a run that is asked for; until then another answer takes its place.
     *
     * @param conflict as it was read
     * @param answer keeps one side's state, or brings a merged one
     * @return false if the conflict is not that any more, because either side changed it since or it was settled: look
     *     again. Nothing is changed then
     * @throws IllegalArgumentException if the answer decides nothing, or brings a series of another UID
     */
    public boolean resolve(OpenConflict conflict, Resolution answer) {
        if (answer instanceof Resolution.Escalate) {
            throw new IllegalArgumentException("an answer must decide: keep one side's state, or bring a merged one");
        }
        if (answer instanceof Resolution.Merge merge
                && !merge.series().uid().equals(conflict.conflict().uid())) {
            throw new IllegalArgumentException("the merged series must have the UID of the conflict's");
        }
        boolean kept = engine.store().inTransaction(tx -> {
            Quarantined row = tx
                    .quarantine()
                    .find(calendar, List.of(conflict.series().value()))
                    .stream()
                    .filter(one -> one.conflict() && isThat(one, conflict))
                    .findFirst()
                    .orElse(null);
            boolean same = read(tx, List.of(conflict.series())).values().stream()
                    .anyMatch(local -> local.version() == conflict.localVersion());
            if (row == null || !same) {
                return false;
            }
            if (!tx.quarantine().answer(calendar, row, answer)) {
                return false;
            }
            request(tx, SyncType.INCREMENTAL);
            return true;
        });
        engine.wake();
        return kept;
    }

    private static boolean isThat(Quarantined row, OpenConflict conflict) {
        String tag = tag(row);
        return String.valueOf(conflict.localVersion()).equals(row.state())
                && (tag == null ? conflict.remoteTag() == null : tag.equals(conflict.remoteTag()));
    }

    /** States that lost a conflict, newest first. */
    public List<Revision> revisions(int limit) {
        return engine.store().inTransaction(tx -> tx.revisions().ofCalendar(calendar, limit));
    }

    /** One series' states that lost a conflict, newest first. */
    public List<Revision> revisions(SeriesId series, int limit) {
        return engine.store().inTransaction(tx -> tx.revisions().ofSeries(calendar, series, limit));
    }

    /** What restoring a state would change of what this side has now; everything if it has nothing any more. */
    public SeriesDiff changes(Revision revision) {
        return engine.store().inTransaction(tx -> {
            LocalSeries now = read(tx, List.of(revision.series())).get(revision.series());
            return SeriesDiff.between(now == null || now.deleted() ? null : now.series(), revision.state());
        });
    }

    /**
     * Puts a state back that lost, as an edit that is pushed like any other. A series that is gone is made again.
     *
     * @return {@code Stale} if the series was changed at the same moment: look again
     * @throws IllegalStateException if the host keeps the events in tables of its own: edit them there
     */
    public EditOutcome restore(Revision revision) {
        if (!builtInReplica) {
            throw new IllegalStateException("this host keeps events in its own replica; restore the state there");
        }
        CalendarEvents events = CalendarEvents.of(engine, user, calendar, true);
        long version =
                events.find(revision.state().uid()).map(EventSeries::version).orElse(0L);
        return events.put(revision.state().withVersion(version));
    }

    /**
     * Says what a run would do if it began now, and why, without doing any of it: the provider is asked what is new, and what
     * is pending here is looked at, but nothing is written on either side, and nothing is remembered. Blocks on the provider.
     *
     * @param type whether everything is to be listed, or only what changed since the last run
     * @throws dev.calsync.error.SyncException as {@link UserSync#refreshCalendars} does
     * @throws InterruptedException if the thread is interrupted
     */
    public SyncPlan dryRun(SyncType type) throws InterruptedException {
        List<SyncPlan.Planned> changes = new ArrayList<>();
        Map<Decision, Long> counts = new HashMap<>();
        boolean complete = engine.dryRuns()
                .plan(user, calendar, type == SyncType.FULL, (series, state, decision, why, here, there) -> {
                    counts.merge(decision, 1L, Long::sum);
                    if (changes.size() < PLANNED_MAX) {
                        changes.add(new SyncPlan.Planned(
                                Optional.ofNullable(series), state.uid(), decision, why, here, there));
                    }
                });
        return new SyncPlan(changes, counts, complete);
    }

    /**
     * Takes back what a run did on both sides: this side gets what it had before the run, or what both had agreed on where
     * the run only told the provider, as edits that a run which is asked for pushes. An edit is written only onto the state
     * that the undone run left at the provider; what somebody changes there until then is merged with it like any other
     * edit. What was changed since the run is left alone. Kept for 30 days; what a first sync brought is not undone. To
     * take the undoing back, undo the run that pushed it.
     *
     * @return what was undone here, and what was not and why
     * @throws IllegalArgumentException if the run did nothing to this calendar, or what it did is not kept any more
     * @throws IllegalStateException if the host keeps the events in tables of its own
     */
    public UndoReport undo(RunId run) {
        if (!builtInReplica) {
            throw new IllegalStateException("this host keeps events in its own replica; put back there what is wrong");
        }
        return new RunUndo(engine, user, calendar, run).undo();
    }

    /** Runs that wait for a person because they would change an unusual share of the calendar, oldest first. */
    public List<HeldRun> held() {
        return engine.store()
                .inTransaction(tx -> tx.quarantine().ofCalendar(calendar, LOOKED_AT).stream()
                        .flatMap(row -> HeldChanges.of(row).stream())
                        .filter(held -> held.answer() == null)
                        .map(held -> shown(tx, held))
                        .toList());
    }

    private HeldRun shown(StoreTransaction tx, HeldChanges held) {
        Decision decision = held.kind() == ChangeGuard.Kind.DELETIONS
                ? held.side() == Side.LOCAL ? Decision.REMOVE_REPLICA : Decision.DELETE_REMOTE
                : held.side() == Side.LOCAL ? Decision.TAKE_REMOTE : Decision.PUSH_LOCAL;
        List<HeldRun.Planned> plan = new ArrayList<>();
        read(tx, held.series())
                .forEach((id, local) -> plan.add(new HeldRun.Planned(id, local.series(), decision.why())));
        return new HeldRun(held.kind(), held.side(), held.changes(), held.known(), held.since(), held.reason(), plan);
    }

    /**
     * Lets a held run make its changes. Holds for as many as it shows: if there are more by the time it runs, it is held
     * again. Updates from the provider, whose number is known only when all are read, are then all let through.
     *
     * @return false if it is not held like that any more: look again
     */
    public boolean approve(HeldRun held) {
        return answer(held, true);
    }

    /**
     * Has a held run's changes undone where they come from: what the provider deleted or changed is put back there as this
     * side has it, what was deleted or changed here is put back here as the provider has it. Edits that are given up are
     * kept as revisions.
     *
     * @return false if it is not held like that any more: look again
     * @throws IllegalStateException if the changes are the provider's and the host keeps the events in tables of its own,
     *     which alone can tell what is to be put back
     */
    public boolean refuse(HeldRun held) {
        if (!builtInReplica && held.side() == Side.LOCAL) {
            throw new IllegalStateException(
                    "this host keeps events in its own replica; approve the run and put back there what is missing");
        }
        return answer(held, false);
    }

    private boolean answer(HeldRun held, boolean approved) {
        boolean kept = engine.store().inTransaction(tx -> {
            HeldChanges now = null;
            Quarantined found = null;
            for (Quarantined row : tx.quarantine().ofCalendar(calendar, LOOKED_AT)) {
                HeldChanges one = HeldChanges.of(row).orElse(null);
                if (one != null && one.kind() == held.kind() && one.side() == held.side()) {
                    now = one;
                    found = row;
                }
            }
            if (now == null || found == null || now.changes() != held.changes()) {
                return false;
            }
            if (!tx.quarantine().answer(calendar, found, HeldChanges.answer(held.side(), approved))) {
                return false;
            }
            request(tx, now.full() ? SyncType.FULL : SyncType.INCREMENTAL);
            return true;
        });
        engine.wake();
        return kept;
    }

    private List<Quarantined> rows() {
        return engine.store().inTransaction(tx -> tx.quarantine().ofCalendar(calendar, LOOKED_AT));
    }

    private Map<SeriesId, LocalSeries> read(StoreTransaction tx, List<SeriesId> ids) {
        Map<SeriesId, LocalSeries> found = new HashMap<>();
        if (!ids.isEmpty()) {
            engine.replica(tx).read(calendar, ids).forEach(local -> found.put(local.id(), local));
        }
        return found;
    }

    private void request(StoreTransaction tx, SyncType type) {
        request(tx, calendar, user, type);
    }

    /** Asks for a run that carries out what was decided. */
    static void request(StoreTransaction tx, CalendarRef calendar, UserId user, SyncType type) {
        tx.work().request(List.of(new WorkRequest(calendar, user, type, Priority.HIGH, tx.now(), WorkCause.EDIT)));
    }
}
