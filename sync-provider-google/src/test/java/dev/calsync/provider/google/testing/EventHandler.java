package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Single events: get, insert, import, patch, update, delete, move. */
final class EventHandler {
    private static final Set<String> WRITERS = Set.of("writerWithoutPrivateAccess", "writer", "owner");

    private final GoogleState state;
    private final EventWrites writes;

    EventHandler(GoogleState state) {
        this.state = state;
        this.writes = new EventWrites(state);
    }

    ApiReply get(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = Access.calendar(state, request);
        StoredEvent event = existing(request, calendar);
        if (request.header("If-None-Match").equals(event.etag())) {
            return ApiReply.empty(304);
        }
        return shown(request, calendar, event);
    }

    ApiReply insert(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = writable(request);
        ObjectNode body = body(request, Json.object());
        String id = body.hasNonNull("id") ? Json.text(body, "id") : null;
        withoutNulls(body);
        StoredEvent made = writes.insert(calendar, body, request.user().email(), id);
        Conferences.settle(made);
        mail(request, calendar, made, Json.object());
        return shown(request, calendar, made);
    }

    ApiReply imported(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = writable(request);
        ObjectNode given = request.json();
        ObjectNode body = body(request, Json.object());
        withoutNulls(body);
        body.remove("id");
        if (given.get("organizer") instanceof ObjectNode organizer) {
            body.set("organizer", organizer.deepCopy());
        }
        return shown(
                request,
                calendar,
                writes.imported(calendar, body, request.user().email()));
    }

    ApiReply patch(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = writable(request);
        StoredEvent event = changeable(request, calendar);
        JsonNode before = event.data.deepCopy();
        ObjectNode body = body(request, event.data);
        refuseCancelled(event, body);
        if (Json.text(body, "status").equals("cancelled")) {
            calendar.book().delete(event);
        } else {
            writes.patched(calendar, event, body);
        }
        return written(request, calendar, before);
    }

    ApiReply update(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = writable(request);
        StoredEvent event = changeable(request, calendar);
        JsonNode before = event.data.deepCopy();
        ObjectNode body = body(request, event.data);
        refuseCancelled(event, body);
        withoutNulls(body);
        writes.updated(calendar, event, body);
        return written(request, calendar, before);
    }

    private ApiReply written(ApiRequest request, FakeCalendar calendar, JsonNode before) throws ApiProblem {
        StoredEvent now = existing(request, calendar);
        Conferences.settle(now);
        mail(request, calendar, now, before);
        return shown(request, calendar, now);
    }

    ApiReply delete(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = writable(request);
        StoredEvent event = existing(request, calendar);
        if (event.isCancelled()) {
            throw ApiProblem.scripted(410, "deleted");
        }
        request.ifMatch(event.etag());
        checkPrivate(request, calendar, event);
        mail(request, calendar, event, Json.object());
        calendar.book().delete(event);
        return ApiReply.empty(204);
    }

    ApiReply move(ApiRequest request) throws ApiProblem {
        FakeCalendar from = writable(request);
        StoredEvent event = existing(request, from);
        if (event.isCancelled()) {
            throw ApiProblem.scripted(410, "deleted");
        }
        if (!request.has("destination")) {
            throw ApiProblem.required("Missing destination.").in("parameter", "destination");
        }
        FakeCalendar to = state.calendar(request.user(), request.parameter("destination"));
        if (to == null) {
            throw ApiProblem.notFound();
        }
        if (!WRITERS.contains(to.role(request.user().email()))) {
            throw ApiProblem.scripted(403, "requiredAccessLevel");
        }
        request.ifMatch(event.etag());
        return shown(request, to, writes.moved(from, event, to));
    }

    private FakeCalendar writable(ApiRequest request) throws ApiProblem {
        FakeCalendar calendar = Access.calendar(state, request);
        if (!WRITERS.contains(calendar.role(request.user().email()))) {
            throw ApiProblem.scripted(403, "requiredAccessLevel");
        }
        return calendar;
    }

    private static StoredEvent existing(ApiRequest request, FakeCalendar calendar) throws ApiProblem {
        StoredEvent event = calendar.book().lookup(request.variable("eventId"));
        if (event == null) {
            throw ApiProblem.notFound();
        }
        return event;
    }

    private static StoredEvent changeable(ApiRequest request, FakeCalendar calendar) throws ApiProblem {
        StoredEvent event = existing(request, calendar);
        request.ifMatch(event.etag());
        checkPrivate(request, calendar, event);
        if (event.data.path("locked").asBoolean()
                || Json.text(event.data, "eventType").equals("fromGmail")
                || Json.text(event.data, "eventType").equals("birthday")) {
            throw ApiProblem.of(403, "eventTypeRestriction", "An event of this kind cannot be changed.");
        }
        return event;
    }

    private static void checkPrivate(ApiRequest request, FakeCalendar calendar, StoredEvent event) throws ApiProblem {
        if (calendar.role(request.user().email()).equals("writerWithoutPrivateAccess")
                && Set.of("private", "confidential").contains(Json.text(event.data, "visibility"))) {
            throw ApiProblem.scripted(403, "forbidden");
        }
    }

    /** What is deleted comes back only when the request says so; anything else about it is refused. */
    private static void refuseCancelled(StoredEvent event, ObjectNode body) throws ApiProblem {
        boolean restored = Set.of("confirmed", "tentative").contains(Json.text(body, "status"));
        if (event.isCancelled() && (!restored || event.orphan)) {
            throw ApiProblem.scripted(403, "forbidden");
        }
    }

    /** The part of the body that this request may set. */
    private static ObjectNode body(ApiRequest request, ObjectNode current) throws ApiProblem {
        ObjectNode body = request.json();
        body.retain(EventRules.WRITABLE);
        if (!request.flag("supportsAttachments")) {
            keepOld(body, current, "attachments", request);
        }
        if (request.number("conferenceDataVersion", 0) == 0) {
            keepOld(body, current, "conferenceData", request);
        }
        keepOld(body, current, request.number("eventLabelVersion", 0) == 0 ? "eventLabelId" : "colorId", request);
        if (body.path("attendeesOmitted").asBoolean() && current.has("attendees")) {
            body.set("attendees", withAnswer(current, body.path("attendees")));
        }
        body.remove("attendeesOmitted");
        return body;
    }

    private static void keepOld(ObjectNode body, ObjectNode current, String name, ApiRequest request) {
        body.remove(name);
        if (request.method() == ApiMethod.EVENTS_UPDATE && current.has(name)) {
            body.set(name, current.get(name).deepCopy());
        }
    }

    /** All guests as they are, but for those that the request names. */
    private static ArrayNode withAnswer(ObjectNode current, JsonNode named) {
        ArrayNode all = Json.array();
        for (JsonNode attendee : current.path("attendees")) {
            JsonNode shown = attendee;
            for (JsonNode other : named) {
                shown = Json.text(other, "email").equals(Json.text(attendee, "email")) ? other : shown;
            }
            all.add(shown.deepCopy());
        }
        return all;
    }

    private static void withoutNulls(ObjectNode body) {
        Json.members(body).stream()
                .filter(member -> member.getValue().isNull())
                .forEach(member -> body.remove(member.getKey()));
    }

    private void mail(ApiRequest request, FakeCalendar calendar, StoredEvent event, JsonNode before) {
        String wanted = request.parameter("sendUpdates");
        if (wanted.isEmpty() && request.flag("sendNotifications")) {
            wanted = "all";
        }
        Set<String> guests = new TreeSet<>();
        for (JsonNode side : List.of(before, event.data)) {
            for (JsonNode attendee : side.path("attendees")) {
                guests.add(Json.text(attendee, "email"));
            }
        }
        guests.remove(calendar.id());
        if (!guests.isEmpty() && Set.of("all", "externalOnly").contains(wanted)) {
            state.mails().add(new SentMail(calendar.id(), event.id, wanted, List.copyOf(guests)));
        }
    }

    private ApiReply shown(ApiRequest request, FakeCalendar calendar, StoredEvent event) throws ApiProblem {
        EventView.Wish wish = new EventView.Wish(
                calendar.role(request.user().email()),
                request.zone(calendar.timeZone()),
                request.number("maxAttendees", 0),
                state.has(Oddity.DELETED_KEEP_DETAILS));
        ObjectNode shown = EventView.of(calendar, event, wish);
        return ApiReply.ok(shown).with("ETag", event.etag());
    }
}
