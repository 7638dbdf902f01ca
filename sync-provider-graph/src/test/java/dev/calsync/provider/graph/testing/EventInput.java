package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was sent, checked as far as one can without knowing the event: names, types, enumerations. Only the back
 * door may set what is read-only.
 */
final class EventInput {

    private static final String NO_TIME = "0001-01-01T00:00:00Z";

    /** What each property that may be sent has to be. */
    private static final Map<String, String> WRITABLE = Map.ofEntries(
            Map.entry("subject", "string"),
            Map.entry("body", "object"),
            Map.entry("start", "object"),
            Map.entry("end", "object"),
            Map.entry("isAllDay", "boolean"),
            Map.entry("location", "object"),
            Map.entry("locations", "array"),
            Map.entry("attendees", "array"),
            Map.entry("recurrence", "object"),
            Map.entry("isReminderOn", "boolean"),
            Map.entry("reminderMinutesBeforeStart", "int"),
            Map.entry("importance", "low,normal,high"),
            Map.entry("sensitivity", "normal,personal,private,confidential"),
            Map.entry("showAs", "unknown,free,tentative,busy,oof,workingElsewhere"),
            Map.entry("categories", "array"),
            Map.entry("responseRequested", "boolean"),
            Map.entry("allowNewTimeProposals", "boolean"),
            Map.entry("hideAttendees", "boolean"),
            Map.entry("isOnlineMeeting", "boolean"),
            Map.entry("onlineMeetingProvider", "unknown,skypeForBusiness,skypeForConsumer,teamsForBusiness"),
            Map.entry("transactionId", "string"),
            Map.entry("singleValueExtendedProperties", "array"));

    /** What only the service sets. */
    private static final Map<String, String> READ_ONLY = Map.ofEntries(
            Map.entry("organizer", "object"),
            Map.entry("isOrganizer", "boolean"),
            Map.entry("isCancelled", "boolean"),
            Map.entry("isDraft", "boolean"),
            Map.entry("responseStatus", "object"),
            Map.entry("hasAttachments", "boolean"),
            Map.entry("onlineMeeting", "object"),
            Map.entry("onlineMeetingUrl", "string"),
            Map.entry("originalStartTimeZone", "string"),
            Map.entry("originalEndTimeZone", "string"));

    private static final List<String> OTHERS_READ_ONLY = List.of(
            "id",
            "changeKey",
            "createdDateTime",
            "lastModifiedDateTime",
            "iCalUId",
            "bodyPreview",
            "webLink",
            "type",
            "seriesMasterId",
            "originalStart",
            "cancelledOccurrences",
            "exceptionOccurrences",
            "instances");

    /** Apart from times, recurrence and extended properties. */
    private static final List<String> APART =
            List.of("start", "end", "isAllDay", "recurrence", "singleValueExtendedProperties", "transactionId");

    private static final List<String> LOCATION = List.of(
            "displayName",
            "locationType",
            "locationUri",
            "locationEmailAddress",
            "uniqueId",
            "uniqueIdType",
            "address",
            "coordinates");

    /** What is inside those that are not looked at member by member elsewhere. */
    private static final Map<String, List<String>> MEMBERS = Map.of(
            "body", List.of("contentType", "content"),
            "start", List.of("dateTime", "timeZone"),
            "end", List.of("dateTime", "timeZone"),
            "recurrence", List.of("pattern", "range"),
            "attendees", List.of("emailAddress", "type", "status", "proposedNewTime"),
            "emailAddress", List.of("name", "address"),
            "singleValueExtendedProperties", List.of("id", "value"));

    private static final Pattern PROPERTY_ID =
            Pattern.compile("(String|Integer|Boolean|Double|SystemTime|Long|Binary|CLSID) \\{([0-9A-Fa-f-]{36})\\} "
                    + "(Name .+|Id 0x[0-9A-Fa-f]+)");

    private final ObjectNode sent;

    private EventInput(ObjectNode sent) {
        this.sent = sent;
    }

    static EventInput anything(ObjectNode event) {
        return new EventInput(event);
    }

    static EventInput create(@Nullable JsonNode body) throws GraphProblem {
        return checked(body, true);
    }

    static EventInput patch(@Nullable JsonNode body) throws GraphProblem {
        return checked(body, false);
    }

    private static EventInput checked(@Nullable JsonNode body, boolean create) throws GraphProblem {
        if (!(body instanceof ObjectNode object)) {
            throw GraphProblem.badRequest("BadRequest", "Unable to read JSON request payload.");
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            String kind = WRITABLE.get(name);
            if (name.startsWith("@odata.")) {
                continue;
            }
            if (READ_ONLY.containsKey(name)
                    || OTHERS_READ_ONLY.contains(name)
                    || name.equals("transactionId") && !create) {
                throw GraphProblem.badRequest(
                        "ErrorInvalidPropertySet", "Set action is invalid for property '" + name + "'.");
            }
            if (kind == null) {
                throw unknownProperty(name, "event");
            }
            if (!field.getValue().isNull()) {
                type(name, kind, field.getValue());
                members(name, field.getValue());
            } else if (kind.equals("boolean") || kind.equals("int") || kind.indexOf(',') > 0 || name.equals("start")) {
                throw GraphProblem.badRequest("RequestBodyRead", "The property '" + name + "' cannot be null.");
            }
        }
        return new EventInput(object);
    }

    static GraphProblem unknownProperty(String name, String typeName) {
        return GraphProblem.badRequest(
                "RequestBodyRead",
                "The property '" + name + "' does not exist on type 'microsoft.graph." + typeName
                        + "'. Make sure to only use property names that are defined by the type.");
    }

    private static void type(String name, String kind, JsonNode value) throws GraphProblem {
        boolean fits = switch (kind) {
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "int" -> value.isInt();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            default -> value.isTextual() && List.of(kind.split(",")).contains(value.textValue());
        };
        if (!fits) {
            throw GraphProblem.badRequest(
                    "RequestBodyRead", "The value of '" + name + "' cannot be converted to what it has to be.");
        }
    }

    /** Refuses names within an object or the objects of a list that it does not have. */
    private static void members(String name, JsonNode value) throws GraphProblem {
        List<String> known = MEMBERS.get(name);
        if (known == null) {
            return;
        }
        if (value.isArray()) {
            for (JsonNode each : value) {
                members(name, each);
            }
            return;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!known.contains(member.getKey()) && !member.getKey().startsWith("@odata.")) {
                throw unknownProperty(member.getKey(), name);
            }
            members(member.getKey(), member.getValue());
        }
    }

    boolean has(String name) {
        return sent.has(name);
    }

    String transactionId() {
        return Json.text(sent, "transactionId");
    }

    boolean setsTimes() {
        return has("start") || has("end") || has("isAllDay");
    }

    /** When the event is with what was sent, over what it was before. */
    Span span(@Nullable Span before) throws GraphProblem {
        JsonNode start = sent.path("start");
        JsonNode end = sent.path("end");
        if (before == null && (!start.isObject() || !end.isObject())) {
            throw GraphProblem.badRequest("ErrorInvalidRequest", "An event needs a start and an end.");
        }
        boolean allDay = has("isAllDay") ? sent.path("isAllDay").booleanValue() : before != null && before.allDay();
        if (before == null) {
            return Span.read(start, end, allDay);
        }
        return Span.read(
                has("start")
                        ? start
                        : time(before.start().toString(), before.startZone().getId()),
                has("end")
                        ? end
                        : time(before.end().toString(), before.endZone().getId()),
                allDay);
    }

    private static ObjectNode time(String local, String zone) {
        return Json.object().put("dateTime", local).put("timeZone", zone.equals("Z") ? "UTC" : zone);
    }

    /** The recurrence that was sent, or null if none or null was. */
    @Nullable
    Recurrence recurrence(Span span) throws GraphProblem {
        JsonNode recurrence = sent.path("recurrence");
        return recurrence.isObject() ? Recurrence.read(recurrence, span) : null;
    }

    /** Lays everything that is neither a time nor a recurrence over what there was. */
    void layOver(ObjectNode properties) throws GraphProblem {
        for (Map.Entry<String, JsonNode> field : sent.properties()) {
            String name = field.getKey();
            if (APART.contains(name) || name.startsWith("@odata.") || OTHERS_READ_ONLY.contains(name)) {
                continue;
            }
            JsonNode value = field.getValue();
            switch (name) {
                case "body" -> properties.set(name, body(value, properties.path(name)));
                case "location" -> location(properties, value);
                case "locations" -> locations(properties, value);
                case "attendees" -> properties.set(name, attendees(value));
                case "categories" -> properties.set(name, strings(name, value));
                case "subject" -> properties.put(name, value.asText(""));
                case "reminderMinutesBeforeStart" -> properties.put(name, value.intValue());
                default -> properties.set(name, value.deepCopy());
            }
        }
    }

    private static ObjectNode body(JsonNode value, JsonNode before) throws GraphProblem {
        JsonNode content = value.has("content") ? value.path("content") : before.path("content");
        String type = value.path("contentType").asText("text").toLowerCase(Locale.ROOT);
        if (!type.equals("text") && !type.equals("html") || value.has("content") && !content.isTextual()) {
            throw GraphProblem.badRequest("RequestBodyRead", "The body is neither text nor html.");
        }
        return Json.object()
                .put("contentType", "html")
                .put(
                        "content",
                        type.equals("html") ? Html.document(content.asText("")) : Html.ofText(content.asText("")));
    }

    private static void location(ObjectNode properties, JsonNode value) throws GraphProblem {
        ObjectNode location = place(value);
        properties.set("location", location);
        ArrayNode all = properties.putArray("locations");
        if (!Json.text(location, "displayName").isEmpty()) {
            all.add(location.deepCopy());
        }
    }

    private static void locations(ObjectNode properties, JsonNode value) throws GraphProblem {
        ArrayNode all = Json.array();
        for (JsonNode each : value) {
            all.add(place(each));
        }
        properties.set("locations", all);
        properties.set(
                "location", all.isEmpty() ? place(Json.object()) : all.get(0).deepCopy());
    }

    private static ObjectNode place(JsonNode value) throws GraphProblem {
        ObjectNode place = Json.object();
        String name = value.path("displayName").asText("");
        place.put("displayName", name).put("locationType", "default");
        if (!name.isEmpty()) {
            place.put("uniqueId", name);
        }
        place.put("uniqueIdType", name.isEmpty() ? "unknown" : "private");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (!LOCATION.contains(field.getKey()) && !field.getKey().startsWith("@odata.")) {
                throw unknownProperty(field.getKey(), "location");
            }
            if (LOCATION.contains(field.getKey()) && !field.getValue().isNull()) {
                place.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        return place;
    }

    private static ArrayNode attendees(JsonNode value) throws GraphProblem {
        ArrayNode all = Json.array();
        for (JsonNode each : value) {
            String address = Json.text(each.path("emailAddress"), "address");
            String type = each.path("type").asText("required");
            if (address.isEmpty()
                    || !List.of("required", "optional", "resource").contains(type)) {
                throw GraphProblem.badRequest("ErrorInvalidRecipients", "At least one recipient isn't valid.");
            }
            ObjectNode attendee = all.addObject();
            attendee.put("type", type);
            JsonNode status = each.path("status");
            attendee.putObject("status")
                    .put("response", status.path("response").asText("none"))
                    .put("time", status.path("time").asText(NO_TIME));
            attendee.putObject("emailAddress")
                    .put("name", each.path("emailAddress").path("name").asText(address))
                    .put("address", address);
        }
        return all;
    }

    private static ArrayNode strings(String name, JsonNode value) throws GraphProblem {
        ArrayNode all = Json.array();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw GraphProblem.badRequest("RequestBodyRead", name + " has to hold strings.");
            }
            all.add(each);
        }
        return all;
    }

    /** The extended properties that were sent, by their normal ids. */
    Map<String, String> extended() throws GraphProblem {
        Map<String, String> found = new LinkedHashMap<>();
        for (JsonNode each : sent.path("singleValueExtendedProperties")) {
            String id = Json.text(each, "id");
            if (!PROPERTY_ID.matcher(id).matches() || !each.path("value").isTextual()) {
                throw GraphProblem.badRequest("ErrorInvalidProperty", "The extended property '" + id + "' is invalid.");
            }
            found.put(normalPropertyId(id), each.path("value").textValue());
        }
        return found;
    }

    /** Ids of extended properties mean the same whatever the case of their GUID. */
    static String normalPropertyId(String id) {
        Matcher parts = PROPERTY_ID.matcher(id);
        return parts.matches()
                ? parts.group(1) + " {" + parts.group(2).toLowerCase(Locale.ROOT) + "} " + parts.group(3)
                : id;
    }
}
