package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Link;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Linked series that leave what is synchronised: both sides keep what they have, and what could not be synchronised about
 * them does not matter any more. Belongs to one transaction.
 */
final class Departures {
    private final StoreTransaction tx;
    private final CalendarRef calendar;
    private final List<Link> marked = new ArrayList<>();
    private final List<Link> ended = new ArrayList<>();

    Departures(StoreTransaction tx, CalendarRef calendar) {
        this.tx = tx;
        this.calendar = calendar;
    }

    /**
     * A series leaves, or has left before.
     *
     * @param link its link
     * @param who whose state is outside
     * @param current the tag of what the provider has now
     */
    void leave(Link link, Side who, @Nullable ETag current) {
        RemoteSeries base = link.base();
        RemoteSeries noted = Objects.equals(base.etag(), current)
                ? base
                : new RemoteSeries(base.id(), null, base.series(), base.original(), base.parts());
        marked.add(new Link(link.local(), noted, link.hash(), link.seen(), who));
    }

    /** The provider has the series no more: what this side has is of this side alone. */
    void end(Link link) {
        ended.add(link);
    }

    void write() {
        if (!ended.isEmpty()) {
            tx.links().delete(calendar, ended.stream().map(Link::local).toList());
        }
        if (!marked.isEmpty()) {
            tx.links().put(calendar, marked);
        }
        List<String> keys = new ArrayList<>();
        marked.forEach(link -> keys.add(link.local().value()));
        ended.forEach(link -> keys.add(link.local().value()));
        if (!keys.isEmpty()) {
            tx.quarantine().release(calendar, keys);
        }
    }
}
