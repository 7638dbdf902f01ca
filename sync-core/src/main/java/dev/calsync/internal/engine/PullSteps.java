package dev.calsync.internal.engine;

import dev.calsync.error.TransientException;
import dev.calsync.internal.pacing.Permission;
import dev.calsync.job.SyncType;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.ResumePoint;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.Side;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.WorkCause;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One round of one partition of a change feed.
 *
 * <p>A round begins at the last checkpoint, or lists everything when there is none, a full sync was asked for, or another
 * event filter holds than before. A round that an earlier run left unfinished under the same filter goes on at its resume
 * point. When the provider no longer knows the cursor the round
 * starts over and lists everything: what it does not mention is gone, what it mentions is compared, nothing is wiped. Unless
 * somebody waits, that is done at low priority, and always within a share of what the provider allows.
 */
final class PullSteps {
    private static final int EXPIRIES_MAX = 2;

    private final SyncRun sync;
    private final String partition;
    private final WorkStep then;
    private final @Nullable Checkpoint last;
    private final String filter;
    private final boolean hadCheckpoint;
    private FeedRound round;
    private StoredFeed.Round position;
    private int expiries;
    private boolean moved;
    /** What could not be read in this round; null when an earlier run has read some of it. */
    private @Nullable Set<String> unreadable = new HashSet<>();

    PullSteps(SyncRun sync, StoredFeed feed, SyncType type, WorkStep then) {
        this.sync = sync;
        this.partition = feed.partition();
        this.then = then;
        this.hadCheckpoint = feed.checkpoint() != null;
        this.filter = sync.run().options().selection().fingerprint();
        boolean sameFilter = feed.filter().equals(filter);
        // Forgotten as soon as a page of the new filter is applied: going back to the old one is a change as well.
        this.last = sameFilter ? feed.checkpoint() : null;
        StoredFeed.Round left = sameFilter ? feed.underWay() : null;
        boolean goOn = left != null && (type != SyncType.FULL || left.since() == null);
        if (left != null && goOn) {
            this.round = new FeedRound(partition, feed.round());
            this.position = left;
            this.moved = true;
            sync.guardian().resumes();
            this.unreadable = left.resume() == null ? new HashSet<>() : null;
        } else {
            this.round = new FeedRound(partition, feed.round() + 1);
            this.position = new StoredFeed.Round(type == SyncType.FULL ? null : last, null);
        }
    }

    WorkOutcome begin() {
        return sync.more(this::fetch);
    }

    private WorkOutcome fetch() throws InterruptedException {
        boolean resync = resyncs();
        if (resync && sync.givesWay()) {
            return sync.giveWay();
        }
        Permission permission = resync ? sync.mayReadAnew() : sync.mayRead();
        if (permission instanceof Permission.Refused refused) {
            return sync.putOff(refused);
        }
        ChangeResult result = sync.session()
                .changes(new ChangeQuery(
                        calendar().calendarId(),
                        partition,
                        position.since(),
                        position.resume(),
                        sync.settings().window(),
                        new LinkedSeries(sync, round),
                        sync.routine()));
        sync.answered();
        if (result instanceof ChangeResult.MoreChanges page) {
            return sync.atOnce(() -> apply(page.changes(), page.next()));
        }
        if (result instanceof ChangeResult.EndOfChanges end) {
            return sync.atOnce(() -> finish(end));
        }
        return startOver((ChangeResult.CursorExpired) result);
    }

    /** Whether it lists everything because a place was lost, and not because somebody wants to have it listed. */
    private boolean resyncs() {
        Lease lease = sync.run().lease();
        boolean lost = hadCheckpoint && (expiries > 0 || lease.type() != SyncType.FULL);
        return position.since() == null && (lost || lease.demand().causes().contains(WorkCause.RESYNC));
    }

    private WorkOutcome apply(List<RemoteChange> changes, ResumePoint next) {
        StoredFeed.Round further = new StoredFeed.Round(position.since(), next);
        noteUnreadable(changes);
        try {
            sync.guardian().guarded((tx, tally) -> {
                sync.applier().apply(tx, round, changes, tally);
                tx.checkpoints().put(calendar(), new StoredFeed(partition, last, round.number(), further, filter));
            });
        } catch (HeldChanges.Exceeded exceeded) {
            return sync.guardian().hold(exceeded.held(), tx -> {});
        }
        sync.atRound(round);
        position = further;
        moved = true;
        sync.progress("pull", sync.report().read());
        return sync.more(this::fetch);
    }

    /**
     * The last page, the staged deletions and the checkpoint in one transaction. A round that brought nothing and whose
     * checkpoint is the old one writes nothing.
     */
    private WorkOutcome finish(ChangeResult.EndOfChanges end) {
        boolean full = position.since() == null;
        noteUnreadable(end.changes());
        boolean nothing =
                !full && !moved && end.changes().isEmpty() && end.checkpoint().equals(last);
        if (!nothing) {
            try {
                sync.guardian().guarded((tx, tally) -> finish(tx, end, full, tally));
            } catch (HeldChanges.Exceeded exceeded) {
                return sync.guardian().hold(exceeded.held(), tx -> startAnew(tx, exceeded.held()));
            }
            sync.atRound(round);
            sync.progress("pull", sync.report().read());
        }
        return sync.more(then);
    }

    private void finish(StoreTransaction tx, ChangeResult.EndOfChanges end, boolean full, Tally tally) {
        PageApplier applier = sync.applier();
        applier.apply(tx, round, end.changes(), tally);
        applier.removeStaged(tx, round, full, end.listedFrom(), tally);
        sync.guardian().release(tx, Side.LOCAL, full);
        Set<String> stillUnreadable = unreadable;
        if (full && stillUnreadable != null) {
            sync.listing().listed(tx, partition, stillUnreadable);
        }
        tx.checkpoints().put(calendar(), new StoredFeed(partition, end.checkpoint(), round.number(), null, filter));
    }

    /** A round whose deletions are held is read again by the next run: there may be fewer by then. */
    private void startAnew(StoreTransaction tx, HeldChanges held) {
        if (held.kind() == ChangeGuard.Kind.DELETIONS) {
            tx.checkpoints().put(calendar(), new StoredFeed(partition, last, round.number(), null, filter));
        }
    }

    private WorkOutcome startOver(ChangeResult.CursorExpired expired) {
        if (++expiries > EXPIRIES_MAX) {
            throw new TransientException("the provider refuses every cursor for calendar " + calendar() + ": "
                    + expired.reason() + "; it is tried again");
        }
        round = new FeedRound(partition, round.number() + 1);
        moved = true;
        unreadable = new HashSet<>();
        position = new StoredFeed.Round(null, null);
        // Written down, so that a run that goes on does not ask with the refused cursor again, and so that one that has
        // lost its lease notices.
        sync.commit((tx, tally) ->
                tx.checkpoints().put(calendar(), new StoredFeed(partition, last, round.number(), position, filter)));
        sync.atRound(round);
        return sync.more(this::fetch);
    }

    private void noteUnreadable(List<RemoteChange> changes) {
        Set<String> noted = unreadable;
        if (noted != null) {
            for (RemoteChange change : changes) {
                if (change instanceof RemoteChange.Unreadable) {
                    noted.add(change.id().value());
                }
            }
        }
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
