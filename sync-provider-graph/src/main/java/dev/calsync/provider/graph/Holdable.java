package dev.calsync.provider.graph;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Person;
import dev.calsync.reconcile.SeriesDiff;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether Graph can hold the values of an event. Only what would be written is looked at. */
final class Holdable {
    private static final Set<EventField> ALL = EnumSet.allOf(EventField.class);

    private Holdable() {}

    /**
     * Looks at a new series.
     *
     * @param mailbox the address of the mailbox, whose owner will be the organizer
     */
    static void check(EventSeries series, String mailbox) throws InexpressibleException {
        for (CalendarEvent event : series.events()) {
            check(event, ALL);
            Person organizer = event.organizer();
            boolean foreign = organizer != null && !event.attendees().isEmpty() && !isOf(organizer, mailbox);
            if (foreign) {
                throw new InexpressibleException("a meeting that somebody else organises, but as the account's own");
            }
        }
    }

    /** Looks at what changes in a series. */
    static void check(EventSeries target, SeriesDiff changes) throws InexpressibleException {
        for (CalendarEvent event : target.events()) {
            EventTime instance = event.recurrenceId();
            boolean fresh = instance != null && changes.addedOverrides().contains(instance);
            check(event, fresh ? ALL : changes.fieldsOf(instance));
        }
    }

    private static void check(CalendarEvent event, Set<EventField> fields) throws InexpressibleException {
        if (fields.contains(EventField.START) || fields.contains(EventField.END)) {
            times(event);
        }
        if (fields.contains(EventField.STATUS) && event.status() == EventStatus.CANCELLED) {
            throw new InexpressibleException("an event that is kept as cancelled; delete it instead");
        }
        if (fields.contains(EventField.ATTENDEES) && !People.invitable(event.attendees())) {
            throw new InexpressibleException("an attendee without a mail address");
        }
    }

    private static void times(CalendarEvent event) throws InexpressibleException {
        EventTime start = event.start();
        EventTime end = event.effectiveEnd();
        for (EventTime time : List.of(start, end)) {
            if (time instanceof EventTime.Floating) {
                throw new InexpressibleException("a time without a zone");
            }
            if (time instanceof EventTime.Zoned zoned
                    && GraphZones.toGraph(zoned.tzid()).isEmpty()) {
                throw new InexpressibleException("the time zone " + shown(zoned.tzid()));
            }
        }
        if (start.isDate() != end.isDate()) {
            throw new InexpressibleException("an event that is a whole day at one end only");
        }
        if (end.toInstant(ZoneOffset.UTC).isBefore(start.toInstant(ZoneOffset.UTC))) {
            throw new InexpressibleException("an event that ends before it starts");
        }
    }

    private static String shown(String tzid) {
        return tzid.matches("[A-Za-z0-9_+/. -]{1,60}") ? tzid : "of this event";
    }

    private static boolean isOf(Person person, String mailbox) {
        String address = person.address().strip().toLowerCase(Locale.ROOT);
        return address.equals(mailbox.toLowerCase(Locale.ROOT))
                || address.equals("mailto:" + mailbox.toLowerCase(Locale.ROOT));
    }
}
