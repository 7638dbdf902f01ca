package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Reminder;
import dev.calsync.model.Transparency;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Single members of an event's body. */
final class FieldWriter {
    private FieldWriter() {}

    static void text(JsonGenerator out, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }

    static void cleared(JsonGenerator out, String name, String value) throws IOException {
        if (value.isEmpty()) {
            out.writeNullField(name);
        } else {
            out.writeStringField(name, value);
        }
    }

    /** Start and end belong together: the one without the other may be a span that ends before it begins. */
    static void times(JsonGenerator out, CalendarEvent event, boolean clear) throws IOException {
        time(out, "start", event.start(), clear);
        time(out, "end", event.effectiveEnd(), clear);
    }

    private static void time(JsonGenerator out, String name, EventTime time, boolean clear) throws IOException {
        EventTimes.Written written = EventTimes.write(time);
        out.writeObjectFieldStart(name);
        out.writeStringField(written.isDate() ? "date" : "dateTime", written.text());
        if (clear) {
            out.writeNullField(written.isDate() ? "dateTime" : "date");
        }
        if (written.zone() != null) {
            out.writeStringField("timeZone", written.zone());
        } else if (clear) {
            out.writeNullField("timeZone");
        }
        out.writeEndObject();
    }

    static List<String> nativeLines(CalendarEvent event) {
        return event.start() instanceof EventTime.Floating
                ? RecurrenceDates.floatingToUtc(event.recurrence())
                : event.recurrence();
    }

    static void recurrence(JsonGenerator out, List<String> lines) throws IOException {
        if (lines.isEmpty()) {
            out.writeNullField("recurrence");
            return;
        }
        out.writeArrayFieldStart("recurrence");
        for (String line : lines) {
            out.writeString(line);
        }
        out.writeEndArray();
    }

    static void reminders(JsonGenerator out, CalendarEvent event) throws IOException {
        List<Reminder> writable = ReminderFields.writable(event.reminders());
        boolean standard =
                writable.isEmpty() && event.extras().get(ReminderFields.EXTRA).contains(ReminderFields.DEFAULT);
        out.writeObjectFieldStart("reminders");
        out.writeBooleanField("useDefault", standard);
        if (!standard) {
            out.writeArrayFieldStart("overrides");
            for (Reminder reminder : writable) {
                out.writeStartObject();
                out.writeStringField("method", reminder.method() == Reminder.Method.EMAIL ? "email" : "popup");
                out.writeNumberField("minutes", reminder.beforeStart().toMinutes());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    static void source(JsonGenerator out, @Nullable String url) throws IOException {
        if (url == null) {
            out.writeNullField("source");
            return;
        }
        out.writeObjectFieldStart("source");
        out.writeStringField("url", url);
        out.writeStringField("title", url);
        out.writeEndObject();
    }

    static String word(EventStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static String word(Enum<?> value) {
        return value == Transparency.TRANSPARENT ? "transparent" : value.name().toLowerCase(Locale.ROOT);
    }
}
