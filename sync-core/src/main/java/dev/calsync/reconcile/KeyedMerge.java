package dev.calsync.reconcile;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Three-way merge of keyed elements: attendees by address, extras by name, parts of a series by instance. What one side
 * added stays, what one side removed goes unless the other edited it meanwhile, and what both edited is merged by
 * itself. Remote order first, then what only the local side has.
 */
interface KeyedMerge<T> {

    /** Whether two elements mean the same. */
    boolean same(T one, T other);

    /** An element that both sides have and that differs; {@code base} is null when neither had it before. */
    T both(String key, @Nullable T base, T local, T remote);

    /** An element that one side edited and the other removed stays. */
    void kept(String key, T edited, Side remover);

    /** An element that one side added. */
    default void added(String key, T element, Side by) {}

    /** Merges. */
    default Map<String, T> merge(Map<String, T> base, Map<String, T> local, Map<String, T> remote) {
        Map<String, T> merged = new LinkedHashMap<>();
        remote.forEach((key, theirs) -> {
            T before = base.get(key);
            T ours = local.get(key);
            if (ours == null) {
                lone(key, before, theirs, Side.REMOTE, merged);
            } else if (same(ours, theirs) || (before != null && same(before, ours))) {
                merged.put(key, theirs);
            } else if (before != null && same(before, theirs)) {
                merged.put(key, ours);
            } else {
                merged.put(key, both(key, before, ours, theirs));
            }
        });
        local.forEach((key, ours) -> {
            if (!remote.containsKey(key)) {
                lone(key, base.get(key), ours, Side.LOCAL, merged);
            }
        });
        return merged;
    }

    private void lone(String key, @Nullable T before, T element, Side holder, Map<String, T> merged) {
        if (before == null) {
            added(key, element, holder);
            merged.put(key, element);
        } else if (!same(before, element)) {
            kept(key, element, holder.other());
            merged.put(key, element);
        }
    }
}
