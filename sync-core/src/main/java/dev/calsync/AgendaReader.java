package dev.calsync;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.recurrence.Expansion;
import dev.calsync.recurrence.Occurrence;
import dev.calsync.recurrence.RecurrenceSet;
import dev.calsync.store.LocalSeries;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Expands series into the times they take place. */
final class AgendaReader {
    private final Instant from;
    private final Instant until;
    private final ZoneId viewer;
    private final List<EventInstance> instances = new ArrayList<>();
    private boolean truncated;

    private AgendaReader(Instant from, Instant until, ZoneId viewer, boolean truncated) {
        this.from = from;
        this.until = until;
        this.viewer = viewer;
        this.truncated = truncated;
    }

    static Agenda read(
            List<LocalSeries> found,
            Instant from,
            Instant until,
            ZoneId viewer,
            boolean truncated,
            boolean beyondWindow) {
        AgendaReader reader = new AgendaReader(from, until, viewer, truncated);
        found.forEach(local -> reader.add(local.series().withVersion(local.version())));
        reader.instances.sort(Comparator.comparing(EventInstance::startsAt)
                .thenComparing(instance -> instance.event().uid()));
        return new Agenda(reader.instances, reader.truncated, beyondWindow);
    }

    private void add(EventSeries series) {
        Set<Instant> overridden = new HashSet<>();
        for (CalendarEvent override : series.overrides()) {
            overridden.add(Objects.requireNonNull(override.recurrenceId()).toInstant(viewer));
            addOnce(override);
        }
        CalendarEvent master = series.master();
        if (master == null) {
            return;
        }
        if (!master.isRecurring()) {
            addOnce(master);
            return;
        }
        for (Occurrence occurrence : expand(master)) {
            Instant startsAt = occurrence.start().toInstant(viewer);
            if (!overridden.contains(startsAt)) {
                instances.add(new EventInstance(master, occurrence.start(), occurrence.end(), startsAt));
            }
        }
    }

    /** A rule that cannot be read must not hide the event: then its first time is shown. */
    private List<Occurrence> expand(CalendarEvent master) {
        try {
            Expansion expansion = RecurrenceSet.of(master, viewer).between(from, until);
            truncated |= expansion.truncated();
            return expansion.occurrences();
        } catch (IllegalArgumentException unreadable) {
            truncated = true;
            addOnce(master);
            return List.of();
        }
    }

    private void addOnce(CalendarEvent event) {
        Instant startsAt = event.start().toInstant(viewer);
        Instant endsAt = event.effectiveEnd().toInstant(viewer);
        boolean lasts = endsAt.isAfter(startsAt);
        if (startsAt.isBefore(until) && (lasts ? endsAt.isAfter(from) : !startsAt.isBefore(from))) {
            instances.add(new EventInstance(event, event.start(), event.effectiveEnd(), startsAt));
        }
    }
}
