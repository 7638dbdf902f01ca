package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ETag;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.KnownVersions;
import dev.calsync.store.FeedRound;
import dev.calsync.store.Link;
import dev.calsync.store.StoreTransaction;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the links of a calendar know, for a provider within one round of its feed. */
final class LinkedSeries implements KnownVersions {
    private final SyncRun sync;
    private final FeedRound round;

    LinkedSeries(SyncRun sync, FeedRound round) {
        this.sync = sync;
        this.round = round;
    }

    /** Of those that left there is nothing: only their state tells whether they come back. */
    @Override
    public Map<RemoteId, ETag> of(Collection<RemoteId> ids) {
        return sync.run().fenced(tx -> {
            Map<RemoteId, ETag> tags = new HashMap<>();
            tx.links().byRemote(calendar(), ids).forEach(link -> {
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
        return sync.run()
                .fenced(tx -> tx.links().gone(calendar(), round, true, localOf(tx, after), limit).stream()
                        .map(link -> link.base().id())
                        .toList());
    }

    /** The stored order is that of the local ids. A link that is gone by now begins anew: nothing is left out. */
    private @Nullable SeriesId localOf(StoreTransaction tx, @Nullable RemoteId remote) {
        return remote == null
                ? null
                : tx.links().byRemote(calendar(), List.of(remote)).stream()
                        .map(Link::local)
                        .findFirst()
                        .orElse(null);
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
