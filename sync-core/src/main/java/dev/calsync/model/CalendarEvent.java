package dev.calsync.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event: a single one, the master of a recurring series, or an override of one of its instances. Immutable and
 * thread-safe. {@link #toString()} shows neither title nor people.
 *
 * <p>Built with {@link #builder(String)} and changed with {@link #toBuilder()}. Equality covers every component.
 *
 * @param uid the event's identity across calendars (RFC 5545 section 3.8.4.7); shared by a master and its overrides
 * @param recurrenceId for an override, the start of the instance that it replaces (RFC 5545 section 3.8.4.4)
 * @param summary the title; may be empty
 * @param description the long text
 * @param location where; may be empty
 * @param start when it begins
 * @param end when it ends, exclusive; null when the provider gave none, see {@link #effectiveEnd()}
 * @param recurrence {@code RRULE}, {@code RDATE}, {@code EXDATE} and {@code EXRULE} content lines as in RFC 5545; empty
 *     for an event that happens once and for an override
 * @param status whether it takes place
 * @param transparency whether it takes up time
 * @param visibility who may see the details
 * @param organizer who organises it, if anybody is named
 * @param attendees who is invited, in the provider's order
 * @param reminders when to remind the user, in the provider's order
 * @param categories the categories, sorted
 * @param conferenceLink where to join online
 * @param url a page about the event
 * @param sequence the organiser's revision (RFC 5545 section 3.8.7.4), not negative
 * @param created when it was made, if the provider says
 * @param updated when it was last changed, if the provider says; never used to detect a change
 * @param extras what the provider sent that has no field here
 * @param version the version of the replica's series this event was read at; 0 for an event that was not read from a
 *     replica. A local edit hands it back, so that an edit on a stale state is noticed.
 */
public record CalendarEvent(
        String uid,
        @Nullable EventTime recurrenceId,
        String summary,
        Description description,
        String location,
        EventTime start,
        @Nullable EventTime end,
        List<String> recurrence,
        EventStatus status,
        Transparency transparency,
        Visibility visibility,
        @Nullable Person organizer,
        List<Attendee> attendees,
        List<Reminder> reminders,
        SortedSet<String> categories,
        @Nullable String conferenceLink,
        @Nullable String url,
        int sequence,
        @Nullable Instant created,
        @Nullable Instant updated,
        Extras extras,
        long version) {

    /** Copies the collections. */
    public CalendarEvent {
        if (uid.isEmpty()) {
            throw new IllegalArgumentException("an event needs a uid");
        }
        if (sequence < 0 || version < 0) {
            throw new IllegalArgumentException("sequence and version must not be negative");
        }
        recurrence = List.copyOf(recurrence);
        attendees = List.copyOf(attendees);
        reminders = List.copyOf(reminders);
        categories = categories.isEmpty()
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(categories));
    }

    /** Starts an event with this UID; {@link EventBuilder#start} is still to be given. */
    public static EventBuilder builder(String uid) {
        return new EventBuilder(uid);
    }

    /** Starts a new event with a UID derived from {@code id}, an id that is unique for the host. */
    public static EventBuilder create(UUID id) {
        return new EventBuilder(id.toString());
    }

    /** A builder that holds this event's state. */
    public EventBuilder toBuilder() {
        return new EventBuilder(this);
    }

    /** Whether this replaces one instance of a series. */
    public boolean isOverride() {
        return recurrenceId != null;
    }

    /** Whether this repeats. */
    public boolean isRecurring() {
        return !recurrence.isEmpty();
    }

    /**
     * When the event ends, exclusive: its end, or, where there is none, the next day for a whole day and the start for
     * every other time (RFC 5545 section 3.6.1).
     */
    public EventTime effectiveEnd() {
        if (end != null) {
            return end;
        }
        return start instanceof EventTime.Date day ? EventTime.on(day.date().plusDays(1)) : start;
    }

    /** Shows times and version only. */
    @Override
    public String toString() {
        return "CalendarEvent[start=" + start + ", recurring=" + isRecurring() + ", version=" + version + "]";
    }
}
