package dev.calsync.examples.kills;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did to a series: what he saw, and what he put in its place. Every title and every place that anybody
 * writes is written once only, so that it tells whose edit it is.
 *
 * @param calendar its name
 * @param uid of the series
 * @param seen the values before
 * @param written the values after; none for a deletion
 */
record Edit(String calendar, String uid, Set<String> seen, Set<String> written) {

    static Edit of(String calendar, String uid, @Nullable EventSeries seen, @Nullable EventSeries next) {
        return new Edit(calendar, uid, values(seen), values(next));
    }

    boolean deletion() {
        return written.isEmpty();
    }

    /** What it brought. */
    Set<String> brought() {
        Set<String> brought = new HashSet<>(written);
        brought.removeAll(seen);
        return brought;
    }

    /** What it knew and put something else in place of. */
    Set<String> replaced() {
        Set<String> replaced = new HashSet<>(seen);
        replaced.removeAll(written);
        return replaced;
    }

    /** The values of a state, as far as somebody chose them here. */
    static Set<String> values(@Nullable EventSeries series) {
        Set<String> values = new LinkedHashSet<>();
        if (series != null) {
            for (CalendarEvent event : series.events()) {
                values.add(event.summary());
                values.add(event.location());
            }
        }
        values.remove("");
        return values;
    }

    /** One line. */
    String text() {
        return String.join("\t", calendar, uid, String.join(",", seen), String.join(",", written));
    }

    static Edit parse(String text) {
        List<String> parts = Arrays.asList(text.split("\t", -1));
        return new Edit(parts.get(0), parts.get(1), set(parts.get(2)), set(parts.get(3)));
    }

    private static Set<String> set(String joined) {
        return Arrays.stream(joined.split(",", -1))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
