package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.KnownVersions;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.SyncStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the links of a calendar know, for a round that leaves no trace: what it mentioned is in memory alone. */
final class DryKnown implements KnownVersions {
    private final SyncStore store;
    private final CalendarRef calendar;
    private final StoredFeed feed;
    private final Set<RemoteId> mentioned;

    DryKnown(SyncStore store, CalendarRef calendar, StoredFeed feed, Set<RemoteId> mentioned) {
        this.store = store;
        this.calendar = calendar;
        this.feed = feed;
        this.mentioned = mentioned;
    }

    /** The links that a round of the partition was the last to mention. */
    static List<Link> linked(
            StoreTransaction tx, CalendarRef calendar, StoredFeed feed, @Nullable SeriesId after, int limit) {
        return tx.links().gone(calendar, new FeedRound(feed.partition(), Long.MAX_VALUE), true, after, limit);
    }

    @Override
    public Map<RemoteId, ETag> of(Collection<RemoteId> ids) {
        return store.inTransaction(tx -> {
            Map<RemoteId, ETag> tags = new HashMap<>();
            tx.links().byRemote(calendar, ids).forEach(link -> {
                ETag tag = link.base().etag();
                if (tag != null && !tag.weak() && link.left() == null) {
                    tags.put(link.base().id(), tag);
                }
            });
            return tags;
        });
    }

    @Override
    public List<RemoteId> unmentioned(@Nullable RemoteId after, int limit) {
        return store.inTransaction(tx -> {
            SeriesId from = after == null
                    ? null
                    : tx.links().byRemote(calendar, List.of(after)).stream()
                            .map(Link::local)
                            .findFirst()
                            .orElse(null);
            List<Link> page = linked(tx, calendar, feed, from, limit);
            while (!page.isEmpty()) {
                List<RemoteId> left = page.stream()
                        .map(link -> link.base().id())
                        .filter(id -> !mentioned.contains(id))
                        .toList();
                if (!left.isEmpty()) {
                    return left;
                }
                page = linked(tx, calendar, feed, page.get(page.size() - 1).local(), limit);
            }
            return List.of();
        });
    }
}
