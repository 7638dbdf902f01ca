package dev.calsync.provider.google;

import dev.calsync.model.Attendee;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Person;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One event resource as the API sent it: values are read, but what they mean together is not yet decided. Filled by one
 * reader, then read only; not a record because a page holds thousands and most fields of most events are absent.
 */
final class EventItem {
    String id = "";

    @Nullable
    String etag;

    boolean cancelled;
    EventStatus status = EventStatus.CONFIRMED;

    @Nullable
    String summary;

    @Nullable
    String description;

    @Nullable
    String location;

    @Nullable
    EventTime start;

    @Nullable
    EventTime end;

    boolean endUnspecified;
    List<String> recurrence = List.of();

    @Nullable
    String seriesId;

    @Nullable
    EventTime originalStart;

    Transparency transparency = Transparency.OPAQUE;
    Visibility visibility = Visibility.DEFAULT;

    @Nullable
    String iCalUid;

    int sequence;

    @Nullable
    Person organizer;

    boolean organizedHere;
    List<Attendee> attendees = List.of();
    List<Reminder> reminders = List.of();
    boolean defaultReminders;

    @Nullable
    Map<String, String> stamps;

    @Nullable
    String sourceUrl;

    @Nullable
    String hangoutLink;

    @Nullable
    String videoLink;

    @Nullable
    Instant created;

    @Nullable
    Instant updated;

    @Nullable
    TreeMap<String, List<String>> extras;
    /** What else the API has of attendees, by mail address: members of JSON that follow others. */
    @Nullable
    Map<String, String> notes;
    /** What could not be read, in words without content; null if everything could. */
    @Nullable
    String fault;

    /** Whether this is an exception of a series: one instance that was changed or called off. */
    boolean isException() {
        return seriesId != null;
    }

    /** Whether this is a series or belongs to one, so that it is only part of the truth. */
    boolean isPartOfSeries() {
        return seriesId != null || !recurrence.isEmpty();
    }

    /** The id of the series, or of the event itself. */
    String seriesOrOwnId() {
        return seriesId == null ? id : seriesId;
    }

    void extra(String name, String json) {
        if (extras == null) {
            extras = new TreeMap<>();
        }
        extras.put(name, List.of(json));
    }

    void note(String email, String members) {
        if (notes == null) {
            notes = new TreeMap<>();
        }
        notes.put(email, members);
    }
}
