package dev.calsync;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.schedule.EventKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened in the host's application, or that a provider told it. Immutable; methods that take a value
 * return a changed copy.
 *
 * @param user whose calendars it is about
 * @param kind what kind of event
 * @param attributes what the conditions of schedules look at
 * @param calendar the one calendar that it is about; empty if it is about none in particular
 */
public record HostEvent(UserId user, EventKind kind, Map<String, String> attributes, Optional<CalendarRef> calendar) {

    /** Copies the attributes. */
    public HostEvent {
        attributes = Map.copyOf(attributes);
    }

    /** An event of this kind, without attributes. */
    public static HostEvent of(UserId user, EventKind kind) {
        return new HostEvent(user, kind, Map.of(), Optional.empty());
    }

    /** The same with this attribute, in place of one of the same name. */
    public HostEvent attribute(String name, String value) {
        Map<String, String> more = new HashMap<>(attributes);
        more.put(name, value);
        return new HostEvent(user, kind, more, calendar);
    }

    /** The same about this calendar alone. */
    public HostEvent calendar(CalendarRef value) {
        return new HostEvent(user, kind, attributes, Optional.of(value));
    }

    /** Shows no attribute's value. */
    @Override
    public String toString() {
        return "HostEvent[" + user + ", " + kind + ", " + attributes.keySet()
                + calendar.map(ref -> ", " + ref).orElse("") + "]";
    }
}
