package dev.calsync.provider.graph;

import dev.calsync.provider.RemoteChange;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this session has seen of a calendar's events, so that a series that many tiles mention is got once, and what one tile
 * has shown is not looked for when others call it removed. Bounded: what was seen first is forgotten first, and got once
 * more if need be.
 */
final class SeenEvents {
    private static final int MOST_EVENTS = 10_000;

    /**
     * An event as it was got by its id.
     *
     * @param etag its entity tag; null if it had none
     * @param parts the entity tags of its exceptions, by their ids
     * @param unreadable what was wrong with it; null if nothing was
     */
    record Got(
            @Nullable String etag,
            Map<String, String> parts,
            @Nullable String unreadable) {
        Got {
            parts = Map.copyOf(parts);
        }
    }

    private final Map<String, Got> got = new Bounded<>();
    private final Map<String, String> shownIn = new Bounded<>();

    private static final class Bounded<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MOST_EVENTS;
        }
    }

    /** An event was got by its id. */
    void got(EventItem item, RemoteChange change) {
        Map<String, String> parts = new HashMap<>();
        for (EventItem exception : item.exceptions) {
            if (exception.etag != null) {
                parts.put(exception.id, exception.etag);
            }
        }
        String unreadable = change instanceof RemoteChange.Unreadable bad ? bad.reason() : null;
        got.remove(item.id);
        got.put(item.id, new Got(item.etag, parts, unreadable));
    }

    @Nullable
    Got got(String id) {
        return got.get(id);
    }

    /** The delta of a tile showed an event. */
    void shown(String id, String tile) {
        shownIn.put(id, tile);
    }

    /**
     * Whether another tile was the last to show an event. That one will say so itself if the event is removed, so that this
     * one need not be asked what it meant.
     */
    boolean shownElsewhere(String id, String tile) {
        String where = shownIn.get(id);
        return where != null && !where.equals(tile);
    }

    void forget(String id) {
        got.remove(id);
        shownIn.remove(id);
    }

    void clear() {
        got.clear();
        shownIn.clear();
    }
}
