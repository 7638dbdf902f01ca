package dev.calsync.recurrence;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * When a whole series takes place within a window: what its master's rules say, with the overrides in place of the
 * instances that they replace. Immutable.
 *
 * <p>An override with {@code RANGE=THISANDFUTURE} (RFC 5545 section 3.2.13) also stands for all instances after its own, up
 * to the next such override: they move by as much as its own did, by the clock of its start, and last as long. An instance
 * with an override of its own keeps that.
 *
 * <p>An end before the start, which some calendars hold, counts as none.
 *
 * @param instances ordered by start
 * @param truncated whether a bound was hit, or a rule cannot be read and only the master's first time is given: instances
 *     may be missing
 */
public record SeriesExpansion(List<SeriesInstance> instances, boolean truncated) {

    /** Copies the list. */
    public SeriesExpansion {
        instances = List.copyOf(instances);
    }

    /**
     * The instances that overlap a window, as in {@link RecurrenceSet#between(Instant, Instant)}.
     *
     * @param from start of the window, inclusive
     * @param to end of the window, exclusive; at or before {@code from} nothing is found
     * @param viewer the zone for times that have none, and for a TZID whose rules nobody knows
     */
    public static SeriesExpansion between(
            EventSeries series, Instant from, Instant to, ZoneId viewer, RecurrenceLimits limits) {
        return new Expander(series, from, to, viewer, limits).expand();
    }

    /** One question's working state. */
    private static final class Expander {
        private final EventSeries series;
        private final Instant from;
        private final Instant to;
        private final ZoneId viewer;
        private final RecurrenceLimits limits;
        private final Set<Instant> overridden = new HashSet<>();
        private final TreeMap<Instant, FutureOverride> ranges = new TreeMap<>();
        private final List<SeriesInstance> found = new ArrayList<>();
        private boolean truncated;

        Expander(EventSeries series, Instant from, Instant to, ZoneId viewer, RecurrenceLimits limits) {
            this.series = series;
            this.from = from;
            this.to = to;
            this.viewer = viewer;
            this.limits = limits;
        }

        SeriesExpansion expand() {
            for (CalendarEvent override : series.overrides()) {
                Instant instance =
                        Objects.requireNonNull(override.recurrenceId()).toInstant(viewer);
                overridden.add(instance);
                FutureOverride.of(override, viewer).ifPresent(range -> ranges.put(instance, range));
                add(SeriesInstance.once(override, viewer));
            }
            CalendarEvent master = series.master();
            if (master != null && master.isRecurring()) {
                expand(master);
            } else if (master != null && !overridden.contains(master.start().toInstant(viewer))) {
                add(SeriesInstance.once(master, viewer));
            }
            found.sort(SeriesInstance.BY_START);
            return new SeriesExpansion(found, truncated);
        }

        /** A rule that cannot be read must not hide the event: then its first time is shown. */
        private void expand(CalendarEvent master) {
            // What moves may move into the window from outside.
            Duration reach = ranges.values().stream()
                    .map(FutureOverride::reach)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            Expansion expansion;
            try {
                expansion = RecurrenceSet.of(master, viewer)
                        .between(Times.minus(Times.clamp(from), reach), Times.plus(Times.clamp(to), reach), limits);
            } catch (IllegalArgumentException unreadable) {
                truncated = true;
                add(SeriesInstance.once(master, viewer));
                return;
            }
            truncated |= expansion.truncated();
            for (Occurrence occurrence : expansion.occurrences()) {
                Instant startsAt = occurrence.start().toInstant(viewer);
                if (overridden.contains(startsAt)) {
                    continue;
                }
                Map.Entry<Instant, FutureOverride> range = ranges.floorEntry(startsAt);
                add(
                        range == null
                                ? new SeriesInstance(master, occurrence.start(), occurrence.end(), startsAt)
                                : range.getValue().inPlaceOf(occurrence));
            }
        }

        private void add(SeriesInstance instance) {
            Instant endsAt = instance.end().toInstant(viewer);
            boolean lasts = endsAt.isAfter(instance.startsAt());
            if (instance.startsAt().isBefore(to)
                    && (lasts ? endsAt.isAfter(from) : !instance.startsAt().isBefore(from))) {
                found.add(instance);
            }
        }
    }
}
