package dev.calsync.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a provider sent that the model has no field for, kept word for word under the provider's own names: an iCalendar
 * property's unfolded content lines under the property's name, a JSON member's raw text under the member's name.
 * Immutable. {@link #toString()} shows names only.
 *
 * @param values the raw texts under each name, in the order they came
 */
public record Extras(SortedMap<String, List<String>> values) {

    /** Nothing. */
    public static final Extras NONE = new Extras(Collections.emptySortedMap());

    /** Copies the map. */
    public Extras {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        values.forEach((name, raw) -> copy.put(name, List.copyOf(raw)));
        values = Collections.unmodifiableSortedMap(copy);
    }

    /** These texts. */
    public static Extras of(Map<String, List<String>> values) {
        return values.isEmpty() ? NONE : new Extras(new TreeMap<>(values));
    }

    /** The raw texts under a name; empty when there are none. */
    public List<String> get(String name) {
        return values.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
        return "Extras" + values.keySet();
    }
}
