package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.Description;
import dev.calsync.model.EventBuilder;
import dev.calsync.model.EventTime;
import dev.calsync.model.Extras;
import dev.calsync.model.Person;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From an item of the API to an event of the model. The way back is {@link EventBody}. */
final class EventMapping {
    private EventMapping() {}

    /**
     * The UID of an item: the one it was made with if that was here, else the API's {@code iCalUID}, which all instances
     * of a series share.
     */
    static String uid(EventItem item) {
        @Nullable String stamped = Stamps.of(item).get(Stamps.UID);
        if (stamped != null && !stamped.isEmpty()) {
            return stamped;
        }
        return item.iCalUid != null && !item.iCalUid.isEmpty() ? item.iCalUid : item.seriesOrOwnId() + "@google.com";
    }

    /**
     * The event.
     *
     * @param recurrence the lines of a series' master; empty for everything else
     * @param floating whether times that are written in UTC float
     * @throws UnreadableItemException if the item cannot be an event
     */
    static CalendarEvent event(EventItem item, String uid, List<String> recurrence, boolean floating)
            throws UnreadableItemException {
        EventTime start = item.start;
        if (item.fault != null) {
            throw new UnreadableItemException(item.fault);
        }
        if (start == null) {
            throw new UnreadableItemException("it has no start");
        }
        Map<String, String> stamps = Stamps.of(item);
        EventBuilder event = CalendarEvent.builder(uid)
                .start(floating(start, floating))
                .end(item.endUnspecified || item.end == null ? null : floating(item.end, floating))
                .recurrence(recurrence)
                .status(item.status)
                .transparency(item.transparency)
                .visibility(item.visibility)
                .attendees(item.attendees)
                .organizer(organizer(item))
                .sequence(item.sequence)
                .created(item.created)
                .updated(item.updated)
                .extras(extras(item));
        if (item.isException() && item.originalStart != null) {
            event.recurrenceId(floating(item.originalStart, floating));
        }
        texts(item, stamps, event);
        event.reminders(item.defaultReminders ? List.of() : Stamps.reminders(stamps, item.reminders));
        return event.build();
    }

    private static void texts(EventItem item, Map<String, String> stamps, EventBuilder event) {
        if (item.summary != null) {
            event.summary(item.summary);
        }
        if (item.description != null && !item.description.isEmpty()) {
            event.description(Stamps.description(stamps, item.description));
        } else {
            event.description(Description.NONE);
        }
        if (item.location != null) {
            event.location(item.location);
        }
        String own = item.videoLink != null ? item.videoLink : item.hangoutLink;
        event.conferenceLink(own != null ? own : Stamps.link(stamps));
        event.url(item.sourceUrl != null ? item.sourceUrl : Stamps.url(stamps));
        if (!stamps.isEmpty()) {
            event.categories(Stamps.categories(stamps));
        }
    }

    /** Whoever owns the calendar organises all of it; that is only worth saying where others are invited. */
    private static @Nullable Person organizer(EventItem item) {
        return item.organizedHere && item.attendees.isEmpty() ? null : item.organizer;
    }

    private static Extras extras(EventItem item) {
        TreeMap<String, List<String>> extras = item.extras;
        if (item.defaultReminders) {
            extras = extras == null ? new TreeMap<>() : new TreeMap<>(extras);
            extras.put(ReminderFields.EXTRA, List.of(ReminderFields.DEFAULT));
        }
        return extras == null ? Extras.NONE : Extras.of(extras);
    }

    static EventTime floating(EventTime time, boolean floating) {
        return floating && time instanceof EventTime.Utc ? EventTime.floating(time.toLocal()) : time;
    }
}
