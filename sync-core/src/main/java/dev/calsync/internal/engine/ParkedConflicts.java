package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Resolution;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides again about conflicts that wait: those that a person has answered, those whose series was edited here since, and
 * all of them once the rules let none wait any more. The feed will not mention them again, so what the provider has is
 * kept with them. Belongs to one transaction.
 */
final class ParkedConflicts {
    private final StoreTransaction tx;
    private final SyncRun sync;
    private final Tally tally;

    ParkedConflicts(StoreTransaction tx, SyncRun sync, Tally tally) {
        this.tx = tx;
        this.sync = sync;
        this.tally = tally;
    }

    /**
     * Decides about those of a page of pending series.
     *
     * @param links their links; brought up to date
     * @param held what of them is in quarantine; brought up to date
     * @return the series of the page that are still to be told to the provider, as they are now
     */
    List<LocalSeries> decideAgain(List<LocalSeries> page, Map<SeriesId, Link> links, Map<String, Quarantined> held) {
        Map<SeriesId, LocalSeries> series = new LinkedHashMap<>();
        page.forEach(local -> series.put(local.id(), local));
        List<SeriesId> decided = new ArrayList<>();
        ReplicaWriter writer = new ReplicaWriter(
                tx,
                sync.replicas(),
                calendar(),
                sync.run().options(),
                sync.journal(tx),
                sync.round(),
                tally,
                sync.kept());
        for (LocalSeries local : page) {
            Quarantined conflict = held.get(local.id().value());
            if (conflict != null && conflict.conflict() && !FlapBreaker.isFrozen(conflict) && isDue(conflict, local)) {
                Resolution answer = isOf(conflict, local) ? conflict.answer() : null;
                writer.parked(conflict, local, links.get(local.id()), answer);
                decided.add(local.id());
            }
        }
        if (decided.isEmpty()) {
            return page;
        }
        Set<SeriesId> refused = writer.write();
        decided.forEach(id -> {
            series.remove(id);
            links.remove(id);
            held.remove(id.value());
        });
        decided.removeAll(refused);
        tx.links().byLocal(calendar(), decided).forEach(link -> links.put(link.local(), link));
        tx.quarantine()
                .find(calendar(), decided.stream().map(SeriesId::value).toList())
                .forEach(row -> held.put(row.key(), row));
        sync.replicas().in(tx).read(calendar(), decided).stream()
                .filter(LocalSeries::pending)
                .forEach(local -> series.put(local.id(), local));
        return List.copyOf(series.values());
    }

    private boolean isDue(Quarantined conflict, LocalSeries local) {
        return conflict.answer() != null
                || !isOf(conflict, local)
                || !sync.run().options().parks();
    }

    /** Whether the series is as it was when the conflict was found. */
    private static boolean isOf(Quarantined conflict, LocalSeries local) {
        return String.valueOf(local.version()).equals(conflict.state());
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
