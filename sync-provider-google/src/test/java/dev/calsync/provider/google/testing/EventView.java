package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** How an event is shown, depending on who asks and how. */
final class EventView {
    private static final List<String> TIMES = List.of("start", "end", "originalStartTime");
    private static final Set<String> HIDDEN_VISIBILITY = Set.of("private", "confidential");
    /** What is left of an event whose details the asker may not see. */
    private static final List<String> BARE = List.of(
            "status",
            "start",
            "end",
            "recurrence",
            "recurringEventId",
            "originalStartTime",
            "visibility",
            "transparency",
            "iCalUID",
            "eventType");

    private EventView() {}

    /**
     * How it is asked for.
     *
     * @param role what the asker may do in the calendar
     * @param zone whose offsets the times have
     * @param maxAttendees more than these and only the calendar's own is shown; 0 for all
     * @param details whether a deleted event shows more than that it is deleted
     */
    record Wish(String role, ZoneId zone, int maxAttendees, boolean details) {}

    static ObjectNode of(FakeCalendar calendar, StoredEvent event, Wish wish) {
        ObjectNode shown = Json.object();
        shown.put("kind", "calendar#event").put("etag", event.etag()).put("id", event.id);
        boolean stub = event.isCancelled() && !wish.details();
        if (stub) {
            shown.put("status", "cancelled");
            if (event.isException()) {
                shown.put("recurringEventId", event.masterId());
                shown.set(
                        "originalStartTime", event.data.get("originalStartTime").deepCopy());
            }
        } else {
            shown.put("created", EventTimes.seconds(event.created));
            shown.put("updated", EventTimes.millis(event.updated));
            shown.put("sequence", event.sequence);
            boolean bare = isBare(event, wish.role());
            if (bare) {
                BARE.stream()
                        .filter(event.data::has)
                        .forEach(name -> shown.set(name, event.data.get(name).deepCopy()));
            } else {
                shown.put("htmlLink", "https://www.google.com/calendar/event?eid=" + eid(calendar, event));
                shown.setAll(event.data.deepCopy());
                people(calendar, shown, wish.maxAttendees());
            }
        }
        for (String name : TIMES) {
            if (shown.get(name) instanceof ObjectNode time) {
                shown.set(
                        name,
                        EventTimes.shown(time, wish.zone(), calendar.timeZone().getId()));
            }
        }
        return shown;
    }

    private static boolean isBare(StoredEvent event, String role) {
        return role.equals("freeBusyReader")
                || (HIDDEN_VISIBILITY.contains(Json.text(event.data, "visibility"))
                        && (role.equals("reader") || role.equals("writerWithoutPrivateAccess")));
    }

    private static void people(FakeCalendar calendar, ObjectNode shown, int maxAttendees) {
        for (String name : List.of("creator", "organizer")) {
            if (shown.get(name) instanceof ObjectNode person
                    && Json.text(person, "email").equals(calendar.id())) {
                person.put("self", true);
            }
        }
        if (!(shown.get("attendees") instanceof ArrayNode attendees)) {
            return;
        }
        ArrayNode own = Json.array();
        String organizer = Json.text(shown.path("organizer"), "email");
        for (JsonNode attendee : attendees) {
            if (attendee instanceof ObjectNode person) {
                String email = Json.text(person, "email");
                if (email.equals(organizer)) {
                    person.put("organizer", true);
                }
                if (email.equals(calendar.id())) {
                    person.put("self", true);
                    own.add(person);
                }
            }
        }
        if (maxAttendees > 0 && attendees.size() > maxAttendees) {
            shown.put("attendeesOmitted", true);
            shown.set("attendees", own);
            if (own.isEmpty()) {
                shown.remove("attendees");
            }
        }
    }

    private static String eid(FakeCalendar calendar, StoredEvent event) {
        String plain = event.id + " " + calendar.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
