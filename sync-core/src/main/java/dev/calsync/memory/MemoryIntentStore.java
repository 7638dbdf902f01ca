package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.Intent;
import dev.calsync.store.IntentStore;
import dev.calsync.store.StateKind;
import java.util.Collection;
import java.util.List;

final class MemoryIntentStore extends MemoryDrawer implements IntentStore {
    MemoryIntentStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(CalendarRef calendar, List<Intent> intents) {
        CalendarShelf shelf = shelf(calendar);
        for (Intent intent : intents) {
            Long ordinal = shelf.intentOrdinals.get(intent.series());
            if (ordinal == null) {
                ordinal = state().nextNumber();
                journal().put(shelf.intentOrdinals, intent.series(), ordinal);
            }
            written(shelf, StateKind.INTENT, ordinal);
            journal().put(shelf.intents, ordinal, intent);
        }
    }

    @Override
    public List<Intent> open(CalendarRef calendar, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            return List.of();
        }
        shelf.intents.keySet().stream().limit(limit).forEach(key -> readable(shelf, StateKind.INTENT, key));
        return shelf.intents.values().stream().limit(limit).toList();
    }

    @Override
    public void settle(CalendarRef calendar, Collection<SeriesId> series) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            return;
        }
        for (SeriesId id : series) {
            Long ordinal = journal().remove(shelf.intentOrdinals, id);
            if (ordinal != null) {
                written(shelf, StateKind.INTENT, ordinal);
                journal().remove(shelf.intents, ordinal);
            }
        }
    }
}
