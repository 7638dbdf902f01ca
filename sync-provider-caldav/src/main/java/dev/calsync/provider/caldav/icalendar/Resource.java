package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.recurrence.ExpansionBound;
import dev.calsync.recurrence.OccurrenceCursor;
import dev.calsync.recurrence.RecurrenceLimits;
import dev.calsync.recurrence.RecurrenceSet;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resource that was read: its tree, and its events with the components they came from. Belongs to one call.
 *
 * <p>Some servers hold the same instance, or the master, more than once. Then the copy with the highest SEQUENCE counts,
 * among equals the one changed last (LAST-MODIFIED, else DTSTAMP), among these the last one in the text. An instance is
 * the same when its RECURRENCE-ID is the same point in time, in whatever form.
 */
final class Resource {

    /** An event and where it stands. */
    record Part(Component component, CalendarEvent event, Instant stamp) {

        boolean isNewerThan(Part other) {
            int bySequence = Integer.compare(event.sequence(), other.event.sequence());
            return bySequence != 0 ? bySequence > 0 : stamp.compareTo(other.stamp) >= 0;
        }
    }

    private static final int FIRST_INSTANCES = 2;

    /** Stands for the master among the instances. */
    private static final Object MASTER = "master";

    private final Component calendar;
    private final ZoneNames zones;
    private final Map<Object, Part> parts = new LinkedHashMap<>();
    private final Map<Object, List<Component>> components = new LinkedHashMap<>();
    private @Nullable EventSeries series;

    private Resource(Component calendar) {
        this.calendar = calendar;
        this.zones = new ZoneNames(calendar);
    }

    static Resource read(String text, ICalendarLimits limits, TimeBound bound) throws ICalendarSyntaxException {
        Component calendar = ICalendarReader.read(text, limits, bound);
        ContentLine version = calendar.line("VERSION");
        if (version != null && version.valueIs("1.0")) {
            throw new ICalendarSyntaxException(
                    "VERSION is that of vCalendar, which is another format", version.number());
        }
        Resource resource = new Resource(calendar);
        resource.readEvents(bound);
        return resource;
    }

    private void readEvents(TimeBound bound) throws ICalendarSyntaxException {
        String uid = null;
        for (Component vevent : calendar.components("VEVENT")) {
            bound.check(vevent.begin().number());
            CalendarEvent event = EventReader.read(vevent, zones);
            if (uid != null && !uid.equals(event.uid())) {
                throw new ICalendarSyntaxException(
                        "events with several UIDs", vevent.begin().number());
            }
            uid = event.uid();
            checkRecurrence(vevent, event);
            Object key = key(event.recurrenceId());
            Part part = new Part(vevent, event, stamp(vevent, event));
            parts.merge(key, part, (old, next) -> next.isNewerThan(old) ? next : old);
            components.computeIfAbsent(key, any -> new ArrayList<>(1)).add(vevent);
        }
        if (uid != null) {
            List<CalendarEvent> overrides = new ArrayList<>();
            Part master = parts.get(MASTER);
            for (Part part : parts.values()) {
                if (part.event().isOverride()) {
                    overrides.add(part.event());
                }
            }
            series = new EventSeries(uid, master == null ? null : master.event(), overrides);
        }
    }

    /** A rule that takes all the steps there are to come to its first instances would take them again for each question. */
    private static void checkRecurrence(Component vevent, CalendarEvent event) throws ICalendarSyntaxException {
        if (!event.isRecurring()) {
            return;
        }
        OccurrenceCursor cursor;
        try {
            cursor = RecurrenceSet.of(event, ZoneOffset.UTC).iterator(RecurrenceLimits.DEFAULT);
            for (int i = 0; i < FIRST_INSTANCES && cursor.hasNext(); i++) {
                cursor.next();
            }
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
            return; // kept as it is, like everything that is not understood
        }
        if (cursor.stoppedBy().equals(Optional.of(ExpansionBound.STEPS))) {
            ContentLine rule = vevent.line("RRULE");
            throw new ICalendarSyntaxException(
                    "the recurrence takes more than " + RecurrenceLimits.DEFAULT.maxSteps()
                            + " steps to its first instances",
                    (rule == null ? vevent.begin() : rule).number());
        }
    }

    private static Instant stamp(Component vevent, CalendarEvent event) {
        Instant stamp = event.updated() != null ? event.updated() : TimeValues.instant(vevent.line("DTSTAMP"));
        return stamp == null ? Instant.MIN : stamp;
    }

    /** An instance's identity: its point in time where it has one, otherwise its text; the master's own for null. */
    static Object key(@Nullable EventTime recurrenceId) {
        if (recurrenceId == null) {
            return MASTER;
        }
        if (recurrenceId instanceof EventTime.Zoned zoned) {
            return zoned.rules().isPresent() ? recurrenceId.toInstant(ZoneOffset.UTC) : recurrenceId;
        }
        return recurrenceId instanceof EventTime.Utc utc ? utc.instant() : recurrenceId;
    }

    Component calendar() {
        return calendar;
    }

    ZoneNames zones() {
        return zones;
    }

    /** The series; null when the resource holds no event. */
    @Nullable
    EventSeries series() {
        return series;
    }

    /** The event that counts for an instance, or the master for null. */
    @Nullable
    Part part(@Nullable EventTime recurrenceId) {
        return parts.get(key(recurrenceId));
    }

    /** All components that claim to be that instance, the one that counts included. */
    List<Component> components(@Nullable EventTime recurrenceId) {
        return components.getOrDefault(key(recurrenceId), List.of());
    }

    /** What a resource without events holds. */
    String kind() {
        for (Node node : calendar.nodes()) {
            if (node instanceof Component component && !component.name().equals("VTIMEZONE")) {
                return ContentLine.brief(component.name());
            }
        }
        return calendar.name();
    }
}
