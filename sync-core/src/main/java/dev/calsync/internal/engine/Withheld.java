package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells which pending series are not pushed, because they are outside what is synchronised, and takes back those that
 * came in again. An edit that is withheld stays pending; a deletion of what was not synchronised is settled, because it
 * is a matter of this side alone. Belongs to one transaction.
 */
final class Withheld {
    private final StoreTransaction tx;
    private final SyncRun sync;
    private final EventSelection selection;
    private boolean listAgain;

    Withheld(StoreTransaction tx, SyncRun sync) {
        this.tx = tx;
        this.sync = sync;
        this.selection = sync.run().options().selection();
    }

    boolean withholds(LocalSeries local, @Nullable Link link) {
        if (link == null) {
            return !local.deleted() && !selection.includes(local.series());
        }
        boolean left = selection.left(link);
        if (local.deleted()) {
            return left && settled(local);
        }
        if (left && link.left() != Side.LOCAL) {
            return true;
        }
        if (selection.includes(local.series())) {
            return link.left() != null && !comesBack(link);
        }
        if (link.left() == null) {
            Departures departures = new Departures(tx, calendar());
            departures.leave(link, Side.LOCAL, link.base().etag());
            departures.write();
        }
        return true;
    }

    /** Whether a series had changed at the provider unread, so that everything is to be listed once more. */
    boolean listAgain() {
        return listAgain;
    }

    private boolean settled(LocalSeries local) {
        tx.links().delete(calendar(), List.of(local.id()));
        tx.quarantine().release(calendar(), List.of(local.id().value()));
        sync.replicas().in(tx).acknowledge(calendar(), local.id(), local.version());
        return true;
    }

    private boolean comesBack(Link link) {
        if (link.base().etag() != null) {
            tx.links().put(calendar(), List.of(new Link(link.local(), link.base(), link.hash(), link.seen())));
            return true;
        }
        boolean unreadable = !tx.quarantine()
                .find(calendar(), List.of(link.base().id().value()))
                .isEmpty();
        if (!listAgain && !unreadable && !sync.lastConflictRound()) {
            listAgain = true;
            for (StoredFeed feed : tx.checkpoints().feeds(calendar())) {
                tx.checkpoints()
                        .put(calendar(), new StoredFeed(feed.partition(), null, feed.round(), null, feed.filter()));
            }
        }
        return false;
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
