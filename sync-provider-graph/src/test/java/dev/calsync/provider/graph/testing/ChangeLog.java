package dev.calsync.provider.graph.testing;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What changed in one calendar, the last time for each item, by a number that only grows. */
final class ChangeLog {

    /** One entry. */
    sealed interface Change {}

    /** Made or changed; what it is now says the item itself. */
    record Changed(Item item) implements Change {}

    /** A master whose version moved because one of its exceptions changed. */
    record Nudged(Item item) implements Change {}

    /** Deleted, or moved to another calendar: ids in both kinds, those of its instances too. */
    record Gone(List<GoneId> ids) implements Change {}

    /** An id that leads nowhere now, and when that was. */
    record GoneId(String immutable, String mutable, Span span) {
        String id(boolean immutableKind) {
            return immutableKind ? immutable : mutable;
        }

        boolean overlaps(Instant from, Instant to, ZoneId zone) {
            return span.overlaps(from, to, zone);
        }
    }

    private final TreeMap<Long, Change> changes = new TreeMap<>();
    private final Map<Item, Long> latest = new HashMap<>();
    private final Map<Item, Long> nudges = new HashMap<>();

    void changed(long number, Item item) {
        drop(latest.put(item, number));
        changes.put(number, new Changed(item));
    }

    void nudged(long number, Item item) {
        drop(nudges.put(item, number));
        changes.put(number, new Nudged(item));
    }

    void gone(long number, StoredEvent event, List<GoneId> ids) {
        forget(Item.of(event));
        event.exceptions.keySet().forEach(date -> forget(new Item(event, date)));
        changes.put(number, new Gone(ids));
    }

    void forget(Item item) {
        drop(latest.remove(item));
        drop(nudges.remove(item));
    }

    private void drop(@Nullable Long number) {
        if (number != null) {
            changes.remove(number);
        }
    }

    Collection<Change> since(long number) {
        return new ArrayList<>(changes.tailMap(number, false).values());
    }
}
