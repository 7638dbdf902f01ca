package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.reconcile.FieldChange;
import dev.calsync.reconcile.SeriesDiff;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * From an event of the model to what is sent: all of it for a new one, what differs for a change. PATCH merges objects,
 * replaces arrays, and clears what is null. What the API has no field for goes into {@link Stamps}; what it knows nothing
 * of at all stays behind, and shows when the answer is read.
 */
final class EventBody {
    /** Extras that can be written. The others are the API's to say. */
    private static final Set<String> WRITABLE_EXTRAS =
            Set.of("colorId", "guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests", "attachments");

    private static final Set<String> ALLOWED_UNLESS_FALSE = Set.of("guestsCanInviteOthers", "guestsCanSeeOtherGuests");

    private EventBody() {}

    /**
     * What is to be sent.
     *
     * @param json the body; empty if there is nothing to be said
     * @param conference whether it takes a conference away
     * @param attachments whether it says something about attachments
     */
    record Written(Content json, boolean conference, boolean attachments) {
        /** A body that needs no parameters. */
        static Written plain(Content json) {
            return new Written(json, false, false);
        }

        boolean isEmpty() {
            return json.length() == 0;
        }

        /** The call with the parameters without which the API would not look at parts of the body. */
        ApiCall apply(ApiCall call) {
            return call.with("conferenceDataVersion", conference ? "1" : null)
                    .with("supportsAttachments", attachments ? "true" : null);
        }
    }

    /**
     * A new event.
     *
     * @param id the id that it shall have
     * @throws IllegalArgumentException if the API cannot hold it; the message says why
     */
    static Written create(String id, CalendarEvent event) {
        TreeMap<String, String> stamps = Stamps.needed(event);
        stamps.put(Stamps.FOR, id);
        stamps.put(Stamps.UID, event.uid());
        return write(
                out -> {
                    out.writeStringField("id", id);
                    FieldWriter.text(out, "summary", event.summary());
                    FieldWriter.text(out, "description", event.description().text());
                    FieldWriter.text(out, "location", event.location());
                    FieldWriter.times(out, event, false);
                    if (!event.recurrence().isEmpty()) {
                        FieldWriter.recurrence(out, FieldWriter.nativeLines(event));
                    }
                    if (event.status() != EventStatus.CONFIRMED) {
                        out.writeStringField("status", FieldWriter.word(event.status()));
                    }
                    out.writeStringField("transparency", FieldWriter.word(event.transparency()));
                    out.writeStringField("visibility", FieldWriter.word(event.visibility()));
                    if (!event.attendees().isEmpty()) {
                        PeopleFields.write(out, event.attendees(), Map.of());
                    }
                    FieldWriter.reminders(out, event);
                    if (event.url() != null && Stamps.isWebAddress(event.url())) {
                        FieldWriter.source(out, event.url());
                    }
                    extras(out, event, WRITABLE_EXTRAS, false);
                    stamps(out, stamps);
                },
                false,
                !event.extras().get("attachments").isEmpty());
    }

    /** Which fields mean something else in one event than in the other. */
    static Set<EventField> differing(CalendarEvent from, CalendarEvent to) {
        Set<EventField> fields = EnumSet.noneOf(EventField.class);
        for (FieldChange change : SeriesDiff.between(alone(from), alone(to)).changes()) {
            if (change.field() != null) {
                fields.add(change.field());
            }
        }
        return fields;
    }

    private static EventSeries alone(CalendarEvent event) {
        return EventSeries.of(event.toBuilder().recurrenceId(null).build());
    }

    /**
     * A change.
     *
     * @param id the event that is changed
     * @param fields what is to be changed; empty to say nothing
     * @param bringBack whether it was called off and is to take place after all
     * @param known the attendees as the API has them now, by mail address, as raw members; what the model does not know of
     *     those who stay is sent back with them, because the array is replaced as a whole
     * @throws IllegalArgumentException if the API cannot hold it; the message says why
     */
    static Written change(
            String id,
            CalendarEvent from,
            CalendarEvent to,
            Set<EventField> fields,
            boolean bringBack,
            Map<String, String> known) {
        TreeMap<String, @Nullable String> stamps = changedStamps(id, from, to, fields);
        Set<String> extras = changedExtras(from, to, fields);
        boolean conference = fields.contains(EventField.CONFERENCE_LINK) && from.conferenceLink() != null;
        Written written = write(
                out -> {
                    texts(out, to, fields);
                    if (fields.contains(EventField.START) || fields.contains(EventField.END)) {
                        FieldWriter.times(out, to, true);
                    }
                    if (fields.contains(EventField.RECURRENCE)) {
                        FieldWriter.recurrence(out, FieldWriter.nativeLines(to));
                    }
                    words(out, to, fields, bringBack);
                    if (fields.contains(EventField.ATTENDEES)) {
                        PeopleFields.write(out, to.attendees(), known);
                    }
                    if (fields.contains(EventField.REMINDERS) || extras.contains(ReminderFields.EXTRA)) {
                        FieldWriter.reminders(out, to);
                    }
                    if (fields.contains(EventField.URL)) {
                        FieldWriter.source(out, to.url() != null && Stamps.isWebAddress(to.url()) ? to.url() : null);
                    }
                    if (conference) {
                        out.writeNullField("conferenceData");
                    }
                    extras(out, to, extras, true);
                    if (!stamps.isEmpty()) {
                        stamps(out, stamps);
                    }
                },
                conference,
                extras.contains("attachments"));
        return written.json().length() > 2 ? written : Written.plain(Content.NONE);
    }

    private static void texts(JsonGenerator out, CalendarEvent to, Set<EventField> fields) throws IOException {
        if (fields.contains(EventField.SUMMARY)) {
            FieldWriter.cleared(out, "summary", to.summary());
        }
        if (fields.contains(EventField.DESCRIPTION)) {
            FieldWriter.cleared(out, "description", to.description().text());
        }
        if (fields.contains(EventField.LOCATION)) {
            FieldWriter.cleared(out, "location", to.location());
        }
    }

    private static void words(JsonGenerator out, CalendarEvent to, Set<EventField> fields, boolean bringBack)
            throws IOException {
        if (bringBack || fields.contains(EventField.STATUS)) {
            out.writeStringField("status", FieldWriter.word(to.status()));
        }
        if (fields.contains(EventField.TRANSPARENCY)) {
            out.writeStringField("transparency", FieldWriter.word(to.transparency()));
        }
        if (fields.contains(EventField.VISIBILITY)) {
            out.writeStringField("visibility", FieldWriter.word(to.visibility()));
        }
    }

    private static TreeMap<String, @Nullable String> changedStamps(
            String id, CalendarEvent from, CalendarEvent to, Set<EventField> fields) {
        TreeMap<String, @Nullable String> changed = new TreeMap<>();
        Map<String, String> before = Stamps.needed(from);
        Map<String, String> after = Stamps.needed(to);
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            if (!Objects.equals(before.get(key), after.get(key)) && Stamps.concerns(key, fields)) {
                changed.put(key, after.get(key));
            }
        }
        if (!changed.isEmpty()) {
            changed.put(Stamps.FOR, id);
        }
        return changed;
    }

    private static Set<String> changedExtras(CalendarEvent from, CalendarEvent to, Set<EventField> fields) {
        if (!fields.contains(EventField.EXTRAS)) {
            return Set.of();
        }
        Set<String> changed = new HashSet<>(WRITABLE_EXTRAS);
        changed.add(ReminderFields.EXTRA);
        changed.removeIf(name -> from.extras().get(name).equals(to.extras().get(name)));
        return changed;
    }

    private static Written write(Content.Members content, boolean conference, boolean attachments) {
        return new Written(Content.object(content), conference, attachments);
    }

    private static void extras(JsonGenerator out, CalendarEvent event, Set<String> names, boolean clear)
            throws IOException {
        for (String name : new TreeSet<>(names)) {
            List<String> raw = event.extras().get(name);
            if (name.equals(ReminderFields.EXTRA)) {
                continue;
            }
            if (!raw.isEmpty()) {
                out.writeFieldName(name);
                out.writeRawValue(Json.checked(name, raw.get(0)));
            } else if (clear && name.startsWith("guests")) {
                out.writeBooleanField(name, ALLOWED_UNLESS_FALSE.contains(name));
            } else if (clear) {
                out.writeNullField(name);
            }
        }
    }

    private static void stamps(JsonGenerator out, Map<String, @Nullable String> stamps) throws IOException {
        out.writeObjectFieldStart("extendedProperties");
        out.writeObjectFieldStart("private");
        for (Map.Entry<String, @Nullable String> stamp : new TreeMap<>(new HashMap<>(stamps)).entrySet()) {
            if (stamp.getValue() == null) {
                out.writeNullField(stamp.getKey());
            } else {
                out.writeStringField(stamp.getKey(), stamp.getValue());
            }
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
