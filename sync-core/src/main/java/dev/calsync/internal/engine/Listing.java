package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What could not be read while everything was listed, over all partitions of a feed. What could not be read once and is
 * not listed any more is gone; no link tells, because it never had one. No partition alone knows that.
 */
final class Listing {
    private static final int QUARANTINE_MAX = 1_000;

    private final CalendarRef calendar;
    private final int partitions;
    private final Map<String, Set<String>> unreadable = new HashMap<>();

    Listing(CalendarRef calendar, int partitions) {
        this.calendar = calendar;
        this.partitions = partitions;
    }

    /** A partition was listed from its beginning to its end. The last of all lets go of what vanished. */
    void listed(StoreTransaction tx, String partition, Set<String> stillUnreadable) {
        unreadable.put(partition, stillUnreadable);
        if (unreadable.size() >= partitions) {
            releaseVanished(tx);
        }
    }

    private void releaseVanished(StoreTransaction tx) {
        List<String> vanished = tx.quarantine().ofCalendar(calendar, QUARANTINE_MAX).stream()
                .filter(one -> one.side() == Side.REMOTE && !stillUnreadable(one.key()))
                .map(Quarantined::key)
                .toList();
        if (!vanished.isEmpty()) {
            tx.quarantine().release(calendar, vanished);
        }
    }

    private boolean stillUnreadable(String id) {
        return unreadable.values().stream().anyMatch(ids -> ids.contains(id));
    }
}
