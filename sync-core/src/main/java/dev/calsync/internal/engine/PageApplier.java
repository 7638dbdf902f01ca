package dev.calsync.internal.engine;

import dev.calsync.error.TransientException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Side;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import dev.calsync.system.IdGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Applies a page of remote changes, and at a round's end the deletions that it staged, to the replica and the links. */
final class PageApplier {
    private static final int TRIES_MAX = 3;
    private static final int REMOVALS_AT_ONCE = 500;

    private final Replicas replicas;
    private final IdGenerator ids;
    private final CalendarRef calendar;
    private final CalendarOptions options;
    private final Function<StoreTransaction, RunJournal> journals;
    private final Guardian guardian;
    private boolean keepOurs;
    private final KeptFirst kept;

    PageApplier(
            Replicas replicas,
            IdGenerator ids,
            CalendarRef calendar,
            CalendarOptions options,
            Function<StoreTransaction, RunJournal> journals,
            Guardian guardian,
            KeptFirst kept) {
        this.replicas = replicas;
        this.ids = ids;
        this.calendar = calendar;
        this.options = options;
        this.journals = journals;
        this.guardian = guardian;
        this.keepOurs = guardian.keepsOurs();
        this.kept = kept;
    }

    /** Applies a page. Deletions are staged only. */
    void apply(StoreTransaction tx, FeedRound round, List<RemoteChange> changes, Tally tally) {
        Map<RemoteId, RemoteChange> last = new LinkedHashMap<>();
        for (RemoteChange change : changes) {
            last.remove(change.id());
            last.put(change.id(), change);
        }
        tally.read += changes.size();
        note(tx, round, last.values(), tally);
        List<RemoteSeries> upserted = new ArrayList<>();
        for (RemoteChange change : last.values()) {
            if (change instanceof RemoteChange.Upserted there) {
                upserted.add(there.remote());
            }
        }
        merge(tx, round, upserted, tally);
    }

    /** Merges what the provider made of a write. */
    void merge(StoreTransaction tx, FeedRound round, RemoteSeries remote, Tally tally) {
        merge(tx, round, List.of(remote), tally);
    }

    private void merge(StoreTransaction tx, FeedRound round, List<RemoteSeries> upserted, Tally tally) {
        List<RemoteSeries> left = withoutThoseOutside(tx, round, upserted, tally);
        for (int i = 0; i < TRIES_MAX && !left.isEmpty(); i++) {
            left = tryUpserts(tx, round, left, tally);
        }
        if (!left.isEmpty()) {
            throw changedMeanwhile();
        }
    }

    /** What the filter leaves out does not come here, and costs no row unless it was synchronised before. */
    private List<RemoteSeries> withoutThoseOutside(
            StoreTransaction tx, FeedRound round, List<RemoteSeries> upserted, Tally tally) {
        Map<RemoteId, RemoteSeries> outside = new HashMap<>();
        List<RemoteSeries> inside = new ArrayList<>();
        for (RemoteSeries remote : upserted) {
            if (selection().includes(remote.series())) {
                inside.add(remote);
            } else {
                outside.put(remote.id(), remote);
            }
        }
        if (!outside.isEmpty()) {
            Departures departures = new Departures(tx, calendar);
            for (Link link : tx.links().byRemote(calendar, outside.keySet())) {
                RemoteSeries now = outside.get(link.base().id());
                departures.leave(link.seenIn(round), Side.REMOTE, now == null ? null : now.etag());
            }
            departures.write();
            tally.skipped += outside.size();
        }
        return inside;
    }

    /** What is mentioned without its state is judged by the one that was agreed on: under another filter it may leave. */
    private void judge(StoreTransaction tx, FeedRound round, List<RemoteId> seen) {
        if (selection().everything()) {
            return;
        }
        Departures departures = new Departures(tx, calendar);
        for (Link link : tx.links().byRemote(calendar, seen)) {
            if (link.left() == null && selection().left(link)) {
                departures.leave(link.seenIn(round), Side.REMOTE, link.base().etag());
            }
        }
        departures.write();
    }

    private void note(StoreTransaction tx, FeedRound round, Collection<RemoteChange> changes, Tally tally) {
        List<RemoteId> seen = new ArrayList<>();
        List<RemoteId> gone = new ArrayList<>();
        List<String> readable = new ArrayList<>();
        List<Quarantined> unreadable = new ArrayList<>();
        for (RemoteChange change : changes) {
            if (change instanceof RemoteChange.Unchanged) {
                seen.add(change.id());
                readable.add(change.id().value());
                tally.skipped++;
            } else if (change instanceof RemoteChange.Removed) {
                gone.add(change.id());
                readable.add(change.id().value());
            } else if (change instanceof RemoteChange.Unreadable bad) {
                seen.add(bad.id());
                String state = bad.etag() == null ? null : bad.etag().value();
                unreadable.add(new Quarantined(
                        bad.id().value(), Side.REMOTE, state, bad.reason(), 1, tx.now(), false, bad.original()));
                tally.quarantineReasons.add(bad.reason());
            } else {
                readable.add(change.id().value());
            }
        }
        tally.quarantined += unreadable.size();
        if (!seen.isEmpty()) {
            tx.links().seen(calendar, round, seen);
            judge(tx, round, seen);
        }
        if (!gone.isEmpty()) {
            tx.links().gone(calendar, round, gone);
        }
        if (!readable.isEmpty()) {
            tx.quarantine().release(calendar, readable);
        }
        if (!unreadable.isEmpty()) {
            tx.quarantine().put(calendar, triedAgain(tx, unreadable));
        }
    }

    /** Those that could not be read before either: since when, and how often by now. */
    private List<Quarantined> triedAgain(StoreTransaction tx, List<Quarantined> unreadable) {
        Map<String, Quarantined> before = new HashMap<>();
        tx.quarantine()
                .find(calendar, unreadable.stream().map(Quarantined::key).toList())
                .forEach(known -> before.put(known.side() + known.key(), known));
        return unreadable.stream()
                .map(one -> {
                    Quarantined known = before.get(one.side() + one.key());
                    return known == null ? one : one.triedAfter(known, null);
                })
                .toList();
    }

    /** Returns what the replica refused. */
    private List<RemoteSeries> tryUpserts(
            StoreTransaction tx, FeedRound round, List<RemoteSeries> upserted, Tally tally) {
        Map<RemoteId, Link> links = new HashMap<>();
        tx.links()
                .byRemote(calendar, upserted.stream().map(RemoteSeries::id).toList())
                .forEach(link -> links.put(link.base().id(), link));
        Map<SeriesId, LocalSeries> locals =
                read(tx, links.values().stream().map(Link::local).toList());
        Map<String, LocalSeries> twins = unlinkedTwins(
                tx,
                upserted.stream()
                        .filter(remote -> !isHere(links.get(remote.id()), locals))
                        .toList());
        ReplicaWriter writer = writer(tx, round, tally);
        Map<SeriesId, RemoteSeries> decided = new HashMap<>();
        for (RemoteSeries remote : upserted) {
            Link link = links.get(remote.id());
            LocalSeries local = link == null ? null : locals.get(link.local());
            if (local == null) {
                local = twins.remove(remote.series().uid());
                // Its row was lost, and somebody wrote another one, who had not seen what both sides agreed on.
                link = local == null ? link : null;
            }
            if (link != null && link.left() != null && local != null && local.deleted()) {
                settleOwnDeletion(tx, local);
                link = null;
                local = null;
            }
            decided.put(writer.upserted(remote, link, local, SeriesId.of(ids.next())), remote);
        }
        List<SeriesId> updated = writer.updated();
        guardian.updatesHere(tx, updated);
        tally.updatedHere += updated.size();
        return writer.write().stream().map(decided::get).toList();
    }

    private static boolean isHere(@Nullable Link link, Map<SeriesId, LocalSeries> locals) {
        return link != null && locals.containsKey(link.local());
    }

    /** It was deleted here while it was not synchronised, which is no wish to delete it there. */
    private void settleOwnDeletion(StoreTransaction tx, LocalSeries local) {
        replicas.in(tx).acknowledge(calendar, local.id(), local.version());
        tx.links().delete(calendar, List.of(local.id()));
    }

    /** Series of the same UID that this side has and no link claims: made on both sides, or here and its link was lost. */
    private Map<String, LocalSeries> unlinkedTwins(StoreTransaction tx, List<RemoteSeries> unlinked) {
        Map<String, LocalSeries> twins = new HashMap<>();
        if (unlinked.isEmpty()) {
            return twins;
        }
        Set<String> uids = new HashSet<>();
        unlinked.forEach(remote -> uids.add(remote.series().uid()));
        List<LocalSeries> found = replicas.in(tx).findByUid(calendar, uids);
        Set<SeriesId> claimed = new HashSet<>();
        if (!found.isEmpty()) {
            tx.links()
                    .byLocal(calendar, found.stream().map(LocalSeries::id).toList())
                    .forEach(link -> claimed.add(link.local()));
        }
        for (LocalSeries local : found) {
            if (!claimed.contains(local.id())) {
                twins.put(local.series().uid(), local);
            }
        }
        return twins;
    }

    /**
     * Lets the deletions that a round staged take effect.
     *
     * @param listedFrom of a full round: what may have ended by then was not listed, and is gone only if the round said so
     */
    void removeStaged(StoreTransaction tx, FeedRound round, boolean full, @Nullable Instant listedFrom, Tally tally) {
        keepOurs |= guardian.deletionsHere(tx, staged(tx, round, full, listedFrom), full);
        if (full && listedFrom != null) {
            removeStaged(tx, round, false, link -> true, tally);
            removeStaged(
                    tx,
                    round,
                    true,
                    link -> !PastSeries.mayHaveEndedBy(link.base().series(), listedFrom),
                    tally);
        } else {
            removeStaged(tx, round, full, link -> true, tally);
        }
    }

    private ReplicaWriter writer(StoreTransaction tx, FeedRound round, Tally tally) {
        return new ReplicaWriter(tx, replicas, calendar, options, journals.apply(tx), round, tally, kept)
                .keepOurs(keepOurs);
    }

    /** What {@link #removeStaged} is about to remove, in pages that are read as they are asked for. */
    private Iterable<List<Link>> staged(
            StoreTransaction tx, FeedRound round, boolean full, @Nullable Instant listedFrom) {
        return () -> Stream.iterate(
                        tx.links().gone(calendar, round, full, null, REMOVALS_AT_ONCE),
                        page -> !page.isEmpty(),
                        page -> tx.links()
                                .gone(
                                        calendar,
                                        round,
                                        full,
                                        page.get(page.size() - 1).local(),
                                        REMOVALS_AT_ONCE))
                .map(page -> page.stream()
                        .filter(link -> listedFrom == null
                                || !PastSeries.mayHaveEndedBy(link.base().series(), listedFrom))
                        .toList())
                .iterator();
    }

    private void removeStaged(StoreTransaction tx, FeedRound round, boolean full, Predicate<Link> really, Tally tally) {
        SeriesId after = null;
        while (true) {
            List<Link> gone = tx.links().gone(calendar, round, full, after, REMOVALS_AT_ONCE);
            if (gone.isEmpty()) {
                return;
            }
            after = gone.get(gone.size() - 1).local();
            remove(tx, round, gone.stream().filter(really).toList(), tally);
        }
    }

    private void remove(StoreTransaction tx, FeedRound round, List<Link> gone, Tally tally) {
        List<Link> left = gone;
        for (int i = 0; i < TRIES_MAX && !left.isEmpty(); i++) {
            Map<SeriesId, LocalSeries> locals =
                    read(tx, left.stream().map(Link::local).toList());
            ReplicaWriter writer = writer(tx, round, tally);
            Departures departures = new Departures(tx, calendar);
            for (Link link : left) {
                LocalSeries local = locals.get(link.local());
                if (selection().left(link) || editedOutside(local)) {
                    departures.end(link);
                    tally.skipped++;
                } else {
                    writer.removed(link, local);
                }
            }
            departures.write();
            Set<SeriesId> refused = writer.write();
            left = left.stream().filter(link -> refused.contains(link.local())).toList();
        }
        if (!left.isEmpty()) {
            throw changedMeanwhile();
        }
    }

    /** Whether an edit that nobody has been told of took the series out. */
    private boolean editedOutside(@Nullable LocalSeries local) {
        return local != null
                && local.pending()
                && !local.deleted()
                && !selection().includes(local.series());
    }

    private EventSelection selection() {
        return options.selection();
    }

    private Map<SeriesId, LocalSeries> read(StoreTransaction tx, List<SeriesId> series) {
        Map<SeriesId, LocalSeries> locals = new HashMap<>();
        if (!series.isEmpty()) {
            replicas.in(tx).read(calendar, series).forEach(local -> locals.put(local.id(), local));
        }
        return locals;
    }

    private TransientException changedMeanwhile() {
        return new TransientException(
                "the replica of calendar " + calendar + " changes faster than a run can follow; it is tried again");
    }
}
