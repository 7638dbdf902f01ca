package dev.calsync.internal.engine;

import dev.calsync.error.TransientException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.reconcile.LinkState;
import dev.calsync.reconcile.LocalState;
import dev.calsync.reconcile.ReconcileInput;
import dev.calsync.reconcile.RemoteState;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider what a run would ask it and decides what a run would decide, and writes nothing, neither there nor here.
 * It needs no lease: it looks at whatever is there, and what it says may be old a moment later. Belongs to one caller.
 */
final class DryRun {
    private static final int AT_ONCE = 500;
    private static final int EXPIRIES_MAX = 2;
    /** How many series it remembers, so that what is not mentioned can be told from what is. */
    private static final int REMEMBERED_MAX = 200_000;

    /** Takes down what would be done. */
    interface Plan {
        void add(@Nullable SeriesId series, EventSeries state, Verdict verdict);
    }

    private final Engine engine;
    private final CalendarRef calendar;
    private final CalendarOptions options;
    private final Plan plan;
    private final Set<SeriesId> decided = new HashSet<>();
    private boolean complete = true;

    DryRun(Engine engine, CalendarRef calendar, CalendarOptions options, Plan plan) {
        this.engine = engine;
        this.calendar = calendar;
        this.options = options;
        this.plan = plan;
    }

    /** Whether everything was looked at. */
    boolean complete() {
        return complete;
    }

    /** One partition of the feed, from its last checkpoint or, to see everything, from nowhere. */
    void pull(CalendarSession session, StoredFeed feed, boolean full) throws InterruptedException {
        boolean sameFilter = feed.filter().equals(options.selection().fingerprint());
        Checkpoint since = full || !sameFilter ? null : feed.checkpoint();
        for (int expiries = 0; expiries <= EXPIRIES_MAX; expiries++) {
            Round round = new Round(feed, since);
            if (round.read(session)) {
                round.end();
                return;
            }
            since = null;
        }
        throw new TransientException("the provider refuses every cursor for calendar " + calendar);
    }

    private final class Round {
        private final StoredFeed feed;
        private final @Nullable Checkpoint since;
        private final Set<RemoteId> mentioned = new HashSet<>();
        private final Set<RemoteId> gone = new HashSet<>();
        private @Nullable Instant listedFrom;

        Round(StoredFeed feed, @Nullable Checkpoint since) {
            this.feed = feed;
            this.since = since;
        }

        /** Returns false if the cursor is refused. */
        boolean read(CalendarSession session) throws InterruptedException {
            ResumePoint resume = null;
            DryKnown known = new DryKnown(engine.store(), calendar, feed, mentioned);
            while (complete) {
                ChangeResult result = session.changes(new ChangeQuery(
                        calendar.calendarId(),
                        feed.partition(),
                        since,
                        resume,
                        engine.settings().window(),
                        known));
                if (result instanceof ChangeResult.MoreChanges page) {
                    note(page.changes());
                    resume = page.next();
                } else if (result instanceof ChangeResult.EndOfChanges end) {
                    note(end.changes());
                    listedFrom = end.listedFrom();
                    return true;
                } else {
                    return false;
                }
            }
            return true;
        }

        private void note(List<RemoteChange> changes) {
            Map<RemoteId, RemoteSeries> upserted = new LinkedHashMap<>();
            for (RemoteChange change : changes) {
                mentioned.add(change.id());
                gone.remove(change.id());
                upserted.remove(change.id());
                if (change instanceof RemoteChange.Upserted there) {
                    if (options.selection().includes(there.remote().series())) {
                        upserted.put(change.id(), there.remote());
                    }
                } else if (change instanceof RemoteChange.Removed) {
                    gone.add(change.id());
                }
            }
            complete &= mentioned.size() <= REMEMBERED_MAX;
            engine.store().inTransaction(tx -> {
                upserts(tx, upserted);
                return true;
            });
        }

        /** What the round found gone, and in a full one what it did not mention. */
        void end() {
            if (!complete) {
                return;
            }
            engine.store().inTransaction(tx -> {
                removals(tx, tx.links().byRemote(calendar, gone));
                return true;
            });
            if (since != null) {
                return;
            }
            SeriesId after = null;
            while (true) {
                SeriesId from = after;
                List<Link> page = engine.store().inTransaction(tx -> {
                    List<Link> links = DryKnown.linked(tx, calendar, feed, from, AT_ONCE);
                    removals(tx, links.stream().filter(this::isGone).toList());
                    return links;
                });
                if (page.isEmpty()) {
                    return;
                }
                after = page.get(page.size() - 1).local();
            }
        }

        private boolean isGone(Link link) {
            Instant from = listedFrom;
            return !mentioned.contains(link.base().id())
                    && (from == null || !PastSeries.mayHaveEndedBy(link.base().series(), from));
        }
    }

    private void upserts(StoreTransaction tx, Map<RemoteId, RemoteSeries> upserted) {
        Map<RemoteId, Link> links = new HashMap<>();
        tx.links()
                .byRemote(calendar, upserted.keySet())
                .forEach(link -> links.put(link.base().id(), link));
        Map<SeriesId, LocalSeries> locals =
                read(tx, links.values().stream().map(Link::local).toList());
        List<String> uids = upserted.values().stream()
                .filter(remote -> !links.containsKey(remote.id()))
                .map(remote -> remote.series().uid())
                .toList();
        Map<String, LocalSeries> twins = new HashMap<>();
        if (!uids.isEmpty()) {
            engine.replica(tx)
                    .findByUid(calendar, uids)
                    .forEach(local -> twins.put(local.series().uid(), local));
        }
        for (RemoteSeries remote : upserted.values()) {
            Link link = links.get(remote.id());
            LocalSeries local = link != null
                    ? locals.get(link.local())
                    : twins.get(remote.series().uid());
            boolean sameTag = link != null
                    && link.base().etag() != null
                    && link.base().etag().equals(remote.etag());
            decide(new RemoteState.Present(remote.series(), !sameTag, tx.now()), link, local, remote.series());
        }
    }

    private void removals(StoreTransaction tx, List<Link> links) {
        Map<SeriesId, LocalSeries> locals =
                read(tx, links.stream().map(Link::local).toList());
        for (Link link : links) {
            if (!options.selection().left(link)) {
                decide(
                        RemoteState.deleted(tx.now()),
                        link,
                        locals.get(link.local()),
                        link.base().series());
            }
        }
    }

    /** What is pending here and was not decided about before. */
    void push() {
        SeriesId after = null;
        while (true) {
            SeriesId from = after;
            List<LocalSeries> page = engine.store().inTransaction(tx -> {
                List<LocalSeries> pending = engine.replica(tx).pending(calendar, from, AT_ONCE);
                Map<SeriesId, Link> links = new HashMap<>();
                tx.links()
                        .byLocal(calendar, pending.stream().map(LocalSeries::id).toList())
                        .forEach(link -> links.put(link.local(), link));
                Map<String, Quarantined> held = new HashMap<>();
                tx.quarantine()
                        .find(
                                calendar,
                                pending.stream()
                                        .map(local -> local.id().value())
                                        .toList())
                        .forEach(row -> held.put(row.key(), row));
                for (LocalSeries local : pending) {
                    if (!decided.contains(local.id())) {
                        push(local, links.get(local.id()), held.get(local.id().value()));
                    }
                }
                return pending;
            });
            if (page.isEmpty()) {
                return;
            }
            after = page.get(page.size() - 1).id();
        }
    }

    private void push(LocalSeries local, @Nullable Link link, @Nullable Quarantined held) {
        boolean inside = link == null
                ? local.deleted() || options.selection().includes(local.series())
                : !options.selection().left(link);
        if (!inside || (held != null && waits(local, held))) {
            return;
        }
        RemoteSeries theirs = held == null ? null : held.theirs();
        if (held != null && theirs != null) {
            decide(RemoteState.present(theirs.series(), held.since()), link, local, local.series());
        } else if (held != null && held.conflict()) {
            decide(RemoteState.deleted(held.since()), link, local, local.series());
        } else {
            decide(RemoteState.notMentioned(), link, local, local.series());
        }
    }

    /** What was refused, or goes back and forth, is not sent again as it is. */
    private static boolean waits(LocalSeries local, Quarantined held) {
        return (!held.conflict() || FlapBreaker.isFrozen(held))
                && String.valueOf(local.version()).equals(held.state());
    }

    private void decide(RemoteState remote, @Nullable Link link, @Nullable LocalSeries local, EventSeries state) {
        LocalState here = local == null
                ? LocalState.absent()
                : local.deleted()
                        ? LocalState.deleted(local.changedAt())
                        : local.pending()
                                ? LocalState.dirty(local.series(), local.changedAt())
                                : LocalState.clean(local.series());
        LinkState agreed =
                link == null ? LinkState.none() : LinkState.base(link.base().series());
        SeriesId id = local != null ? local.id() : link != null ? link.local() : null;
        if (id != null) {
            decided.add(id);
        }
        Verdict verdict =
                Verdict.of(new ReconcileInput(agreed, here, remote, options.mergeRules()), null, options.resolver());
        if (verdict.plan().changesAnything() || verdict.plan().parked()) {
            plan.add(id, state, verdict);
        }
    }

    private Map<SeriesId, LocalSeries> read(StoreTransaction tx, List<SeriesId> ids) {
        Map<SeriesId, LocalSeries> locals = new HashMap<>();
        if (!ids.isEmpty()) {
            engine.replica(tx).read(calendar, ids).forEach(local -> locals.put(local.id(), local));
        }
        return locals;
    }
}
