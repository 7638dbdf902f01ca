package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.IntegrityPage;
import dev.calsync.store.IntegrityStore;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StateKind;
import dev.calsync.store.StoredFeed;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All of a calendar is looked at at once: that costs nothing here. */
final class MemoryIntegrityStore extends MemoryDrawer implements IntegrityStore {
    MemoryIntegrityStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public IntegrityPage check(CalendarRef calendar, boolean complete, @Nullable String after, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            return new IntegrityPage(0, Map.of(), 0, null);
        }
        int rows = DamagedState.count(shelf);
        Map<StateKind, Integer> damaged = new EnumMap<>(StateKind.class);
        shelf.damaged.forEach(row -> damaged.merge(row.kind(), 1, Integer::sum));
        DamagedState.putAside(tx(), shelf);
        Map<StateKind, Integer> missing = missing(shelf, complete);
        if (!missing.isEmpty()) {
            DamagedState.askForAll(tx(), shelf);
        }
        missing.forEach((kind, number) -> damaged.merge(kind, number, Integer::sum));
        return new IntegrityPage(rows, damaged, 0, null);
    }

    /** Seen in a round that its feed has not reached: rounds count anew, and would take what they miss for mentioned. */
    private static boolean beyond(CalendarShelf shelf, Link link) {
        StoredFeed feed = shelf.feeds.get(link.seen().partition());
        return link.seen().number() > (feed == null ? 0 : feed.round());
    }

    private Map<StateKind, Integer> missing(CalendarShelf shelf, boolean complete) {
        Map<StateKind, Integer> missing = new EnumMap<>(StateKind.class);
        if (DamagedState.forgetRounds(tx(), shelf, MemoryIntegrityStore::beyond)) {
            missing.put(StateKind.CHECKPOINT, 1);
        }
        List<SeriesId> ofNothing = !complete
                ? List.of()
                : shelf.links.values().stream()
                        .map(Link::local)
                        .filter(id -> !shelf.replica.containsKey(id.value()))
                        .toList();
        List<SeriesId> tiedToNothing = !complete
                ? List.of()
                : shelf.replica.values().stream()
                        .map(CalendarShelf.Held::series)
                        .filter(series -> !series.pending())
                        .map(LocalSeries::id)
                        .filter(id -> !shelf.links.containsKey(id.value()))
                        .toList();
        tx().links().delete(shelf.ref, ofNothing);
        tx().quarantine()
                .release(shelf.ref, ofNothing.stream().map(SeriesId::value).toList());
        tiedToNothing.forEach(id -> DamagedState.tiedToNothing(tx(), shelf, id.value()));
        if (!ofNothing.isEmpty()) {
            missing.put(StateKind.SERIES, ofNothing.size());
        }
        if (!tiedToNothing.isEmpty()) {
            missing.put(StateKind.LINK, tiedToNothing.size());
        }
        return missing;
    }
}
