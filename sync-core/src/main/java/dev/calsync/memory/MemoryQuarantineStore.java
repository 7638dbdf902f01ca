package dev.calsync.memory;

import dev.calsync.memory.CalendarShelf.QuarantineKey;
import dev.calsync.model.CalendarRef;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.Side;
import dev.calsync.store.QuarantineStore;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StateKind;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

final class MemoryQuarantineStore extends MemoryDrawer implements QuarantineStore {
    MemoryQuarantineStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(CalendarRef calendar, List<Quarantined> series) {
        CalendarShelf shelf = shelf(calendar);
        for (Quarantined one : series) {
            QuarantineKey key = new QuarantineKey(one.side(), one.key());
            Long ordinal = shelf.quarantineOrdinals.get(key);
            if (ordinal == null) {
                ordinal = state().nextNumber();
                journal().put(shelf.quarantineOrdinals, key, ordinal);
            }
            written(shelf, StateKind.QUARANTINED, ordinal);
            journal().put(shelf.quarantine, ordinal, one);
        }
    }

    @Override
    public List<Quarantined> find(CalendarRef calendar, Collection<String> keys) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : keys(keys)
                        .map(shelf.quarantineOrdinals::get)
                        .filter(Objects::nonNull)
                        .peek(ordinal -> readable(shelf, StateKind.QUARANTINED, ordinal))
                        .map(shelf.quarantine::get)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public List<Quarantined> ofCalendar(CalendarRef calendar, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            return List.of();
        }
        shelf.quarantine.keySet().stream().limit(limit).forEach(key -> readable(shelf, StateKind.QUARANTINED, key));
        return shelf.quarantine.values().stream().limit(limit).toList();
    }

    @Override
    public boolean answer(CalendarRef calendar, Quarantined found, Resolution answer) {
        CalendarShelf shelf = shelfOf(calendar);
        Long ordinal =
                shelf == null ? null : shelf.quarantineOrdinals.get(new QuarantineKey(found.side(), found.key()));
        if (shelf == null || ordinal == null || !found.equals(shelf.quarantine.get(ordinal))) {
            return false;
        }
        journal().put(shelf.quarantine, ordinal, found.answered(answer));
        return true;
    }

    @Override
    public void release(CalendarRef calendar, Collection<String> keys) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf == null) {
            return;
        }
        keys(keys).forEach(key -> {
            Long ordinal = journal().remove(shelf.quarantineOrdinals, key);
            if (ordinal != null) {
                written(shelf, StateKind.QUARANTINED, ordinal);
                journal().remove(shelf.quarantine, ordinal);
            }
        });
    }

    private static Stream<QuarantineKey> keys(Collection<String> keys) {
        return keys.stream()
                .distinct()
                .flatMap(key -> Stream.of(Side.values()).map(side -> new QuarantineKey(side, key)));
    }
}
