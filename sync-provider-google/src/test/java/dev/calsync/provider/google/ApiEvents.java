package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.google.testing.FakeCalendar;
import java.util.Map;
import java.util.Objects;

/** Events as other clients write them. */
final class ApiEvents {
    private static final String UNKNOWN = "unknown";

    private ApiEvents() {}

    /** Another client makes an event, or changes the one of this UID. */
    static void put(FakeCalendar calendar, EventSeries series) {
        CalendarEvent master = Objects.requireNonNull(series.master());
        String json = EventBody.create("x", master)
                .json()
                .text()
                .replaceFirst(",\"extendedProperties\":\\{\"private\":\\{[^}]*\\}\\}", "");
        String uid = series.uid();
        String there = idOf(calendar, uid);
        if (!there.equals(UNKNOWN)) {
            calendar.patch(there, json.replaceFirst("\"id\":\"x\",", ""));
            return;
        }
        String id = uid.matches("[a-v0-9]+") ? "\"id\":\"00000" + uid + "\"," : "";
        calendar.put(json.replaceFirst("\"id\":\"x\",", id + "\"iCalUID\":\"" + uid + "\","));
    }

    /** The id of the event of this UID, whoever made it; an unknown one if there is none. */
    static String idOf(FakeCalendar calendar, String uid) {
        return calendar.idOf(uid)
                .or(() -> calendar.events().entrySet().stream()
                        .filter(event -> event.getValue().contains("\"calsyncUid\":\"" + uid + "\""))
                        .map(Map.Entry::getKey)
                        .findFirst())
                .orElse(UNKNOWN);
    }
}
