package dev.calsync.provider.graph;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one page of a delta says, by event. The same id may come several times, in older states as well; the last one counts.
 * A series shows itself by its master, by bare occurrences, by exceptions, or by any of them alone.
 */
final class PageDigest {
    private final Map<String, EventItem> singles = new LinkedHashMap<>();
    private final Map<String, Signs> series = new LinkedHashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();

    /** What a page shows of one series. */
    static final class Signs {
        private final Map<String, String> versions = new HashMap<>();
        private final Map<String, String> exceptions = new HashMap<>();

        /** Whether all that the page shows is of this version of the master. An unchanged occurrence has its master's. */
        boolean allOf(@Nullable String version) {
            return version != null && versions.values().stream().allMatch(version::equals);
        }

        /** The versions of the exceptions, by their ids. */
        Map<String, String> exceptions() {
            return exceptions;
        }
    }

    PageDigest(List<EventItem> items) {
        items.forEach(this::add);
    }

    private void add(EventItem item) {
        if (item.id.isEmpty()) {
            // Nothing can be said of it, not even that it cannot be read.
            return;
        }
        if (item.removed) {
            singles.remove(item.id);
            removed.add(item.id);
            series.values().forEach(signs -> signs.exceptions.remove(item.id));
            return;
        }
        removed.remove(item.id);
        singles.remove(item.id);
        if (!item.ofSeries()) {
            singles.put(item.id, item);
            return;
        }
        Signs signs = series.computeIfAbsent(item.seriesId(), id -> new Signs());
        String version = item.etag == null ? "" : item.etag;
        if (item.type == EventItem.Type.EXCEPTION) {
            signs.versions.remove(item.id);
            signs.exceptions.put(item.id, version);
        } else {
            signs.exceptions.remove(item.id);
            signs.versions.put(item.id, version);
        }
    }

    /** Events that happen once, in their last state. */
    Map<String, EventItem> singles() {
        return singles;
    }

    /** Series, by the ids of their masters. */
    Map<String, Signs> series() {
        return series;
    }

    /** Ids that are gone from the tile, which may mean that they are gone. */
    Set<String> removed() {
        return removed;
    }
}
