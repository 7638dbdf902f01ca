package dev.calsync.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The unit of an event: a master and the overrides of its instances. An event that happens once is a series of a master
 * alone. Overrides without a master are allowed: that is how somebody invited to a single instance sees it. Immutable
 * and thread-safe.
 *
 * @param uid the UID that all parts share
 * @param master the event that the overrides belong to, unless this side knows the overrides only
 * @param overrides the overrides, ordered by the instance they replace; each instance at most once
 */
public record EventSeries(String uid, @Nullable CalendarEvent master, List<CalendarEvent> overrides) {

    /**
     * Sorts and copies the overrides.
     *
     * @throws IllegalArgumentException if there is neither a master nor an override, a part has another UID, the master
     *     is an override, an override is none, or an instance is overridden twice
     */
    public EventSeries {
        require(master != null || !overrides.isEmpty(), "a series needs a master or an override");
        require(master == null || master.uid().equals(uid), "the master has another uid than its series");
        require(master == null || !master.isOverride(), "the master must not be an override");
        // Most events are single ones.
        overrides = overrides.isEmpty() ? List.of() : sorted(uid, overrides);
    }

    private static List<CalendarEvent> sorted(String uid, List<CalendarEvent> overrides) {
        List<CalendarEvent> sorted = new ArrayList<>(overrides);
        Set<EventTime> instances = new HashSet<>();
        for (CalendarEvent override : sorted) {
            require(override.uid().equals(uid), "an override has another uid than its series");
            require(override.recurrenceId() != null, "an override needs a recurrenceId");
            require(instances.add(Objects.requireNonNull(override.recurrenceId())), "an instance is overridden twice");
        }
        sorted.sort(Comparator.comparing(EventSeries::instanceOrder));
        return List.copyOf(sorted);
    }

    /** A series of one event: a master, or a lone override. */
    public static EventSeries of(CalendarEvent event) {
        return event.isOverride()
                ? new EventSeries(event.uid(), null, List.of(event))
                : new EventSeries(event.uid(), event, List.of());
    }

    /** A series of a master and its overrides. */
    public static EventSeries of(CalendarEvent master, List<CalendarEvent> overrides) {
        return new EventSeries(master.uid(), master, overrides);
    }

    /** The master and the overrides, master first. Never empty. */
    public List<CalendarEvent> events() {
        List<CalendarEvent> all = new ArrayList<>(overrides.size() + 1);
        if (master != null) {
            all.add(master);
        }
        all.addAll(overrides);
        return all;
    }

    /** The override of the instance that starts at {@code recurrenceId}. */
    public Optional<CalendarEvent> override(EventTime recurrenceId) {
        return overrides.stream()
                .filter(override -> recurrenceId.equals(override.recurrenceId()))
                .findFirst();
    }

    /** This series with one part put in: the master replaced, or an override added or replaced. */
    public EventSeries with(CalendarEvent part) {
        if (!part.isOverride()) {
            return new EventSeries(uid, part, overrides);
        }
        List<CalendarEvent> next = new ArrayList<>(overrides);
        next.removeIf(override -> Objects.equals(override.recurrenceId(), part.recurrenceId()));
        next.add(part);
        return new EventSeries(uid, master, next);
    }

    /** This series with every part changed in the same way. The change must keep UID and recurrence id. */
    public EventSeries map(UnaryOperator<CalendarEvent> change) {
        return new EventSeries(
                uid,
                master == null ? null : change.apply(master),
                overrides.stream().map(change).toList());
    }

    /** The replica's version that the parts carry; 0 for a series that was not read from a replica. */
    public long version() {
        return master != null ? master.version() : overrides.get(0).version();
    }

    /** This series with every part at that version. */
    public EventSeries withVersion(long version) {
        return version() == version
                ? this
                : map(event -> event.toBuilder().version(version).build());
    }

    /** Shows neither title nor people. */
    @Override
    public String toString() {
        return "EventSeries[master=" + master + ", overrides=" + overrides.size() + "]";
    }

    private static String instanceOrder(CalendarEvent override) {
        EventTime instance = Objects.requireNonNull(override.recurrenceId());
        return instance.toLocal() + "/" + instance;
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
