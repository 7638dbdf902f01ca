package dev.calsync.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The undo log of one transaction. Whatever a drawer changes it changes through here, or notes here how to take it back.
 * Rows themselves are immutable, so putting the old ones back in reverse order is all there is to it.
 */
final class Journal {
    private final List<Runnable> undo = new ArrayList<>();

    /** Puts a row into a map. */
    <K, V> @Nullable V put(Map<K, V> map, K key, V value) {
        V before = map.put(key, value);
        if (before == null) {
            undo.add(() -> map.remove(key));
        } else {
            undo.add(() -> map.put(key, before));
        }
        return before;
    }

    /** Takes a row out of a map. */
    <K, V> @Nullable V remove(Map<K, V> map, K key) {
        V before = map.remove(key);
        if (before != null) {
            undo.add(() -> map.put(key, before));
        }
        return before;
    }

    /** Puts an element into a set. */
    <E> void add(Set<E> set, E element) {
        if (set.add(element)) {
            undo.add(() -> set.remove(element));
        }
    }

    /** Takes an element out of a set. */
    <E> void remove(Set<E> set, E element) {
        if (set.remove(element)) {
            undo.add(() -> set.add(element));
        }
    }

    /** Notes how to take back what the caller is about to do to a field. */
    void note(Runnable takeBack) {
        undo.add(takeBack);
    }

    /** Takes everything back. */
    void rollBack() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            undo.get(i).run();
        }
        undo.clear();
    }
}
