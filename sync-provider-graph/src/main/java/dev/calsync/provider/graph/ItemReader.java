package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.provider.graph.EventItem.Stated;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event resource from a stream of tokens, without a tree of it. What is not asked for in {@link #SELECT} is
 * skipped should it come all the same, as it does in a delta. A value that makes no sense is noted in
 * {@link EventItem#fault} and never ends the page. Used by one thread at a time.
 */
final class ItemReader {
    /** What is asked of a single event; a delta brings what it likes. */
    static final String SELECT = "id,type,seriesMasterId,subject,body,start,end,originalStartTimeZone,"
            + "originalEndTimeZone,originalStart,isAllDay,location,locations,showAs,sensitivity,importance,isCancelled,"
            + "isOrganizer,organizer,attendees,responseRequested,isReminderOn,reminderMinutesBeforeStart,categories,"
            + "onlineMeeting,onlineMeetingUrl,isOnlineMeeting,onlineMeetingProvider,createdDateTime,"
            + "lastModifiedDateTime,iCalUId,transactionId,recurrence,hideAttendees,allowNewTimeProposals,hasAttachments";

    /** Also what a delta never tells of a series. */
    static final String SELECT_SERIES = SELECT + ",cancelledOccurrences";

    private static final String EXCEPTIONS = "exceptionOccurrences";

    /** The parser stands at the object's start, and afterwards at its end. */
    EventItem read(JsonParser in) throws IOException {
        EventItem item = new EventItem();
        Json.object(in, name -> member(in, name, item));
        item.fault = faultOf(item);
        return item;
    }

    /** What makes no sense about an event that was read to its end; null if all does. */
    static @Nullable String faultOf(EventItem item) {
        if (item.id.isEmpty()) {
            return "an event without an id";
        }
        boolean incomplete = item.type == EventItem.Type.MASTER && item.recurrence == null && item.fault == null;
        return incomplete ? "a series without a recurrence" : item.fault;
    }

    /** One member of an event, whose value the parser stands at. */
    void member(JsonParser in, String name, EventItem item) throws IOException {
        switch (name) {
            case "id" -> item.id = Json.text(in, "");
            case "@odata.etag" -> item.etag = etag(Json.text(in));
            case "type" -> item.type = type(Json.text(in, ""));
            case "seriesMasterId" -> item.masterId = Json.text(in);
            case "start" -> item.start = stated(in, name, item);
            case "end" -> item.end = stated(in, name, item);
            case "originalStartTimeZone" -> item.startZone = Json.text(in);
            case "originalEndTimeZone" -> item.endZone = Json.text(in);
            case "isAllDay" -> item.allDay = Json.isTrue(in);
            case "subject" -> item.subject = Json.text(in, "");
            case "body" -> body(in, item);
            case "location" -> item.location = inside(in, "displayName", "");
            case "showAs" -> item.showAs = Json.text(in, "busy");
            case "sensitivity" -> item.sensitivity = Json.text(in, "normal");
            case "isReminderOn" -> item.reminderOn = Json.isTrue(in);
            case "reminderMinutesBeforeStart" -> item.reminderMinutes = Json.number(in);
            case "categories" -> item.categories = Json.texts(in);
            case "createdDateTime" -> item.created = instant(Json.text(in));
            case "lastModifiedDateTime" -> item.updated = instant(Json.text(in));
            case "iCalUId" -> item.iCalUid = Json.text(in);
            case "transactionId" -> item.transactionId = Json.text(in);
            case "recurrence" -> recurrence(in, item);
            case "@removed" -> {
                item.removed = true;
                in.skipChildren();
            }
            default -> people(in, name, item);
        }
    }

    private void people(JsonParser in, String name, EventItem item) throws IOException {
        switch (name) {
            case "isOrganizer" -> item.organizedHere = Json.isTrue(in);
            case "organizer" -> item.organizer = People.recipient(in);
            case "attendees" -> item.attendees = People.attendees(in);
            case "isCancelled" -> item.cancelledByOrganizer = Json.isTrue(in);
            case "responseRequested" -> item.responseRequested = Json.isTrue(in);
            case "onlineMeeting" -> item.joinUrl = orElse(inside(in, "joinUrl", ""), item.joinUrl);
            case "onlineMeetingUrl" -> item.joinUrl = orElse(item.joinUrl, Json.text(in));
            default -> rarer(in, name, item);
        }
    }

    private void rarer(JsonParser in, String name, EventItem item) throws IOException {
        switch (name) {
            case "originalStart" -> item.originalStart = instant(Json.text(in));
            case "cancelledOccurrences" -> item.cancelled = Json.texts(in);
            case EXCEPTIONS -> item.exceptions = exceptions(in);
            case EXCEPTIONS + "@odata.nextLink" -> item.moreExceptions = Json.text(in);
            case "importance" -> word(in, name, "normal", item);
            case "onlineMeetingProvider" -> word(in, name, "unknown", item);
            case "hideAttendees", "isOnlineMeeting", "hasAttachments" -> flag(in, name, true, item);
            case "allowNewTimeProposals" -> flag(in, name, false, item);
            case "locations" -> Places.read(in, item);
            default -> in.skipChildren();
        }
    }

    /** Graph marks its entity tags as weak, and compares them in {@code If-Match} like strong ones. */
    static @Nullable String etag(@Nullable String written) {
        return written == null || written.isEmpty() ? null : written.startsWith("W/") ? written.substring(2) : written;
    }

    private static EventItem.Type type(String word) {
        return switch (word) {
            case "occurrence" -> EventItem.Type.OCCURRENCE;
            case "exception" -> EventItem.Type.EXCEPTION;
            case "seriesMaster" -> EventItem.Type.MASTER;
            default -> EventItem.Type.SINGLE;
        };
    }

    private static void body(JsonParser in, EventItem item) throws IOException {
        Json.object(in, part -> {
            switch (part) {
                case "contentType" -> item.htmlBody = !Json.text(in, "").equals("text");
                case "content" -> item.body = Json.text(in, "");
                default -> in.skipChildren();
            }
        });
    }

    private static void word(JsonParser in, String name, String usual, EventItem item) throws IOException {
        String word = Json.text(in, usual);
        if (!word.equals(usual) && word.chars().allMatch(Character::isLetterOrDigit)) {
            item.extra(name, '"' + word + '"');
        }
    }

    private static void flag(JsonParser in, String name, boolean unusual, EventItem item) throws IOException {
        JsonToken token = in.currentToken();
        in.skipChildren();
        if (token == (unusual ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE)) {
            item.extra(name, String.valueOf(unusual));
        }
    }

    private static void recurrence(JsonParser in, EventItem item) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        try {
            item.recurrence = PatternJson.read(in);
        } catch (PatternJson.UnreadableException e) {
            item.fault = e.getMessage();
        }
    }

    private List<EventItem> exceptions(JsonParser in) throws IOException {
        List<EventItem> found = new ArrayList<>();
        Json.objects(in, () -> found.add(read(in)));
        return found;
    }

    private static @Nullable Stated stated(JsonParser in, String name, EventItem item) throws IOException {
        String[] parts = {"", "UTC"};
        Json.object(in, part -> {
            switch (part) {
                case "dateTime" -> parts[0] = Json.text(in, "");
                case "timeZone" -> parts[1] = Json.text(in, "UTC");
                default -> in.skipChildren();
            }
        });
        try {
            return new Stated(local(parts[0]), parts[1]);
        } catch (DateTimeException unreadable) {
            item.fault = "its " + name + " is no date-time";
            return null;
        }
    }

    /** {@code 2026-03-02T10:00:00.0000000}; what follows the seconds is always zero. Its usual form without a formatter. */
    static LocalDateTime local(String text) {
        if (text.length() >= 19 && text.charAt(4) == '-' && text.charAt(10) == 'T' && text.charAt(16) == ':') {
            try {
                return LocalDateTime.of(
                        Integer.parseInt(text, 0, 4, 10),
                        Integer.parseInt(text, 5, 7, 10),
                        Integer.parseInt(text, 8, 10, 10),
                        Integer.parseInt(text, 11, 13, 10),
                        Integer.parseInt(text, 14, 16, 10),
                        Integer.parseInt(text, 17, 19, 10));
            } catch (NumberFormatException e) {
                throw new DateTimeException("no date-time", e);
            }
        }
        return LocalDateTime.parse(text);
    }

    /** Nothing is decided by the times that are read like this but where an exception belongs. */
    static @Nullable Instant instant(@Nullable String text) {
        try {
            if (text == null) {
                return null;
            }
            int end = text.length() - 1;
            boolean usual = end >= 19 && end <= 29 && text.charAt(end) == 'Z' && (end == 19 || text.charAt(19) == '.');
            return usual ? local(text).plusNanos(nanos(text, end)).toInstant(ZoneOffset.UTC) : Instant.parse(text);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** What stands between the seconds' point and the end. */
    private static long nanos(String text, int end) {
        long nanos = 0;
        for (int at = 20; at < 29; at++) {
            int digit = at < end ? Character.digit(text.charAt(at), 10) : 0;
            if (digit < 0) {
                throw new DateTimeException("no fraction");
            }
            nanos = nanos * 10 + digit;
        }
        return nanos;
    }

    private static String inside(JsonParser in, String wanted, String otherwise) throws IOException {
        String[] found = {otherwise};
        Json.object(in, part -> {
            if (part.equals(wanted)) {
                found[0] = Json.text(in, otherwise);
            } else {
                in.skipChildren();
            }
        });
        return found[0];
    }

    private static @Nullable String orElse(@Nullable String first, @Nullable String otherwise) {
        return first == null || first.isEmpty() ? otherwise : first;
    }
}
