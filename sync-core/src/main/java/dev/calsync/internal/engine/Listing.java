package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What could not be read while everything was listed, over all partitions of a feed. What could not be read once and is
 * not listed any more is gone; no link tells, because it never had one. No partition alone knows that. So is what could not
 * be written and is not here any more.
 */
final class Listing {
    private static final int QUARANTINE_MAX = 1_000;

    private final CalendarRef calendar;
    private final int partitions;
    private final boolean builtIn;
    private final Map<String, Set<String>> unreadable = new HashMap<>();

    /** @param builtIn whether the store keeps the series of this side */
    Listing(CalendarRef calendar, int partitions, boolean builtIn) {
        this.calendar = calendar;
        this.partitions = partitions;
        this.builtIn = builtIn;
    }

    /** A partition was listed from its beginning to its end. The last of all lets go of what vanished. */
    void listed(StoreTransaction tx, String partition, Set<String> stillUnreadable) {
        unreadable.put(partition, stillUnreadable);
        if (unreadable.size() >= partitions) {
            releaseVanished(tx);
        }
    }

    private void releaseVanished(StoreTransaction tx) {
        List<Quarantined> all = tx.quarantine().ofCalendar(calendar, QUARANTINE_MAX);
        List<String> vanished = new ArrayList<>();
        all.stream()
                .filter(one -> one.side() == Side.REMOTE && !stillUnreadable(one.key()))
                .forEach(one -> vanished.add(one.key()));
        if (builtIn) {
            vanished.addAll(withoutSeries(
                    tx, all.stream().filter(Listing::isOfASeriesHere).toList()));
        }
        if (!vanished.isEmpty()) {
            tx.quarantine().release(calendar, vanished);
        }
    }

    /** A row that was lost has taken the series, and all that is left of it may be what kept it in quarantine. */
    private List<String> withoutSeries(StoreTransaction tx, List<Quarantined> rows) {
        List<SeriesId> ids = rows.stream().map(row -> SeriesId.of(row.key())).toList();
        Set<String> kept = new HashSet<>();
        tx.replica().read(calendar, ids).forEach(series -> kept.add(series.id().value()));
        tx.links().byLocal(calendar, ids).forEach(link -> kept.add(link.local().value()));
        return rows.stream()
                .map(Quarantined::key)
                .filter(key -> !kept.contains(key))
                .toList();
    }

    private static boolean isOfASeriesHere(Quarantined row) {
        return row.side() == Side.LOCAL && !HeldChanges.is(row) && !MirrorWrites.is(row);
    }

    private boolean stillUnreadable(String id) {
        return unreadable.values().stream().anyMatch(ids -> ids.contains(id));
    }
}
