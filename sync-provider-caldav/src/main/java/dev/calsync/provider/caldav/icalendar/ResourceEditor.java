package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays the difference between two states of a series onto the resource it came from. Used once.
 *
 * <p>Instances are told apart as {@link Resource} does. An instance that the edit changes is written onto the component
 * that counts for it; other copies of the same instance go then, so that none of them can count later. One that the edit
 * removes goes with all its copies; whether it is to be an exception of the recurrence says the master of the state
 * wanted. An instance that neither state knows stays.
 */
final class ResourceEditor {
    private final Resource resource;
    private final Instant now;
    private boolean changed;

    ResourceEditor(Resource resource, Instant now) {
        this.resource = resource;
        this.now = now;
    }

    /** Changes the resource; returns whether there was anything to change. */
    boolean lay(EventSeries before, EventSeries after) {
        EventSeries own = resource.series();
        if (own == null) {
            throw new IllegalArgumentException("the original holds no event");
        }
        if (!own.uid().equals(before.uid()) || !own.uid().equals(after.uid())) {
            throw new IllegalArgumentException("the original and the two states of the series have different UIDs");
        }
        Map<Object, CalendarEvent> old = new HashMap<>();
        before.events().forEach(event -> old.put(Resource.key(event.recurrenceId()), event));
        Set<Object> kept = new HashSet<>();
        for (CalendarEvent event : after.events()) {
            Object key = Resource.key(event.recurrenceId());
            kept.add(key);
            put(old.get(key), event);
        }
        for (CalendarEvent event : before.events()) {
            if (!kept.contains(Resource.key(event.recurrenceId()))) {
                remove(resource.components(event.recurrenceId()));
            }
        }
        if (changed) {
            ZoneComponents.complete(resource.calendar(), resource.zones(), after, now);
        }
        return changed;
    }

    private void put(@Nullable CalendarEvent before, CalendarEvent after) {
        EventTime instance = after.recurrenceId();
        Resource.Part part = resource.part(instance);
        if (part == null) {
            // Gone from the original, and the edit did not touch it: it stays gone.
            if (before == null || EventEditor.differs(before, after)) {
                add(after);
            }
            return;
        }
        CalendarEvent from = before == null ? part.event() : before;
        if (EventEditor.edit(part.component(), from, after, resource.zones(), now)) {
            changed = true;
            List<Component> copies = resource.components(instance);
            resource.calendar().nodes().removeIf(node -> node != part.component() && containsSame(copies, node));
        }
    }

    private void add(CalendarEvent event) {
        CalendarEvent stamped = event.toBuilder().updated(now).build();
        Component vevent = EventEditor.component(stamped, resource.zones(), now);
        List<Node> nodes = resource.calendar().nodes();
        int first = -1;
        int last = nodes.size() - 1;
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).name().equals("VEVENT")) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        nodes.add(event.isOverride() || first < 0 ? last + 1 : first, vevent);
        changed = true;
    }

    private void remove(List<Component> components) {
        changed |= resource.calendar().nodes().removeIf(node -> containsSame(components, node));
    }

    private static boolean containsSame(List<Component> components, Node node) {
        for (Component component : components) {
            if (component == node) {
                return true;
            }
        }
        return false;
    }
}
