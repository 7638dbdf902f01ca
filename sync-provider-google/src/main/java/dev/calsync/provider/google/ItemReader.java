package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.Person;
import dev.calsync.model.Transparency;
import dev.calsync.model.Visibility;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event resource from a stream of tokens, without a tree of it. What is not asked for in {@link #FIELDS} is
 * skipped should it come all the same. A value that makes no sense is noted in {@link EventItem#fault} and never ends the
 * page. Used by one thread at a time.
 */
final class ItemReader {
    /**
     * What is asked of an event, for the {@code fields} parameter. What is not in here is never fetched, and is left alone
     * by a PATCH. Part of a cursor's fingerprint: a change of this text makes the next round a full one.
     */
    static final String FIELDS = "id,etag,status,created,updated,summary,description,location,colorId,start,end,"
            + "endTimeUnspecified,recurrence,recurringEventId,originalStartTime,transparency,visibility,iCalUID,sequence,"
            + "organizer(email,displayName,self),attendees(email,displayName,optional,resource,responseStatus),"
            + "attendeesOmitted,extendedProperties/private,hangoutLink,conferenceData/entryPoints(entryPointType,uri),"
            + "guestsCanInviteOthers,guestsCanModify,guestsCanSeeOtherGuests,reminders,source/url,attachments,eventType,"
            + "locked,birthdayProperties,focusTimeProperties,outOfOfficeProperties,workingLocationProperties";

    /** The same before an event is changed, when more of its attendees has to be known. */
    static final String FIELDS_BEFORE_WRITING =
            FIELDS.replace("responseStatus)", "responseStatus" + PeopleFields.NOTES + ")");

    private static final String DEFAULT_TYPE = "default";

    private final EventTimes times = new EventTimes();

    /** The parser stands at the object's start, and afterwards at its end. */
    EventItem read(JsonParser in) throws IOException {
        EventItem item = new EventItem();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            member(in, name, item);
        }
        if (item.id.isEmpty()) {
            item.fault = "an event without an id";
        }
        return item;
    }

    private void member(JsonParser in, String name, EventItem item) throws IOException {
        switch (name) {
            case "id" -> item.id = Json.text(in, "");
            case "etag" -> item.etag = Json.text(in);
            case "status" -> status(Json.text(in, ""), item);
            case "summary" -> item.summary = Json.text(in);
            case "description" -> item.description = Json.text(in);
            case "location" -> item.location = Json.text(in);
            case "start" -> item.start = time(in, name, item);
            case "end" -> item.end = time(in, name, item);
            case "originalStartTime" -> item.originalStart = time(in, name, item);
            case "endTimeUnspecified" -> item.endUnspecified = in.currentToken() == JsonToken.VALUE_TRUE;
            case "recurrence" -> item.recurrence = texts(in);
            case "recurringEventId" -> item.seriesId = Json.text(in);
            case "iCalUID" -> item.iCalUid = Json.text(in);
            case "sequence" -> item.sequence = (int) Math.max(0, Math.min(Json.number(in), Integer.MAX_VALUE));
            case "created" -> item.created = instant(in);
            case "updated" -> item.updated = instant(in);
            case "hangoutLink" -> item.hangoutLink = Json.text(in);
            default -> rarer(in, name, item);
        }
    }

    private void rarer(JsonParser in, String name, EventItem item) throws IOException {
        switch (name) {
            case "transparency" ->
                item.transparency =
                        Json.text(in, "").equals("transparent") ? Transparency.TRANSPARENT : Transparency.OPAQUE;
            case "visibility" -> item.visibility = visibility(Json.text(in, ""));
            case "organizer" -> organizer(in, item);
            case "attendees" -> PeopleFields.read(in, item);
            case "reminders" -> ReminderFields.read(in, item);
            case "extendedProperties" -> extendedProperties(in, item);
            case "source" -> item.sourceUrl = member(in, "url");
            case "conferenceData" -> item.videoLink = videoLink(in);
            case "eventType" -> eventType(in, item);
            case "guestsCanInviteOthers", "guestsCanSeeOtherGuests" -> {
                if (in.currentToken() == JsonToken.VALUE_FALSE) {
                    item.extra(name, "false");
                }
            }
            case "guestsCanModify", "attendeesOmitted", "locked" -> {
                if (in.currentToken() == JsonToken.VALUE_TRUE) {
                    item.extra(name, "true");
                }
            }
            case "colorId",
                    "attachments",
                    "birthdayProperties",
                    "focusTimeProperties",
                    "outOfOfficeProperties",
                    "workingLocationProperties" -> item.extra(name, Json.raw(in));
            default -> in.skipChildren();
        }
    }

    private static @Nullable Instant instant(JsonParser in) throws IOException {
        String text = Json.text(in);
        try {
            return text == null ? null : EventTimes.instant(text);
        } catch (DateTimeException unreadable) {
            // Nothing is decided by these two times.
            return null;
        }
    }

    private static void status(String word, EventItem item) {
        switch (word) {
            case "cancelled" -> item.cancelled = true;
            case "tentative" -> item.status = EventStatus.TENTATIVE;
            default -> item.status = EventStatus.CONFIRMED;
        }
    }

    private static Visibility visibility(String word) {
        return switch (word) {
            case "public" -> Visibility.PUBLIC;
            case "private" -> Visibility.PRIVATE;
            case "confidential" -> Visibility.CONFIDENTIAL;
            default -> Visibility.DEFAULT;
        };
    }

    private static void eventType(JsonParser in, EventItem item) throws IOException {
        String type = Json.text(in, DEFAULT_TYPE);
        if (!type.equals(DEFAULT_TYPE)) {
            item.extra("eventType", "\"" + type.replace("\"", "") + "\"");
        }
    }

    private @Nullable EventTime time(JsonParser in, String name, EventItem item) throws IOException {
        String date = null;
        String dateTime = null;
        String zone = null;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String part = in.currentName();
            in.nextToken();
            switch (part) {
                case "date" -> date = Json.text(in);
                case "dateTime" -> dateTime = Json.text(in);
                case "timeZone" -> zone = Json.text(in);
                default -> in.skipChildren();
            }
        }
        try {
            return times.read(date, dateTime, zone);
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            item.fault = "its " + name + " is no date or time";
            return null;
        }
    }

    private void organizer(JsonParser in, EventItem item) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        String email = null;
        String name = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String part = in.currentName();
            in.nextToken();
            switch (part) {
                case "email" -> email = Json.text(in);
                case "displayName" -> name = Json.text(in);
                case "self" -> item.organizedHere = in.currentToken() == JsonToken.VALUE_TRUE;
                default -> in.skipChildren();
            }
        }
        item.organizer = email == null && name == null ? null : new Person(PeopleFields.address(email), name);
    }

    private static void extendedProperties(JsonParser in, EventItem item) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String part = in.currentName();
            if (in.nextToken() != JsonToken.START_OBJECT || !part.equals("private")) {
                in.skipChildren();
                continue;
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String key = in.currentName();
                in.nextToken();
                String value = Json.text(in);
                if (key.startsWith(Stamps.PREFIX) && value != null) {
                    Map<String, String> stamps = item.stamps == null ? new HashMap<>() : item.stamps;
                    stamps.put(key, value);
                    item.stamps = stamps;
                }
            }
        }
    }

    private static @Nullable String videoLink(JsonParser in) throws IOException {
        String link = null;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String part = in.currentName();
            if (in.nextToken() != JsonToken.START_ARRAY || !part.equals("entryPoints")) {
                in.skipChildren();
                continue;
            }
            while (in.nextToken() == JsonToken.START_OBJECT) {
                String type = "";
                String uri = null;
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    switch (name) {
                        case "entryPointType" -> type = Json.text(in, "");
                        case "uri" -> uri = Json.text(in);
                        default -> in.skipChildren();
                    }
                }
                link = type.equals("video") && uri != null ? uri : link;
            }
        }
        return link;
    }

    /** One member of an object, as text. */
    private static @Nullable String member(JsonParser in, String wanted) throws IOException {
        String found = null;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            String value = Json.text(in);
            found = name.equals(wanted) ? value : found;
        }
        return found;
    }

    private static List<String> texts(JsonParser in) throws IOException {
        List<String> found = new ArrayList<>(2);
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return found;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            String value = Json.text(in);
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }
}
