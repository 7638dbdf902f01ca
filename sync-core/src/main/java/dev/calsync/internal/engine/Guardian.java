package dev.calsync.internal.engine;

import dev.calsync.job.WorkOutcome;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ChangeGuard.Kind;
import dev.calsync.reconcile.Side;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds what would change an unusual share of a calendar, until a person has said so. Belongs to one run.
 *
 * <p>Deletions of a round are counted at its end, before they take effect; updates as they are read; what is to be pushed
 * before the first write. How many series there are is counted only when so many change that it matters, and only as far
 * as it matters, so that what this costs follows what changes. A count says little of a first sync, and nothing is held
 * there: what is counted is linked, and links are what a first sync makes.
 *
 * <p>An answer holds for as many changes as were shown, except for updates from the provider, whose number is known only
 * when all are read: there it holds for the round.
 */
final class Guardian {
    private static final int AT_ONCE = 500;

    private final SyncRun sync;
    private final CalendarRef calendar;
    private final ChangeGuard guard;
    private final Replicas replicas;
    private final EventSelection selection;
    private long updatesHere;
    private boolean updatesSettled;
    private boolean updatesRefused;
    private boolean resumed;
    private boolean refusedHere;
    private boolean approvedThere;

    Guardian(SyncRun sync) {
        this.sync = sync;
        this.calendar = sync.calendar();
        this.guard = sync.settings().safety().guard();
        this.replicas = sync.replicas();
        this.selection = sync.run().options().selection();
    }

    /** The round under way was begun by an earlier run, which may have been held in it. */
    void resumes() {
        resumed = true;
    }

    /** A page is about to be applied that has so many updates. Throws {@link HeldChanges.Exceeded} to hold it. */
    void updatesHere(StoreTransaction tx, List<SeriesId> updated) {
        if (updated.isEmpty() || updatesSettled) {
            return;
        }
        long all = updatesHere + updated.size();
        HeldChanges before = resumed ? known(tx, Kind.UPDATES, Side.LOCAL).orElse(null) : null;
        Optional<HeldChanges> held = check(tx, Kind.UPDATES, Side.LOCAL, all, before != null);
        if (held.isEmpty()) {
            return;
        }
        HeldChanges answered =
                before != null ? before : known(tx, Kind.UPDATES, Side.LOCAL).orElse(null);
        if (answered != null && answered.answer() != null) {
            updatesSettled = true;
            updatesRefused = answered.refused();
            refusedHere |= updatesRefused;
            if (updatesRefused) {
                throw new Refused();
            }
            return;
        }
        throw new HeldChanges.Exceeded(shown(held.get(), updated, answered));
    }

    /** Thrown to undo the transaction: what it was about to take over was refused. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("refused", null, false, false);
        }
    }

    boolean keepsOurs() {
        return updatesRefused;
    }

    /**
     * As {@link SyncRun#commit}, for what may be held: then nothing of it is written.
     *
     * @throws HeldChanges.Exceeded if it is held
     */
    void guarded(BiConsumer<StoreTransaction, Tally> work) {
        long[] updates = {0};
        BiConsumer<StoreTransaction, Tally> counted = (tx, tally) -> {
            work.accept(tx, tally);
            updates[0] = tally.updatedHere;
        };
        try {
            sync.commit(counted);
        } catch (Guardian.Refused refused) {
            sync.commit(counted);
        }
        updatesHere += updates[0];
    }

    /** Ends the run: what it was about to do waits for a person. */
    WorkOutcome hold(HeldChanges held, Consumer<StoreTransaction> alongside) {
        boolean[] news = {false};
        sync.commit((tx, tally) -> {
            news[0] = tx.quarantine().find(calendar, List.of(held.key())).isEmpty();
            tx.quarantine().put(calendar, List.of(held.row()));
            alongside.accept(tx);
        });
        if (news[0]) {
            sync.run()
                    .services()
                    .listeners()
                    .tell(new SyncEvent.ChangesHeld(
                            sync.run().lease().user(),
                            sync.run().services().environment().time().now(),
                            calendar,
                            sync.run().id(),
                            held.changes(),
                            held.reason()));
        }
        return new WorkOutcome.Partial(sync.report(), held.reason());
    }

    /**
     * What a round found gone is about to take effect.
     *
     * @param gone what would be deleted, as far as this side still has it; read once
     * @return whether it was refused
     */
    boolean deletionsHere(StoreTransaction tx, Iterable<List<Link>> gone, boolean full) {
        ChangeGuard.Limit limit = guard.limit(Kind.DELETIONS, Side.LOCAL);
        List<SeriesId> first = new ArrayList<>();
        long count = 0;
        if (limit.count() == Integer.MAX_VALUE) {
            return false;
        }
        for (List<Link> page : gone) {
            for (SeriesId one : alive(tx, page)) {
                count++;
                if (first.size() < HeldChanges.SHOWN_MAX) {
                    first.add(one);
                }
            }
        }
        return judge(tx, Kind.DELETIONS, Side.LOCAL, count, first, full);
    }

    private List<SeriesId> alive(StoreTransaction tx, List<Link> page) {
        List<SeriesId> ids = page.stream()
                .filter(link -> !selection.left(link))
                .map(Link::local)
                .toList();
        return ids.isEmpty()
                ? List.of()
                : replicas.in(tx).read(calendar, ids).stream()
                        .filter(local -> !local.deleted())
                        .map(LocalSeries::id)
                        .toList();
    }

    /** Whether so few edits wait that they are never too many, or a person has asked for them in this run. */
    boolean fewEnough(int pending) {
        return refusedHere
                || (!guard.limit(Kind.DELETIONS, Side.REMOTE).reached(pending)
                        && !guard.limit(Kind.UPDATES, Side.REMOTE).reached(pending));
    }

    /** What is pending is about to be pushed. Returns which kinds a person refused. */
    Set<Kind> push(StoreTransaction tx) {
        List<SeriesId> deleted = new ArrayList<>();
        List<SeriesId> changed = new ArrayList<>();
        SeriesId after = null;
        while (true) {
            List<LocalSeries> page = replicas.in(tx).pending(calendar, after, AT_ONCE);
            if (page.isEmpty()) {
                break;
            }
            after = page.get(page.size() - 1).id();
            Set<SeriesId> linked = new HashSet<>();
            tx.links().byLocal(calendar, page.stream().map(LocalSeries::id).toList()).stream()
                    .filter(link -> !selection.left(link))
                    .forEach(link -> linked.add(link.local()));
            page.stream()
                    .filter(local -> linked.contains(local.id()))
                    .forEach(local -> (local.deleted() ? deleted : changed).add(local.id()));
            if (page.size() < AT_ONCE) {
                break;
            }
        }
        Set<Kind> refused = new HashSet<>();
        if (judge(tx, Kind.DELETIONS, Side.REMOTE, deleted.size(), deleted, false)) {
            refused.add(Kind.DELETIONS);
        }
        if (judge(tx, Kind.UPDATES, Side.REMOTE, changed.size(), changed, false)) {
            refused.add(Kind.UPDATES);
        }
        approvedThere = known(tx).anyMatch(held -> held.side() == Side.REMOTE && held.approved());
        if (refused.isEmpty() && !approvedThere) {
            release(tx, Side.REMOTE, true);
        }
        return refused;
    }

    /**
     * Everything that waited was pushed. Only now is the answer used up that let it through: a run that has to wait for its
     * budget in the middle goes on with it.
     */
    void pushed() {
        if (approvedThere) {
            approvedThere = false;
            sync.commit((tx, tally) -> release(tx, Side.REMOTE, true));
        }
    }

    /** Puts back here what was to be changed at the provider; returns the last of the page, null if there are no more. */
    @Nullable
    SeriesId putBack(StoreTransaction tx, Set<Kind> refused, @Nullable SeriesId after, RunId run) {
        List<LocalSeries> page = replicas.in(tx).pending(calendar, after, AT_ONCE);
        Map<SeriesId, Link> links = new HashMap<>();
        tx.links()
                .byLocal(calendar, page.stream().map(LocalSeries::id).toList())
                .forEach(link -> links.put(link.local(), link));
        List<Revision> lost = new ArrayList<>();
        for (LocalSeries local : page) {
            Link link = links.get(local.id());
            Kind kind = local.deleted() ? Kind.DELETIONS : Kind.UPDATES;
            if (link == null || selection.left(link) || !refused.contains(kind)) {
                continue;
            }
            LocalChange back = new LocalChange(
                    local.id(), local.version(), link.base().series().withVersion(local.version()));
            LocalOutcome outcome =
                    replicas.in(tx).apply(calendar, List.of(back)).get(0);
            if (outcome instanceof LocalOutcome.Applied applied) {
                replicas.in(tx).acknowledge(calendar, local.id(), applied.version());
                if (sync.run().options().mirrored()) {
                    tx.mirrors().touched(calendar, List.of(local.id()));
                }
                if (kind == Kind.UPDATES) {
                    lost.add(new Revision(
                            local.id(), local.series(), Side.LOCAL, tx.now(), run, "a person refused the run"));
                }
            }
        }
        if (!lost.isEmpty()) {
            tx.revisions().add(calendar, lost);
        }
        if (page.isEmpty()) {
            release(tx, Side.REMOTE, true);
            return null;
        }
        return page.get(page.size() - 1).id();
    }

    /** Whether it was refused; throws if it is to be held. */
    private boolean judge(StoreTransaction tx, Kind kind, Side side, long count, List<SeriesId> series, boolean full) {
        HeldChanges held = check(tx, kind, side, count, false).orElse(null);
        if (held == null) {
            return false;
        }
        HeldChanges before = known(tx, kind, side).orElse(null);
        if (before != null && before.answer() != null && count <= before.changes()) {
            refusedHere |= side == Side.LOCAL && before.refused();
            return before.refused();
        }
        HeldChanges shown = shown(held, series, before);
        throw new HeldChanges.Exceeded(
                new HeldChanges(kind, side, count, shown.known(), full, shown.since(), shown.series(), null));
    }

    private Optional<HeldChanges> check(StoreTransaction tx, Kind kind, Side side, long count, boolean heldBefore) {
        ChangeGuard.Limit limit = guard.limit(kind, side);
        if (!heldBefore && !limit.reached(count)) {
            return Optional.empty();
        }
        long needed = limit.seriesFor(count);
        long known = linked(tx, needed);
        return heldBefore || known < needed
                ? Optional.of(new HeldChanges(kind, side, count, known, false, tx.now(), List.of(), null))
                : Optional.empty();
    }

    private static HeldChanges shown(HeldChanges held, List<SeriesId> series, @Nullable HeldChanges before) {
        return new HeldChanges(
                held.kind(),
                held.side(),
                held.changes(),
                held.known(),
                held.full(),
                before == null ? held.since() : before.since(),
                series.subList(0, Math.min(series.size(), HeldChanges.SHOWN_MAX)),
                null);
    }

    private Optional<HeldChanges> known(StoreTransaction tx, Kind kind, Side side) {
        return known(tx)
                .filter(held -> held.kind() == kind && held.side() == side)
                .findFirst();
    }

    private Stream<HeldChanges> known(StoreTransaction tx) {
        return tx.quarantine().find(calendar, HeldChanges.keys()).stream().flatMap(row -> HeldChanges.of(row).stream());
    }

    /** How many series are linked, counted up to this. */
    private long linked(StoreTransaction tx, long enough) {
        Set<String> partitions = new HashSet<>();
        partitions.add(FeedRound.NONE.partition());
        tx.checkpoints().feeds(calendar).stream().map(StoredFeed::partition).forEach(partitions::add);
        long count = 0;
        for (String partition : partitions) {
            FeedRound end = new FeedRound(partition, Long.MAX_VALUE);
            SeriesId after = null;
            while (count < enough) {
                List<Link> page = tx.links().gone(calendar, end, true, after, AT_ONCE);
                count += page.size();
                if (page.size() < AT_ONCE) {
                    break;
                }
                after = page.get(page.size() - 1).local();
            }
        }
        return count;
    }

    /**
     * What was held before and is not any more is forgotten.
     *
     * @param full whether what shows only when everything is listed would have shown
     */
    void release(StoreTransaction tx, Side side, boolean full) {
        List<String> over = known(tx)
                .filter(held -> held.side() == side && (full || !held.full()))
                .map(HeldChanges::key)
                .toList();
        if (!over.isEmpty()) {
            tx.quarantine().release(calendar, over);
        }
    }
}
