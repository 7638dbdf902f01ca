package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.model.Reminder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the API takes of reminders: up to five, by mail or on the screen, 0 to 40,320 whole minutes before the start. */
final class ReminderFields {
    /** The extra under which an event says that its calendar's default reminders apply. */
    static final String EXTRA = "reminders";

    static final String DEFAULT = "{\"useDefault\":true}";
    private static final int MOST = 5;
    private static final long MOST_MINUTES = 40_320;

    private ReminderFields() {}

    /** Reads the member {@code reminders}. */
    static void read(JsonParser in, EventItem item) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String part = in.currentName();
            JsonToken value = in.nextToken();
            if (part.equals("useDefault")) {
                item.defaultReminders = value == JsonToken.VALUE_TRUE;
            } else if (part.equals("overrides") && value == JsonToken.START_ARRAY) {
                item.reminders = overrides(in);
            } else {
                in.skipChildren();
            }
        }
    }

    private static List<Reminder> overrides(JsonParser in) throws IOException {
        List<Reminder> found = new ArrayList<>(2);
        while (in.nextToken() == JsonToken.START_OBJECT) {
            Reminder.Method method = Reminder.Method.DISPLAY;
            long minutes = 0;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String part = in.currentName();
                in.nextToken();
                switch (part) {
                    case "method" ->
                        method = Json.text(in, "").equals("email") ? Reminder.Method.EMAIL : Reminder.Method.DISPLAY;
                    case "minutes" -> minutes = Json.number(in);
                    default -> in.skipChildren();
                }
            }
            found.add(new Reminder(method, Duration.ofMinutes(minutes)));
        }
        return found;
    }

    /** What of these can be written as it is; sounds become a note on the screen, spans whole minutes. */
    static List<Reminder> writable(List<Reminder> reminders) {
        List<Reminder> kept = new ArrayList<>();
        for (Reminder reminder : reminders) {
            long minutes = reminder.beforeStart().toMinutes();
            if (minutes >= 0 && minutes <= MOST_MINUTES && kept.size() < MOST) {
                Reminder.Method method =
                        reminder.method() == Reminder.Method.EMAIL ? Reminder.Method.EMAIL : Reminder.Method.DISPLAY;
                Reminder rounded = new Reminder(method, Duration.ofMinutes(minutes));
                if (!kept.contains(rounded)) {
                    kept.add(rounded);
                }
            }
        }
        return kept;
    }
}
