package dev.calsync.model;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an event that people edit and that merge, diff and patch go by. Not among them: identity (UID,
 * recurrence id), the providers' bookkeeping (sequence, created, updated) and the replica's version.
 */
public enum EventField {
    /** {@link CalendarEvent#summary()}. */
    SUMMARY(CalendarEvent::summary, (builder, from) -> builder.summary(from.summary())),
    /** {@link CalendarEvent#description()}. */
    DESCRIPTION(CalendarEvent::description, (builder, from) -> builder.description(from.description())),
    /** {@link CalendarEvent#location()}. */
    LOCATION(CalendarEvent::location, (builder, from) -> builder.location(from.location())),
    /** {@link CalendarEvent#start()}. */
    START(CalendarEvent::start, (builder, from) -> builder.start(from.start())),
    /** {@link CalendarEvent#end()}. */
    END(CalendarEvent::end, (builder, from) -> builder.end(from.end())),
    /** {@link CalendarEvent#recurrence()}. */
    RECURRENCE(CalendarEvent::recurrence, (builder, from) -> builder.recurrence(from.recurrence())),
    /** {@link CalendarEvent#status()}. */
    STATUS(CalendarEvent::status, (builder, from) -> builder.status(from.status())),
    /** {@link CalendarEvent#transparency()}. */
    TRANSPARENCY(CalendarEvent::transparency, (builder, from) -> builder.transparency(from.transparency())),
    /** {@link CalendarEvent#visibility()}. */
    VISIBILITY(CalendarEvent::visibility, (builder, from) -> builder.visibility(from.visibility())),
    /** {@link CalendarEvent#organizer()}. */
    ORGANIZER(CalendarEvent::organizer, (builder, from) -> builder.organizer(from.organizer())),
    /** {@link CalendarEvent#attendees()}. */
    ATTENDEES(CalendarEvent::attendees, (builder, from) -> builder.attendees(from.attendees())),
    /** {@link CalendarEvent#reminders()}. */
    REMINDERS(CalendarEvent::reminders, (builder, from) -> builder.reminders(from.reminders())),
    /** {@link CalendarEvent#categories()}. */
    CATEGORIES(CalendarEvent::categories, (builder, from) -> builder.categories(from.categories())),
    /** {@link CalendarEvent#conferenceLink()}. */
    CONFERENCE_LINK(CalendarEvent::conferenceLink, (builder, from) -> builder.conferenceLink(from.conferenceLink())),
    /** {@link CalendarEvent#url()}. */
    URL(CalendarEvent::url, (builder, from) -> builder.url(from.url())),
    /** {@link CalendarEvent#extras()}. */
    EXTRAS(CalendarEvent::extras, (builder, from) -> builder.extras(from.extras()));

    private final Function<CalendarEvent, @Nullable Object> value;
    private final BiConsumer<EventBuilder, CalendarEvent> copy;

    EventField(Function<CalendarEvent, @Nullable Object> value, BiConsumer<EventBuilder, CalendarEvent> copy) {
        this.value = value;
        this.copy = copy;
    }

    /** The field's value in an event; null where the field may be absent and is. */
    public @Nullable Object of(CalendarEvent event) {
        return value.apply(event);
    }

    /** Whether two events have different values here. */
    public boolean differs(CalendarEvent one, CalendarEvent other) {
        return !Objects.equals(of(one), of(other));
    }

    /** Gives the builder this field's value from an event. */
    public void copy(CalendarEvent from, EventBuilder to) {
        copy.accept(to, from);
    }
}
