package dev.calsync.provider.graph.testing;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What an id leads to.
 *
 * @param date the original day of one occurrence of a series, or null for the event itself
 */
record Item(StoredEvent event, @Nullable LocalDate date) {

    static Item of(StoredEvent event) {
        return new Item(event, null);
    }

    StoredEvent.@Nullable Deviation exception() {
        return date == null ? null : event.exceptions.get(date);
    }

    Span span() {
        return date == null ? event.span : event.spanOf(date);
    }

    /** The version that its reader sees: an unchanged occurrence has its master's. */
    Stamp stamp() {
        StoredEvent.Deviation exception = exception();
        return exception == null ? event.stamp : exception.stamp;
    }

    String id(boolean immutable) {
        return date == null ? event.id(immutable) : event.occurrenceId(date, immutable);
    }

    String type() {
        if (date == null) {
            return event.isSeries() ? "seriesMaster" : "singleInstance";
        }
        return exception() == null ? "occurrence" : "exception";
    }

    /** Whether it is still there. */
    boolean exists() {
        return event.calendar.holds(event) && (date == null || event.hasOccurrence(date));
    }
}
