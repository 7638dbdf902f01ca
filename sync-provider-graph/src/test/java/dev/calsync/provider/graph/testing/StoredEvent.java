package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An event as the mailbox keeps it. A series is its master with everything that differs from it. */
final class StoredEvent {

    /** An occurrence that differs from its series. */
    static final class Deviation {
        final ObjectNode overrides = Json.object();
        final TreeMap<String, String> extended = new TreeMap<>();
        final Stamp stamp;
        Span span;

        Deviation(Span span, Stamp stamp) {
            this.span = span;
            this.stamp = stamp;
        }
    }

    final long number;
    final Instant created;
    final Stamp stamp;
    /** What clients may set, and neither a time nor the recurrence. */
    final ObjectNode properties;

    final TreeMap<String, String> extended = new TreeMap<>();
    final TreeMap<LocalDate, Deviation> exceptions = new TreeMap<>();
    final TreeSet<LocalDate> cancelled = new TreeSet<>();
    FakeCalendar calendar;
    Span span;

    @Nullable
    Recurrence recurrence;

    private int moves;

    StoredEvent(long number, FakeCalendar calendar, Span span, ObjectNode properties, Stamp stamp) {
        this.number = number;
        this.calendar = calendar;
        this.span = span;
        this.properties = properties;
        this.stamp = stamp;
        this.created = stamp.modified();
    }

    void moveTo(FakeCalendar other) {
        calendar = other;
        moves++;
    }

    String id(boolean immutable) {
        return immutable ? Ids.immutable(number) : Ids.mutable(number, moves);
    }

    String occurrenceId(LocalDate date, boolean immutable) {
        return Ids.occurrence(id(immutable), date.toString());
    }

    boolean isSeries() {
        return recurrence != null;
    }

    /** Whether the series has an occurrence of this day, changed or not. */
    boolean hasOccurrence(LocalDate date) {
        Recurrence rule = recurrence;
        return rule != null && !cancelled.contains(date) && rule.has(date);
    }

    /** When the occurrence of this day is. */
    Span spanOf(LocalDate date) {
        Deviation exception = exceptions.get(date);
        return exception != null ? exception.span : span.onDay(date);
    }

    String subject() {
        return Json.text(properties, "subject");
    }
}
