package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventTime;
import dev.calsync.model.Reminder;
import dev.calsync.provider.EventWrite;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes events for Graph: all of a new one, and of a changed one what changed, so that what the model does not know stays
 * as it is.
 *
 * <p>Declared losses, because Graph has no place for them: the URL, a conference link made elsewhere, every reminder but
 * one, whether it comes by mail, {@code PUBLIC}, an organizer other than the mailbox's owner, the answers of attendees.
 */
final class EventJson {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final String UTC = "UTC";
    private static final String LOCATIONS = "locations";

    /** Extras that can be written, with what they are when an event has none of it. */
    private static final List<String> FLAGS = List.of("hideAttendees", "allowNewTimeProposals");

    private static final Set<String> IMPORTANCES = Set.of("low", "normal", "high");

    /** What none of Graph's properties can hold. */
    private static final Set<EventField> NOWHERE =
            EnumSet.of(EventField.ORGANIZER, EventField.CONFERENCE_LINK, EventField.URL);

    private EventJson() {}

    /** A new event. */
    static byte[] create(EventWrite.Create write, SeriesForm form) {
        CalendarEvent event = form.master();
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("transactionId", Stamps.transactionId(write));
            out.writeArrayFieldStart("singleValueExtendedProperties");
            property(out, Stamps.UID, write.series().uid());
            property(out, Stamps.KEY, write.idempotencyKey());
            out.writeEndArray();
            Set<EventField> fields = EnumSet.allOf(EventField.class);
            if (event.description().text().isEmpty()) {
                fields.remove(EventField.DESCRIPTION);
            }
            if (event.location().isEmpty()) {
                fields.remove(EventField.LOCATION);
            }
            if (event.attendees().isEmpty()) {
                fields.remove(EventField.ATTENDEES);
            }
            if (event.categories().isEmpty()) {
                fields.remove(EventField.CATEGORIES);
            }
            fields(out, event, fields, form.pattern());
            out.writeEndObject();
        });
    }

    private static void property(JsonGenerator out, String id, String value) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", id);
        out.writeStringField("value", value);
        out.writeEndObject();
    }

    /** Whether a change of these fields can be seen at Graph at all. */
    static boolean changesAnything(Set<EventField> fields) {
        return !NOWHERE.containsAll(fields);
    }

    /**
     * The changed fields of an event.
     *
     * @param pattern the recurrence to write where {@code fields} has it; null to end it
     */
    static byte[] patch(CalendarEvent event, Set<EventField> fields, @Nullable RecurrencePattern pattern) {
        return Json.bytes(out -> {
            out.writeStartObject();
            fields(out, event, fields, pattern);
            out.writeEndObject();
        });
    }

    private static void fields(
            JsonGenerator out, CalendarEvent event, Set<EventField> fields, @Nullable RecurrencePattern pattern)
            throws IOException {
        if (fields.contains(EventField.SUMMARY)) {
            out.writeStringField("subject", event.summary());
        }
        if (fields.contains(EventField.DESCRIPTION)) {
            out.writeObjectFieldStart("body");
            out.writeStringField("contentType", event.description().html() ? "html" : "text");
            out.writeStringField("content", event.description().text());
            out.writeEndObject();
        }
        if (fields.contains(EventField.START) || fields.contains(EventField.END)) {
            time(out, "start", event.start());
            time(out, "end", event.effectiveEnd());
            out.writeBooleanField("isAllDay", event.start().isDate());
        }
        if (fields.contains(EventField.RECURRENCE)) {
            recurrence(out, event, pattern);
        }
        if (fields.contains(EventField.CATEGORIES)) {
            out.writeArrayFieldStart("categories");
            for (String category : event.categories()) {
                out.writeString(category);
            }
            out.writeEndArray();
        }
        if (fields.contains(EventField.REMINDERS)) {
            reminder(out, event.reminders());
        }
        if (fields.contains(EventField.ATTENDEES)) {
            People.write(out, event.attendees());
            out.writeBooleanField(
                    "responseRequested", event.attendees().stream().anyMatch(Attendee::rsvp));
        }
        shades(out, event, fields);
    }

    /** What several fields of the model decide together. */
    private static void shades(JsonGenerator out, CalendarEvent event, Set<EventField> fields) throws IOException {
        boolean extras = fields.contains(EventField.EXTRAS);
        if (fields.contains(EventField.STATUS) || fields.contains(EventField.TRANSPARENCY) || extras) {
            out.writeStringField(FieldWords.SHOW_AS, FieldWords.showAs(event));
        }
        if (fields.contains(EventField.VISIBILITY) || extras) {
            out.writeStringField(FieldWords.SENSITIVITY, FieldWords.sensitivity(event));
        }
        List<String> places = event.extras().get(LOCATIONS);
        if (extras && !places.isEmpty() && isArray(places.get(0))) {
            Json.raw(out, LOCATIONS, places.get(0));
        } else if (fields.contains(EventField.LOCATION)) {
            out.writeObjectFieldStart("location");
            out.writeStringField("displayName", event.location());
            out.writeEndObject();
        }
        if (extras) {
            String importance = word(event, "importance");
            out.writeStringField("importance", IMPORTANCES.contains(importance) ? importance : "normal");
            for (String flag : FLAGS) {
                boolean usual = flag.startsWith("allow");
                boolean unusual = event.extras().get(flag).contains(String.valueOf(!usual));
                out.writeBooleanField(flag, unusual ? !usual : usual);
            }
        }
    }

    private static String word(CalendarEvent event, String extra) {
        List<String> raw = event.extras().get(extra);
        return raw.isEmpty() ? "" : FieldWords.clean(raw.get(0));
    }

    private static boolean isArray(String json) {
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            boolean array = in.nextToken() == JsonToken.START_ARRAY;
            in.skipChildren();
            return array && in.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static void recurrence(JsonGenerator out, CalendarEvent event, @Nullable RecurrencePattern pattern)
            throws IOException {
        if (pattern != null) {
            PatternJson.write(out, pattern);
        } else if (!event.isOverride()) {
            out.writeNullField("recurrence");
        }
    }

    static void time(JsonGenerator out, String name, EventTime time) throws IOException {
        out.writeObjectFieldStart(name);
        LocalDateTime local = time.toLocal();
        out.writeStringField("dateTime", LOCAL.format(local));
        out.writeStringField("timeZone", zone(time));
        out.writeEndObject();
    }

    /** Graph's name for a time's zone. Times whose zone it cannot know are refused before ({@link SeriesForm}). */
    static String zone(EventTime time) {
        return time instanceof EventTime.Zoned zoned
                ? GraphZones.toGraph(zoned.tzid()).orElse(UTC)
                : UTC;
    }

    /** The one closest to the start of those on the screen; Graph has room for one, and none after the start. */
    private static void reminder(JsonGenerator out, List<Reminder> reminders) throws IOException {
        Optional<Reminder> one = reminder(reminders);
        out.writeBooleanField("isReminderOn", one.isPresent());
        if (one.isPresent()) {
            out.writeNumberField("reminderMinutesBeforeStart", (int)
                    Math.min(one.get().beforeStart().toMinutes(), 1 << 20));
        }
    }

    /** The reminder that is left, as Graph will show it. */
    static List<Reminder> kept(List<Reminder> reminders) {
        return reminder(reminders)
                .map(one -> new Reminder(
                        Reminder.Method.DISPLAY,
                        Duration.ofMinutes(one.beforeStart().toMinutes())))
                .map(List::of)
                .orElse(List.of());
    }

    private static Optional<Reminder> reminder(List<Reminder> reminders) {
        return reminders.stream()
                .filter(reminder -> !reminder.beforeStart().isNegative())
                .min(Comparator.comparing((Reminder reminder) -> reminder.method() != Reminder.Method.DISPLAY)
                        .thenComparing(Reminder::beforeStart, Comparator.<Duration>naturalOrder()));
    }
}
