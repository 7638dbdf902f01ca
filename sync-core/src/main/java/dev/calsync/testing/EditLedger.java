package dev.calsync.testing;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every value that anybody wrote, each of which is unique. A value is accounted for when it can be found at the end, or
 * when somebody who saw it put another in its place.
 */
final class EditLedger {
    private final Set<String> written = new TreeSet<>();
    private final Set<String> replaced = new HashSet<>();

    /** Somebody who saw one state put another in its place; null for none. */
    void edited(@Nullable EventSeries seen, @Nullable EventSeries next) {
        Set<String> before = values(seen);
        Set<String> after = values(next);
        for (String value : after) {
            if (!before.contains(value)) {
                written.add(value);
            }
        }
        for (String value : before) {
            if (!after.contains(value)) {
                replaced.add(value);
            }
        }
    }

    /** What is neither replaced nor found. */
    Set<String> lost(Collection<EventSeries> found) {
        Set<String> left = new TreeSet<>(written);
        left.removeAll(replaced);
        found.forEach(series -> left.removeAll(values(series)));
        return left;
    }

    /** Somebody chose to be without it. */
    void dropped(Collection<EventSeries> states) {
        states.forEach(state -> replaced.addAll(values(state)));
    }

    /** The values that a state carries. */
    static Set<String> values(@Nullable EventSeries series) {
        Set<String> values = new TreeSet<>();
        if (series != null) {
            for (CalendarEvent event : series.events()) {
                values.add(event.summary());
                values.add(event.location());
            }
        }
        values.remove("");
        return values;
    }
}
