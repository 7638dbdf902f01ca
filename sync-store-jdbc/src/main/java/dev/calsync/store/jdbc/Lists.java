package dev.calsync.store.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What a database gives back in no order, in the order that was asked for. */
final class Lists {
    private Lists() {}

    static <K, V> List<V> inOrder(Collection<K> asked, Map<K, V> found) {
        List<V> values = new ArrayList<>(found.size());
        for (K key : new LinkedHashSet<>(asked)) {
            V value = found.get(key);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
