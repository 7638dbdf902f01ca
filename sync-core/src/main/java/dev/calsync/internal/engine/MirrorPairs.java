package dev.calsync.internal.engine;

import dev.calsync.mirror.CopyMerge;
import dev.calsync.mirror.CopyUid;
import dev.calsync.mirror.Mirror;
import dev.calsync.mirror.MirrorEnd;
import dev.calsync.mirror.MirrorTransform;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.ChangeTimes;
import dev.calsync.recurrence.SeriesExtent;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.MirrorTie;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredMirror;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One mirror, seen from one of its ends: decides for series of that end and what they are tied to, as whole pairs, and
 * carries it out. Belongs to one transaction.
 *
 * <p>What is neither there nor marked as deleted, and has a link to the provider all the same, was lost here and is about to
 * be rebuilt: such a pair is left alone until it is.
 */
final class MirrorPairs {
    private static final int RESTORED_MAX = 3;

    private final StoreTransaction tx;
    private final ActiveRun run;
    private final Mirror mirror;
    private final MirrorEnd end;
    private final MirrorWrites writes;
    private final MirrorForest forest;
    private final boolean alone;
    private final Providers providers;
    private final Map<MirrorEnd, UnaryOperator<EventSeries>> kept = new EnumMap<>(MirrorEnd.class);

    MirrorPairs(
            StoreTransaction tx,
            ActiveRun run,
            Mirror mirror,
            MirrorEnd end,
            List<StoredMirror> all,
            MirrorWrites writes,
            Providers providers) {
        this.tx = tx;
        this.run = run;
        this.mirror = mirror;
        this.end = end;
        this.writes = writes;
        this.providers = providers;
        this.forest = new MirrorForest(tx, all);
        this.alone = all.size() == 1;
    }

    /** Both sides of a tie. */
    private final class Pair {
        final MirrorTie tie;
        final @Nullable LocalSeries source;
        final @Nullable LocalSeries target;

        Pair(MirrorTie tie, @Nullable LocalSeries source, @Nullable LocalSeries target) {
            this.tie = tie;
            this.source = source;
            this.target = target;
        }

        @Nullable
        LocalSeries at(MirrorEnd where) {
            LocalSeries one = where == MirrorEnd.SOURCE ? source : target;
            return one == null || one.deleted() ? null : one;
        }

        /** Whether the series at an end was lost and not deleted. */
        boolean unknown(MirrorEnd where) {
            LocalSeries one = where == MirrorEnd.SOURCE ? source : target;
            return one == null
                    && !tx.links()
                            .byLocal(mirror.at(where), List.of(tie.at(where)))
                            .isEmpty();
        }

        boolean changed(MirrorEnd where) {
            LocalSeries one = at(where);
            return one != null && CopyMerge.differ(tie.base(where), one.series());
        }
    }

    /** Brings what became of these series of this end to the other, and what became of the other here. */
    void bring(Collection<SeriesId> series) {
        Map<SeriesId, MirrorTie> ties = new HashMap<>();
        tx.mirrorTies().find(mirror.id(), end, series).forEach(tie -> ties.put(tie.at(end), tie));
        Map<SeriesId, LocalSeries> mine = read(end, series);
        Set<SeriesId> tied = new HashSet<>();
        ties.values().forEach(tie -> tied.add(tie.at(end.other())));
        Map<SeriesId, LocalSeries> others = read(end.other(), tied);
        for (SeriesId id : series) {
            MirrorTie tie = ties.get(id);
            LocalSeries here = mine.get(id);
            if (tie != null) {
                LocalSeries there = others.get(tie.at(end.other()));
                tied(end == MirrorEnd.SOURCE ? new Pair(tie, here, there) : new Pair(tie, there, here));
            } else if (here != null && !here.deleted()) {
                untied(here);
            }
        }
    }

    private Map<SeriesId, LocalSeries> read(MirrorEnd where, Collection<SeriesId> ids) {
        Map<SeriesId, LocalSeries> found = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.replica().read(mirror.at(where), ids).forEach(local -> found.put(local.id(), local));
        }
        return found;
    }

    private MirrorTransform transform(MirrorEnd origin) {
        return origin == MirrorEnd.SOURCE
                ? mirror.transform()
                : mirror.transform().back();
    }

    private CopyMerge rules(MirrorEnd origin) {
        return new CopyMerge(transform(origin), kept(origin), kept(origin.other()));
    }

    /** What an end's provider keeps of a series. */
    private UnaryOperator<EventSeries> kept(MirrorEnd where) {
        return kept.computeIfAbsent(
                where,
                unknown -> tx.accounts()
                        .find(mirror.at(where).account())
                        .flatMap(stored -> providers.find(stored.account().provider()))
                        .map(provider -> provider.losses().kept())
                        .orElse(UnaryOperator.identity()));
    }

    /** Whether a series of an end is copied to the other; says so where it cannot be. */
    private boolean isCopied(MirrorEnd origin, LocalSeries original) {
        boolean copyable = MirrorTransform.copyable(original.series());
        if (mirror.at(origin).equals(run.calendar())) {
            writes.refused(mirror, original.id(), !copyable);
        }
        return copyable && transform(origin).includes(original.series());
    }

    private void untied(LocalSeries mine) {
        if (end == MirrorEnd.TARGET && !mirror.twoWay()) {
            return;
        }
        CalendarRef here = mirror.at(end);
        CalendarRef there = mirror.at(end.other());
        if (!isCopied(end, mine) || outside(mine.series()) || (!alone && forest.leads(here, mine.id(), there))) {
            return;
        }
        String uid = here.account().equals(there.account())
                ? CopyUid.within(there, mine.series().uid())
                : CopyUid.elsewhere(mine.series().uid());
        LocalSeries twin = twin(there, mine.series().uid(), uid);
        if (twin == null || twin.deleted()) {
            copy(mine, twin, uid, 0);
        } else if (mirror.twoWay()) {
            meet(mine, twin);
        } else {
            recognise(mine, twin);
        }
    }

    private boolean outside(EventSeries series) {
        Instant from = run.services().settings().window().from(tx.now());
        Instant until = run.services().settings().window().until(tx.now());
        return !SeriesExtent.of(series).overlaps(from, until);
    }

    /** What the other calendar has of the same event; one that was deleted there only if there is no other. */
    private @Nullable LocalSeries twin(CalendarRef there, String uid, String copyUid) {
        List<LocalSeries> found =
                tx.replica().findByUid(there, List.copyOf(new HashSet<>(List.of(uid, copyUid, CopyUid.original(uid)))));
        return found.stream()
                .filter(one -> !one.deleted())
                .findFirst()
                .orElse(found.stream().findFirst().orElse(null));
    }

    private void copy(LocalSeries original, @Nullable LocalSeries deleted, String uid, int restored) {
        EventSeries copy = rules(end).copyOf(original.series(), uid);
        SeriesId id = writes.put(mirror, mirror.at(end.other()), deleted, copy);
        if (id == null) {
            again(original.id());
            return;
        }
        tie(end, original.id(), original.series(), id, copy, restored);
    }

    /** Both calendars have the event: from now on they have the same. */
    private void meet(LocalSeries mine, LocalSeries twin) {
        CopyMerge.Merged merged = rules(end)
                .merge(null, null, mine.series(), twin.series(), new ChangeTimes(mine.changedAt(), twin.changedAt()));
        carryOut(end, mine, twin, merged, 0);
    }

    /** The other calendar has the event by itself, and keeps it as it is; unless it is what a copy would be. */
    private void recognise(LocalSeries mine, LocalSeries twin) {
        CopyMerge.Merged same = rules(end)
                .follow(
                        mine.series(),
                        rules(end).copyOf(mine.series(), twin.series().uid()),
                        mine.series(),
                        twin.series());
        if (same.copy().filter(copy -> !CopyMerge.differ(copy, twin.series())).isPresent()) {
            tie(end, mine.id(), mine.series(), twin.id(), twin.series(), 0);
        }
    }

    private void tied(Pair pair) {
        MirrorEnd origin = pair.tie.origin();
        LocalSeries original = pair.at(origin);
        LocalSeries copy = pair.at(origin.other());
        if ((original == null && pair.unknown(origin)) || (copy == null && pair.unknown(origin.other()))) {
            return;
        }
        if (original == null || copy == null) {
            gone(pair, original, copy);
            return;
        }
        if (!isCopied(origin, original)) {
            drop(pair, copy);
            return;
        }
        if (!pair.changed(MirrorEnd.SOURCE) && !pair.changed(MirrorEnd.TARGET)) {
            return;
        }
        EventSeries originalBase = pair.tie.base(origin);
        EventSeries copyBase = pair.tie.base(origin.other());
        CopyMerge.Merged merged = mirror.twoWay()
                ? rules(origin)
                        .merge(
                                originalBase,
                                copyBase,
                                original.series(),
                                copy.series(),
                                new ChangeTimes(original.changedAt(), copy.changedAt()))
                : rules(origin).follow(originalBase, copyBase, original.series(), copy.series());
        carryOut(origin, original, copy, merged, 0);
    }

    /** One side or both are gone. */
    private void gone(Pair pair, @Nullable LocalSeries original, @Nullable LocalSeries copy) {
        MirrorTie tie = pair.tie;
        if (original == null && copy == null) {
            untie(tie);
        } else if (original == null && copy != null) {
            originalGone(pair, copy);
        } else if (original != null && mirror.twoWay()) {
            MirrorEnd origin = tie.origin();
            if (pair.changed(origin)) {
                untie(tie);
                again(origin, original.id());
            } else if (writes.remove(mirror, mirror.at(origin), original)) {
                untie(tie);
            }
        } else if (original != null && end == MirrorEnd.SOURCE) {
            restore(pair, original);
        } else if (original != null) {
            again(MirrorEnd.SOURCE, original.id());
        }
    }

    private void originalGone(Pair pair, LocalSeries copy) {
        MirrorEnd where = pair.tie.origin().other();
        if (!pair.changed(where)) {
            if (writes.remove(mirror, mirror.at(where), copy)) {
                untie(pair.tie);
            }
        } else if (mirror.twoWay()) {
            // An edit beats a deletion: the copy is an event that has yet to be copied.
            untie(pair.tie);
            again(where, copy.id());
        } else {
            drop(pair, copy);
        }
    }

    /** The copy goes; what somebody made of it is kept. */
    private void drop(Pair pair, LocalSeries copy) {
        MirrorEnd where = pair.tie.origin().other();
        boolean edited = pair.changed(where);
        if (writes.remove(mirror, mirror.at(where), copy)) {
            untie(pair.tie);
            if (edited) {
                writes.lost(
                        mirror.at(where), copy.id(), copy.series(), "a copy was edited whose original is gone or left");
            }
        }
    }

    private void restore(Pair pair, LocalSeries original) {
        boolean changed = pair.changed(MirrorEnd.SOURCE);
        int restored = changed ? 0 : pair.tie.restored() + 1;
        if (restored > RESTORED_MAX || !transform(MirrorEnd.SOURCE).includes(original.series())) {
            return;
        }
        untie(pair.tie);
        copy(original, pair.target, pair.tie.targetBase().uid(), restored);
    }

    private void carryOut(
            MirrorEnd origin, LocalSeries original, LocalSeries copy, CopyMerge.Merged merged, int restored) {
        EventSeries nextOriginal = merged.original().orElse(null);
        EventSeries nextCopy = merged.copy().orElse(null);
        if (nextOriginal == null || nextCopy == null) {
            writes.remove(mirror, mirror.at(origin), original);
            writes.remove(mirror, mirror.at(origin.other()), copy);
            return;
        }
        boolean done = change(origin, original, nextOriginal) && change(origin.other(), copy, nextCopy);
        if (!done) {
            again(origin, original.id());
            return;
        }
        merged.lostOriginal()
                .ifPresent(lost -> writes.lost(mirror.at(origin), original.id(), lost, "its copy was changed later"));
        merged.lostCopy()
                .ifPresent(lost ->
                        writes.lost(mirror.at(origin.other()), copy.id(), lost, "its original was changed as well"));
        tie(origin, original.id(), nextOriginal, copy.id(), nextCopy, restored);
    }

    private boolean change(MirrorEnd where, LocalSeries known, EventSeries next) {
        return !CopyMerge.differ(known.series(), next) || writes.put(mirror, mirror.at(where), known, next) != null;
    }

    private void tie(
            MirrorEnd origin, SeriesId original, EventSeries state, SeriesId copy, EventSeries copied, int restored) {
        EventSeries one = state.withVersion(0);
        EventSeries other = copied.withVersion(0);
        tx.mirrorTies()
                .put(
                        mirror.id(),
                        List.of(
                                origin == MirrorEnd.SOURCE
                                        ? new MirrorTie(original, copy, origin, one, other, restored)
                                        : new MirrorTie(copy, original, origin, other, one, restored)));
    }

    private void untie(MirrorTie tie) {
        tx.mirrorTies().delete(mirror.id(), List.of(tie.source()));
    }

    private void again(SeriesId mine) {
        again(end, mine);
    }

    /** Looks at a series again, in a transaction of its own. */
    private void again(MirrorEnd where, SeriesId id) {
        tx.mirrors().touched(mirror.at(where), List.of(id));
        writes.ask(mirror.at(where));
    }
}
