package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a stored event looks like: checks, and the form in which it is kept. */
final class EventRules {
    /** Members that a client may set; others in a body are passed over. */
    static final Set<String> WRITABLE = Set.of(
            "anyoneCanAddSelf",
            "attachments",
            "attendees",
            "attendeesOmitted",
            "birthdayProperties",
            "colorId",
            "conferenceData",
            "description",
            "end",
            "eventLabelId",
            "eventType",
            "extendedProperties",
            "focusTimeProperties",
            "gadget",
            "guestsCanInviteOthers",
            "guestsCanModify",
            "guestsCanSeeOtherGuests",
            "iCalUID",
            "id",
            "location",
            "outOfOfficeProperties",
            "privateCopy",
            "recurrence",
            "reminders",
            "sequence",
            "source",
            "start",
            "status",
            "summary",
            "transparency",
            "visibility",
            "workingLocationProperties");

    private static final Map<String, Set<String>> WORDS = Map.of(
            "status", Set.of("confirmed", "tentative", "cancelled"),
            "visibility", Set.of("default", "public", "private", "confidential"),
            "transparency", Set.of("opaque", "transparent"),
            "eventType", Set.of("birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation"));

    /** What is not shown when it is so. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "visibility", "default",
            "transparency", "opaque",
            "guestsCanInviteOthers", "true",
            "guestsCanModify", "false",
            "guestsCanSeeOtherGuests", "true",
            "anyoneCanAddSelf", "false",
            "privateCopy", "false",
            "summary", "",
            "description", "",
            "location", "");

    private static final int MOST_ATTACHMENTS = 25;
    private static final int MOST_OVERRIDES = 5;
    private static final int MOST_REMINDER_MINUTES = 40_320;
    private static final int MOST_KEY = 44;
    private static final int MOST_VALUE = 1024;
    private static final int MOST_PROPERTIES = 300;
    private static final int MOST_PROPERTY_BYTES = 32_768;

    private EventRules() {}

    /** Brings an event into the form it is kept in, or says what is wrong with it. */
    static void settle(ObjectNode data, ZoneId calendarZone) throws ApiProblem {
        words(data);
        times(data, calendarZone);
        attendees(data);
        reminders(data);
        extendedProperties(data);
        if (data.path("attachments").size() > MOST_ATTACHMENTS) {
            throw ApiProblem.invalid("Too many attachments.");
        }
        for (JsonNode attachment : data.path("attachments")) {
            if (!attachment.hasNonNull("fileUrl")) {
                throw ApiProblem.required("Missing attachment file URL.");
            }
        }
        if (data.has("source") && !Json.text(data.path("source"), "url").matches("https?://.*")) {
            throw ApiProblem.invalid("Invalid source URL.");
        }
        DEFAULTS.forEach((name, value) -> {
            if (data.has(name) && data.get(name).asText().equals(value)) {
                data.remove(name);
            }
        });
        if (!data.has("status")) {
            data.put("status", "confirmed");
        }
        if (!data.has("eventType")) {
            data.put("eventType", "default");
        }
    }

    private static void words(ObjectNode data) throws ApiProblem {
        for (Map.Entry<String, Set<String>> word : WORDS.entrySet()) {
            if (data.has(word.getKey()) && !word.getValue().contains(Json.text(data, word.getKey()))) {
                throw ApiProblem.invalid("Invalid value for: " + word.getKey());
            }
        }
    }

    private static void times(ObjectNode data, ZoneId calendarZone) throws ApiProblem {
        ObjectNode start = EventTimes.kept(data.path("start"), "start");
        ObjectNode end = EventTimes.kept(data.path("end"), "end");
        if (EventTimes.isDate(start) != EventTimes.isDate(end)) {
            throw ApiProblem.invalid("Start and end times must either both be date or both be dateTime.");
        }
        int order = EventTimes.instant(end, calendarZone).compareTo(EventTimes.instant(start, calendarZone));
        if (order < 0 || (order == 0 && EventTimes.isDate(start))) {
            throw ApiProblem.scripted(400, "timeRangeEmpty");
        }
        data.set("start", start);
        data.set("end", end);
        if (data.path("recurrence").isEmpty()) {
            data.remove("recurrence");
            return;
        }
        if (data.has("recurringEventId")) {
            throw ApiProblem.invalid("Instances of a recurring event cannot recur.");
        }
        if (!EventTimes.isDate(start) && !(start.has("timeZone") && end.has("timeZone"))) {
            throw ApiProblem.required("Missing time zone definition for start time.");
        }
        Recurring.of(data, calendarZone);
    }

    private static void attendees(ObjectNode data) throws ApiProblem {
        if (data.path("attendees").isEmpty()) {
            data.remove("attendees");
            return;
        }
        ArrayNode settled = Json.array();
        Set<String> seen = new HashSet<>();
        for (JsonNode given : data.path("attendees")) {
            ObjectNode attendee = given.deepCopy();
            String email = Json.text(attendee, "email");
            if (!email.matches("[^@\\s]+@[^@\\s]+")) {
                throw ApiProblem.invalid("Invalid attendee email.");
            }
            attendee.remove(List.of("self", "organizer"));
            for (String flag : List.of("optional", "resource")) {
                if (!attendee.path(flag).asBoolean()) {
                    attendee.remove(flag);
                }
            }
            if (!attendee.has("responseStatus")) {
                attendee.put("responseStatus", "needsAction");
            }
            if (!Set.of("needsAction", "declined", "tentative", "accepted")
                    .contains(Json.text(attendee, "responseStatus"))) {
                throw ApiProblem.invalid("Invalid response status.");
            }
            if (seen.add(email)) {
                settled.add(attendee);
            }
        }
        data.set("attendees", settled);
        data.remove("attendeesOmitted");
    }

    private static void reminders(ObjectNode data) throws ApiProblem {
        if (!(data.get("reminders") instanceof ObjectNode reminders)) {
            data.putObject("reminders").put("useDefault", true);
            return;
        }
        boolean useDefault = reminders.path("useDefault").asBoolean();
        reminders.put("useDefault", useDefault);
        if (reminders.path("overrides").isEmpty()) {
            reminders.remove("overrides");
        } else if (useDefault) {
            throw ApiProblem.of(
                    400,
                    "cannotUseDefaultRemindersAndSpecifyOverride",
                    "Cannot specify both default reminders and overrides at the same time.");
        }
        if (reminders.path("overrides").size() > MOST_OVERRIDES) {
            throw ApiProblem.invalid("Too many reminders.");
        }
        for (JsonNode override : reminders.path("overrides")) {
            int minutes = override.path("minutes").asInt(-1);
            if (!Set.of("email", "popup").contains(Json.text(override, "method"))
                    || minutes < 0
                    || minutes > MOST_REMINDER_MINUTES) {
                throw ApiProblem.invalid("Invalid reminder.");
            }
        }
    }

    private static void extendedProperties(ObjectNode data) throws ApiProblem {
        int count = 0;
        int bytes = 0;
        for (String kind : List.of("private", "shared")) {
            for (Map.Entry<String, JsonNode> property :
                    Json.members(data.path("extendedProperties").path(kind))) {
                String value = property.getValue().asText();
                if (property.getKey().length() > MOST_KEY || value.length() > MOST_VALUE) {
                    throw ApiProblem.invalid("Extended property " + property.getKey() + " is too long.");
                }
                count++;
                bytes += (property.getKey() + value).getBytes(StandardCharsets.UTF_8).length;
            }
            if (data.get("extendedProperties") instanceof ObjectNode properties
                    && properties.path(kind).isEmpty()) {
                properties.remove(kind);
            }
        }
        if (count > MOST_PROPERTIES || bytes > MOST_PROPERTY_BYTES) {
            throw ApiProblem.invalid("Too many extended properties.");
        }
        if (data.path("extendedProperties").isEmpty()) {
            data.remove("extendedProperties");
        }
    }
}
