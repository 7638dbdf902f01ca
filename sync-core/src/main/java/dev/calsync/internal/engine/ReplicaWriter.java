package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Decision;
import dev.calsync.reconcile.LinkState;
import dev.calsync.reconcile.LinkStep;
import dev.calsync.reconcile.LocalState;
import dev.calsync.reconcile.LostState;
import dev.calsync.reconcile.ReconcileInput;
import dev.calsync.reconcile.ReconcilePlan;
import dev.calsync.reconcile.RemoteState;
import dev.calsync.reconcile.RemoteStep;
import dev.calsync.reconcile.ReplicaStep;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.Side;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what reconciling decided, for many series in one transaction: the replica's changes, the links, what lost,
 * and what is pending afterwards. Belongs to one transaction.
 */
final class ReplicaWriter {

    /** A decision and what it is about. */
    private record Decided(
            ReconcilePlan plan,
            @Nullable Link link,
            @Nullable LocalSeries local,
            @Nullable RemoteSeries remote,
            SeriesId id,
            String why) {}

    private final StoreTransaction tx;
    private final Replicas replicas;
    private final CalendarRef calendar;
    private final CalendarOptions options;
    private final RunJournal journal;
    private final FeedRound round;
    private final List<Decided> decided = new ArrayList<>();
    private final Departures departures;
    private final MirrorTouches touched;
    private final Tally tally;
    private boolean keepOurs;
    private final KeptFirst kept;

    ReplicaWriter(
            StoreTransaction tx,
            Replicas replicas,
            CalendarRef calendar,
            CalendarOptions options,
            RunJournal journal,
            FeedRound round,
            Tally tally,
            KeptFirst kept) {
        this.tx = tx;
        this.replicas = replicas;
        this.calendar = calendar;
        this.options = options;
        this.departures = new Departures(tx, calendar);
        this.touched = new MirrorTouches(tx, calendar, options.mirrored());
        this.journal = journal;
        this.round = round;
        this.tally = tally;
        this.kept = kept;
    }

    /** What the provider alone changed is not taken over but put back there: a person refused it. */
    ReplicaWriter keepOurs(boolean value) {
        keepOurs = value;
        return this;
    }

    /** The linked series that change here though nobody touched them here. */
    List<SeriesId> updated() {
        return decided.stream()
                .filter(one -> one.link() != null && one.plan().decision() == Decision.TAKE_REMOTE)
                .map(Decided::id)
                .toList();
    }

    /** Decides about a remote series that is there. {@code fresh} is the id for a series that is new on this side. Returns its id. */
    SeriesId upserted(RemoteSeries remote, @Nullable Link link, @Nullable LocalSeries local, SeriesId fresh) {
        boolean sameTag =
                link != null && link.base().etag() != null && link.base().etag().equals(remote.etag());
        RemoteState state = new RemoteState.Present(remote.series(), !sameTag, tx.now());
        SeriesId id = local != null ? local.id() : link != null ? link.local() : fresh;
        decide(state, link, local, remote, id, null);
        return id;
    }

    /** Decides again about a conflict that waits, on what was known of the provider when it was parked. */
    void parked(Quarantined conflict, LocalSeries local, @Nullable Link link, @Nullable Resolution answer) {
        RemoteSeries theirs = conflict.theirs();
        RemoteState state = theirs == null
                ? RemoteState.deleted(conflict.since())
                : RemoteState.present(theirs.series(), conflict.since());
        decide(state, link, local, theirs, local.id(), answer);
    }

    /** Decides about a linked series that is gone from the provider. */
    void removed(Link link, @Nullable LocalSeries local) {
        decide(RemoteState.deleted(tx.now()), link, local, null, link.local(), null);
    }

    private void decide(
            RemoteState state,
            @Nullable Link link,
            @Nullable LocalSeries local,
            @Nullable RemoteSeries remote,
            SeriesId id,
            @Nullable Resolution answer) {
        LinkState agreed =
                link == null ? LinkState.none() : LinkState.base(link.base().series());
        ReconcileInput input = new ReconcileInput(agreed, localState(local), state, options.mergeRules());
        Verdict verdict = Verdict.of(input, answer, options.resolver());
        ReconcilePlan plan = keepOurs ? verdict.keepingOurs(local) : verdict.plan();
        if (link != null && local != null && remote != null && leaves(local, plan)) {
            departures.leave(link.seenIn(round), Side.LOCAL, remote.etag());
            tally.skipped++;
            return;
        }
        decided.add(new Decided(plan, link, local, remote, id, verdict.why()));
    }

    /** Whether an edit made here takes the series out of what is synchronised, with all that the provider changed. */
    private boolean leaves(LocalSeries local, ReconcilePlan plan) {
        EventSelection selection = options.selection();
        if (selection.includes(local.series()) || !local.pending() || local.deleted()) {
            return false;
        }
        if (plan.replica() instanceof ReplicaStep.Put put) {
            return !selection.includes(put.series());
        }
        return plan.parked()
                || (plan.remote() instanceof RemoteStep.Update update && !selection.includes(update.series()));
    }

    private static LocalState localState(@Nullable LocalSeries local) {
        if (local == null) {
            return LocalState.absent();
        }
        if (local.deleted()) {
            return LocalState.deleted(local.changedAt());
        }
        EventSeries series = local.series().withVersion(local.version());
        return local.pending() ? LocalState.dirty(series, local.changedAt()) : LocalState.clean(series);
    }

    /**
     * Writes everything that was decided and that the replica takes. A host's replica may take some and refuse others;
     * what it took is durable there, so all that goes with it is written as well, above all what lost.
     *
     * @return what the replica refused, because it was changed meanwhile: it must be decided again on what is there now
     */
    Set<SeriesId> write() {
        List<LocalChange> changes = new ArrayList<>();
        List<Decided> changed = new ArrayList<>();
        for (Decided one : decided) {
            LocalChange change = change(one);
            if (change != null) {
                changes.add(change);
                changed.add(one);
            }
        }
        LocalCalendar replica = replicas.in(tx);
        if (!replicas.builtIn() && !changes.isEmpty()) {
            List<Revision> first = kept.missing(lost());
            List<Link> ties = changed.stream()
                    .filter(one -> one.link() == null && one.local() == null)
                    .flatMap(one -> Stream.ofNullable(link(one)))
                    .map(link -> link.seenIn(round.previous()))
                    .toList();
            if (!first.isEmpty() || !ties.isEmpty()) {
                throw new KeptFirst.NotYet(first, ties);
            }
        }
        List<LocalOutcome> outcomes = changes.isEmpty() ? List.of() : replica.apply(calendar, changes);
        Set<SeriesId> refused = new HashSet<>();
        for (int i = 0; i < changed.size(); i++) {
            if (outcomes.get(i) instanceof LocalOutcome.Applied applied) {
                settlePending(changed.get(i), applied.version());
                note(changed.get(i));
                touched.add(changed.get(i).id());
            } else {
                refused.add(changed.get(i).id());
            }
        }
        decided.removeIf(one -> refused.contains(one.id()));
        decided.stream().filter(one -> change(one) == null).forEach(this::settleUnchanged);
        decided.stream()
                .filter(one -> one.plan().replica() instanceof ReplicaStep.Bury)
                .forEach(this::bury);
        journal.write();
        touched.write();
        writeLinks();
        departures.write();
        writeLost();
        release();
        park();
        count();
        return refused;
    }

    private static @Nullable LocalChange change(Decided one) {
        long expected = one.local() == null ? 0 : one.local().version();
        if (one.plan().replica() instanceof ReplicaStep.Put put) {
            return new LocalChange(one.id(), expected, put.series());
        }
        if (one.plan().replica() instanceof ReplicaStep.Remove && one.local() != null) {
            return new LocalChange(one.id(), expected, null);
        }
        return null;
    }

    private void note(Decided one) {
        LocalSeries local = one.local();
        journal.did(
                one.id(),
                Side.LOCAL,
                local == null || local.deleted() ? null : local.series(),
                one.plan().replica() instanceof ReplicaStep.Put put ? put.series() : null,
                one.link());
    }

    /** Afterwards a series is pending exactly when the provider still has to be told. */
    private void settlePending(Decided one, long version) {
        boolean wasPending = one.local() != null && one.local().pending();
        if (one.plan().replica() instanceof ReplicaStep.Put put) {
            boolean told = !one.plan().remote().writes();
            if (told && wasPending) {
                replicas.in(tx).acknowledge(calendar, one.id(), version);
            } else if (!told && !wasPending) {
                LocalSeries now = new LocalSeries(one.id(), put.series(), version, false, false, tx.now());
                replicas.markPending(tx, calendar, now, version);
            }
        }
    }

    /** The merge left nothing of the series: it is deleted here as if its user had done so, and pushed as such. */
    private void bury(Decided one) {
        LocalSeries local = one.local();
        if (local != null && !local.deleted()) {
            replicas.bury(tx, calendar, local);
            touched.add(one.id());
        }
    }

    private void settleUnchanged(Decided one) {
        LocalSeries local = one.local();
        if (local == null || one.plan().parked()) {
            return;
        }
        boolean writes = one.plan().remote().writes();
        if (local.pending() && !writes) {
            replicas.in(tx).acknowledge(calendar, local.id(), local.version());
        } else if (!local.pending() && writes) {
            replicas.markPending(tx, calendar, local, local.version());
        }
    }

    private void writeLinks() {
        List<Link> links = new ArrayList<>();
        List<SeriesId> dropped = new ArrayList<>();
        for (Decided one : decided) {
            Link next = link(one);
            if (next != null) {
                links.add(next);
            } else if (one.plan().link() instanceof LinkStep.Drop && one.link() != null) {
                dropped.add(one.link().local());
            }
        }
        if (!dropped.isEmpty()) {
            tx.links().delete(calendar, dropped);
        }
        if (!links.isEmpty()) {
            tx.links().put(calendar, links);
        }
    }

    private @Nullable Link link(Decided one) {
        LinkStep step = one.plan().link();
        RemoteSeries remote = one.remote();
        Link link = one.link();
        if (step instanceof LinkStep.Rebase && remote != null) {
            return new Link(one.id(), remote, journal.hash(remote.series()), round);
        }
        if (step instanceof LinkStep.Retag && remote != null && link != null) {
            RemoteSeries tagged = new RemoteSeries(
                    remote.id(), remote.etag(), link.base().series(), remote.original(), remote.parts());
            return new Link(one.id(), tagged, link.hash(), round);
        }
        if (step instanceof LinkStep.Keep && link != null && remote != null) {
            return one.plan().parked() ? link.seenIn(round) : new Link(link.local(), link.base(), link.hash(), round);
        }
        return null;
    }

    private void writeLost() {
        List<Revision> revisions = kept.missing(lost());
        if (!revisions.isEmpty()) {
            tx.revisions().add(calendar, revisions);
        }
    }

    private List<Revision> lost() {
        List<Revision> revisions = new ArrayList<>();
        for (Decided one : decided) {
            for (LostState lost : one.plan().lost()) {
                if (lost.series() != null) {
                    revisions.add(
                            new Revision(one.id(), lost.series(), lost.side(), tx.now(), journal.run(), one.why()));
                }
            }
        }
        return revisions;
    }

    /** What could not be written before is tried again, because there is another state to write it onto. */
    private void release() {
        List<String> keys = decided.stream()
                .filter(one -> one.local() != null && !one.plan().parked())
                .map(one -> one.id().value())
                .toList();
        tx.quarantine().release(calendar, keys);
    }

    private void park() {
        List<Quarantined> parked = new ArrayList<>();
        for (Decided one : decided) {
            if (one.plan().parked()) {
                String version =
                        one.local() == null ? null : String.valueOf(one.local().version());
                parked.add(new Quarantined(
                        one.id().value(),
                        Side.LOCAL,
                        version,
                        one.why(),
                        1,
                        tx.now(),
                        true,
                        null,
                        one.remote(),
                        null,
                        null));
            }
        }
        if (!parked.isEmpty()) {
            tx.quarantine().put(calendar, parked);
            tally.quarantined += parked.size();
        }
        List<String> answered = decided.stream()
                .filter(ReplicaWriter::decidedAnew)
                .map(one -> one.id().value())
                .toList();
        tx.quarantine().release(calendar, answered);
    }

    /** What both sides agree on moved for an edited series: what held the edit back, such as an open conflict, is over. */
    private static boolean decidedAnew(Decided one) {
        boolean moved =
                one.plan().link() instanceof LinkStep.Rebase || one.plan().link() instanceof LinkStep.Drop;
        return moved
                && !one.plan().parked()
                && one.local() != null
                && one.local().pending();
    }

    private void count() {
        for (Decided one : decided) {
            if (one.plan().conflict() != null) {
                tally.conflict(one.id(), one.why());
            }
            if (one.plan().replica() instanceof ReplicaStep.Keep) {
                tally.skipped++;
            } else {
                tally.pulled++;
            }
        }
    }
}
