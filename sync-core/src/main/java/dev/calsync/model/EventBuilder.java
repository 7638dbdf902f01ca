package dev.calsync.model;

import dev.calsync.error.Faults;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds a {@link CalendarEvent}; the order of the calls never matters. Not thread-safe; may be used again. */
public final class EventBuilder {
    private final String uid;
    private @Nullable EventTime recurrenceId;
    private String summary = "";
    private Description description = Description.NONE;
    private String location = "";
    private @Nullable EventTime start;
    private @Nullable EventTime end;
    private List<String> recurrence = List.of();
    private EventStatus status = EventStatus.CONFIRMED;
    private Transparency transparency = Transparency.OPAQUE;
    private Visibility visibility = Visibility.DEFAULT;
    private @Nullable Person organizer;
    private List<Attendee> attendees = List.of();
    private List<Reminder> reminders = List.of();
    private SortedSet<String> categories = Collections.emptySortedSet();
    private @Nullable String conferenceLink;
    private @Nullable String url;
    private int sequence;
    private @Nullable Instant created;
    private @Nullable Instant updated;
    private Extras extras = Extras.NONE;
    private long version;

    EventBuilder(String uid) {
        this.uid = uid;
    }

    EventBuilder(CalendarEvent event) {
        this.uid = event.uid();
        this.recurrenceId = event.recurrenceId();
        this.summary = event.summary();
        this.description = event.description();
        this.location = event.location();
        this.start = event.start();
        this.end = event.end();
        this.recurrence = event.recurrence();
        this.status = event.status();
        this.transparency = event.transparency();
        this.visibility = event.visibility();
        this.organizer = event.organizer();
        this.attendees = event.attendees();
        this.reminders = event.reminders();
        this.categories = event.categories();
        this.conferenceLink = event.conferenceLink();
        this.url = event.url();
        this.sequence = event.sequence();
        this.created = event.created();
        this.updated = event.updated();
        this.extras = event.extras();
        this.version = event.version();
    }

    /** Makes this an override of the instance that starts then; null makes it no override. */
    public EventBuilder recurrenceId(@Nullable EventTime recurrenceId) {
        this.recurrenceId = recurrenceId;
        return this;
    }

    /** The title. */
    public EventBuilder summary(String summary) {
        this.summary = summary;
        return this;
    }

    /** The long text. */
    public EventBuilder description(Description description) {
        this.description = description;
        return this;
    }

    /** Where. */
    public EventBuilder location(String location) {
        this.location = location;
        return this;
    }

    /** When it begins. Must be given. */
    public EventBuilder start(EventTime start) {
        this.start = start;
        return this;
    }

    /** When it ends, exclusive; null for none. */
    public EventBuilder end(@Nullable EventTime end) {
        this.end = end;
        return this;
    }

    /** Recurrence content lines, for example {@code RRULE:FREQ=DAILY;COUNT=5}. */
    public EventBuilder recurrence(List<String> recurrence) {
        this.recurrence = recurrence;
        return this;
    }

    /** Whether it takes place; confirmed unless told. */
    public EventBuilder status(EventStatus status) {
        this.status = status;
        return this;
    }

    /** Whether it takes up time; it does unless told. */
    public EventBuilder transparency(Transparency transparency) {
        this.transparency = transparency;
        return this;
    }

    /** Who may see the details; as the calendar says unless told. */
    public EventBuilder visibility(Visibility visibility) {
        this.visibility = visibility;
        return this;
    }

    /** Who organises it. */
    public EventBuilder organizer(@Nullable Person organizer) {
        this.organizer = organizer;
        return this;
    }

    /** Who is invited. */
    public EventBuilder attendees(List<Attendee> attendees) {
        this.attendees = attendees;
        return this;
    }

    /** When to remind the user. */
    public EventBuilder reminders(List<Reminder> reminders) {
        this.reminders = reminders;
        return this;
    }

    /** Where to join online. */
    public EventBuilder conferenceLink(@Nullable String conferenceLink) {
        this.conferenceLink = conferenceLink;
        return this;
    }

    /** A page about the event. */
    public EventBuilder url(@Nullable String url) {
        this.url = url;
        return this;
    }

    /** The organiser's revision, not negative. */
    public EventBuilder sequence(int sequence) {
        this.sequence = sequence;
        return this;
    }

    /** When it was made. */
    public EventBuilder created(@Nullable Instant created) {
        this.created = created;
        return this;
    }

    /** When it was last changed. */
    public EventBuilder updated(@Nullable Instant updated) {
        this.updated = updated;
        return this;
    }

    /** What has no field. */
    public EventBuilder extras(Extras extras) {
        this.extras = extras;
        return this;
    }

    /** The replica's version this was read at; 0 for none. */
    public EventBuilder version(long version) {
        this.version = version;
        return this;
    }

    /** The categories; duplicates and order do not matter. */
    public EventBuilder categories(Collection<String> categories) {
        this.categories = new TreeSet<>(categories);
        return this;
    }

    /**
     * The event.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if the start is missing, the end is of another kind than
     *     the start, or an override recurs
     */
    public CalendarEvent build() {
        Faults faults = new Faults("CalendarEvent");
        faults.require(start != null, "start is missing");
        faults.require(
                start == null || end == null || start.isDate() == end.isDate(),
                "start and end must both be days or both be times");
        faults.require(recurrenceId == null || recurrence.isEmpty(), "an override cannot recur by itself");
        faults.throwIfAny();
        return new CalendarEvent(
                uid,
                recurrenceId,
                summary,
                description,
                location,
                Objects.requireNonNull(start),
                end,
                recurrence,
                status,
                transparency,
                visibility,
                organizer,
                attendees,
                reminders,
                categories,
                conferenceLink,
                url,
                sequence,
                created,
                updated,
                extras,
                version);
    }
}
