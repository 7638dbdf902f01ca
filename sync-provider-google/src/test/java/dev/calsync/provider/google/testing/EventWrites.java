package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How events come about and change, for clients and for the back door. Callers hold the state's lock. */
final class EventWrites {
    /** What only the organizer may set on an event with guests. */
    private static final List<String> SHARED =
            List.of("guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests", "anyoneCanAddSelf");

    private static final Set<String> SCHEDULING = Set.of("start", "end", "recurrence", "location");

    private final GoogleState state;

    EventWrites(GoogleState state) {
        this.state = state;
    }

    /** The back door's write: insert or replace, with everything taken as it is. */
    StoredEvent put(FakeCalendar calendar, ObjectNode given) throws ApiProblem {
        EventBook book = calendar.book();
        StoredEvent there = given.has("id")
                ? book.lookup(Json.text(given, "id"))
                : given.has("iCalUID") && !given.has("recurringEventId")
                        ? book.byUid(Json.text(given, "iCalUID")).orElse(null)
                        : null;
        ObjectNode data = given.deepCopy();
        data.remove(List.of("id", "kind", "etag", "htmlLink", "created", "updated", "sequence"));
        if (there == null) {
            String id = given.has("id") ? Json.text(given, "id") : state.nextId();
            return added(calendar, book.fresh(id, data), calendar.ownerEmail());
        }
        keep(there.data, data, "iCalUID", "organizer", "creator", "recurringEventId", "originalStartTime");
        EventRules.settle(data, calendar.timeZone());
        replace(calendar, there, data, given.path("sequence").asInt(-1));
        return there;
    }

    StoredEvent insert(FakeCalendar calendar, ObjectNode data, String creator, @Nullable String id) throws ApiProblem {
        EventBook book = calendar.book();
        String uid = Json.text(data, "iCalUID");
        if (id != null && !id.matches("[a-v0-9]{5,1024}")) {
            throw ApiProblem.invalid("Invalid resource id value.");
        }
        if (id != null && !uid.isEmpty() && !uid.equals(id + "@google.com")) {
            // Documented as "only one of them should be supplied", and refused with these words.
            throw ApiProblem.invalid("Invalid resource id value.");
        }
        if ((id != null && book.lookup(id) != null)
                || (!uid.isEmpty() && book.byUid(uid).isPresent())) {
            throw ApiProblem.scripted(409, "duplicate");
        }
        String chosen = id != null ? id : uid.isEmpty() ? state.nextId() : idFrom(uid);
        if (book.lookup(chosen) != null) {
            throw ApiProblem.scripted(409, "duplicate");
        }
        if (Json.text(data, "eventType").equals("fromGmail")) {
            throw ApiProblem.of(400, "eventTypeRestriction", "An event of this type cannot be created.");
        }
        return added(calendar, book.fresh(chosen, data), creator);
    }

    /** The private copy of an event that somebody else may organize; the same UID again changes the copy. */
    StoredEvent imported(FakeCalendar calendar, ObjectNode data, String creator) throws ApiProblem {
        String uid = Json.text(data, "iCalUID");
        if (uid.isEmpty()) {
            throw ApiProblem.required("Missing iCal UID.");
        }
        if (!Set.of("", "default").contains(Json.text(data, "eventType"))) {
            throw ApiProblem.of(400, "eventTypeRestriction", "Only events of the default type can be imported.");
        }
        StoredEvent there = calendar.book().byUid(uid).orElse(null);
        if (there == null) {
            return added(calendar, calendar.book().fresh(idFrom(uid), data), creator);
        }
        keep(there.data, data, "creator", "organizer");
        EventRules.settle(data, calendar.timeZone());
        replace(calendar, there, data, data.path("sequence").asInt(-1));
        return there;
    }

    private StoredEvent added(FakeCalendar calendar, StoredEvent event, String creator) throws ApiProblem {
        ObjectNode data = event.data;
        event.sequence = data.path("sequence").asInt(0);
        data.remove(List.of("sequence", "id"));
        if (!data.has("iCalUID")) {
            data.put("iCalUID", event.id + "@google.com");
        }
        if (!data.has("organizer")) {
            ObjectNode organizer = data.putObject("organizer").put("email", calendar.id());
            if (!calendar.id().equals(calendar.ownerEmail())) {
                organizer.put("displayName", calendar.summary());
            }
        }
        if (!data.has("creator")) {
            data.putObject("creator").put("email", creator);
        }
        if (data.get("originalStartTime") instanceof ObjectNode original) {
            data.set("originalStartTime", EventTimes.kept(original, "start"));
        }
        EventRules.settle(data, calendar.timeZone());
        calendar.book().save(event, true);
        return event;
    }

    /** The back door's PATCH. */
    void patch(FakeCalendar calendar, String eventId, ObjectNode change) throws ApiProblem {
        StoredEvent event = calendar.book().lookup(eventId);
        if (event == null) {
            throw ApiProblem.notFound();
        }
        ObjectNode data = event.data.deepCopy();
        Json.merge(data, change);
        EventRules.settle(data, calendar.timeZone());
        replace(calendar, event, data, -1);
    }

    /** A client's PATCH, already without what a client may not set. */
    void patched(FakeCalendar calendar, StoredEvent event, ObjectNode change) throws ApiProblem {
        ObjectNode data = event.data.deepCopy();
        Json.merge(data, change);
        change(calendar, event, data, change.path("sequence").asInt(-1));
    }

    /** A client's PUT, already without what a client may not set. */
    void updated(FakeCalendar calendar, StoredEvent event, ObjectNode given) throws ApiProblem {
        ObjectNode data = given.deepCopy();
        for (String kept : List.of(
                "iCalUID",
                "creator",
                "organizer",
                "recurringEventId",
                "originalStartTime",
                "eventType",
                "privateCopy",
                "locked",
                "hangoutLink")) {
            keep(event.data, data, kept);
        }
        if (!isOrganizer(calendar, event) && event.data.has("attendees") && !data.has("attendees")) {
            throw ApiProblem.scripted(403, "forbiddenForNonOrganizer");
        }
        change(calendar, event, data, given.path("sequence").asInt(-1));
    }

    private void change(FakeCalendar calendar, StoredEvent event, ObjectNode data, int sequence) throws ApiProblem {
        if (sequence >= 0 && sequence < event.sequence) {
            throw ApiProblem.invalid("Invalid sequence value. The specified sequence number is below the current"
                    + " sequence number of the resource. Re-fetch the resource and use its sequence number on the"
                    + " following request.");
        }
        data.remove("sequence");
        if (!Json.text(data, "iCalUID").equals(Json.text(event.data, "iCalUID"))) {
            throw ApiProblem.invalid("Invalid iCal UID.");
        }
        EventRules.settle(data, calendar.timeZone());
        if (!Json.text(data, "eventType").equals(Json.text(event.data, "eventType"))) {
            throw ApiProblem.of(400, "eventTypeRestriction", "The type of an event cannot be changed.");
        }
        if (!isOrganizer(calendar, event)) {
            guest(calendar, event, data);
        }
        replace(calendar, event, data, sequence);
    }

    private static boolean isOrganizer(FakeCalendar calendar, StoredEvent event) {
        return Json.text(event.data.path("organizer"), "email").equals(calendar.id());
    }

    /** What a guest may change of a copy: everything that is not shared; of the guests only the own answer. */
    private static void guest(FakeCalendar calendar, StoredEvent event, ObjectNode data) throws ApiProblem {
        for (String shared : SHARED) {
            if (!data.path(shared).equals(event.data.path(shared))) {
                throw ApiProblem.scripted(403, "forbiddenForNonOrganizer");
            }
        }
        if (event.data.path("guestsCanModify").asBoolean() || !event.data.has("attendees")) {
            return;
        }
        JsonNode answer = null;
        for (JsonNode attendee : data.path("attendees")) {
            answer = Json.text(attendee, "email").equals(calendar.id()) ? attendee : answer;
        }
        ObjectNode kept = event.data.deepCopy();
        for (JsonNode attendee : kept.path("attendees")) {
            if (answer != null
                    && attendee instanceof ObjectNode own
                    && Json.text(own, "email").equals(calendar.id())) {
                for (String name : List.of("responseStatus", "comment", "additionalGuests")) {
                    own.set(name, answer.get(name));
                    if (answer.get(name) == null) {
                        own.remove(name);
                    }
                }
            }
        }
        data.set("attendees", kept.get("attendees"));
    }

    private void replace(FakeCalendar calendar, StoredEvent event, ObjectNode data, int sequence) throws ApiProblem {
        ObjectNode before = event.data;
        if (before.equals(data) && sequence <= event.sequence) {
            calendar.book().save(event, false);
            return;
        }
        event.data = data;
        boolean rescheduled =
                SCHEDULING.stream().anyMatch(name -> !before.path(name).equals(data.path(name)));
        event.sequence = Math.max(sequence, rescheduled ? event.sequence + 1 : event.sequence);
        calendar.book().save(event, !onlyReminders(before, data));
        if (data.has("recurringEventId") && data.has("visibility")) {
            widenVisibility(calendar, event);
        }
        if (rescheduled) {
            calendar.book().dropOrphans(event);
        }
    }

    /** Who hides one instance hides the series. */
    private static void widenVisibility(FakeCalendar calendar, StoredEvent exception) {
        StoredEvent master = calendar.book().lookup(String.valueOf(exception.masterId()));
        String wanted = Json.text(exception.data, "visibility");
        if (master != null
                && Set.of("private", "confidential").contains(wanted)
                && !Json.text(master.data, "visibility").equals(wanted)) {
            master.data.put("visibility", wanted);
            calendar.book().save(master, true);
        }
    }

    private static boolean onlyReminders(ObjectNode before, ObjectNode after) {
        ObjectNode one = before.deepCopy();
        ObjectNode other = after.deepCopy();
        one.remove("reminders");
        other.remove("reminders");
        return one.equals(other);
    }

    /** Moves an event to another calendar; what stays behind is a stub. */
    StoredEvent moved(FakeCalendar from, StoredEvent event, FakeCalendar to) throws ApiProblem {
        if (event.isException()) {
            throw ApiProblem.invalid("Instances of a recurring event cannot be moved.");
        }
        if (!Json.text(event.data, "eventType").equals("default") || !isOrganizer(from, event)) {
            throw ApiProblem.of(403, "cannotChangeOrganizer", "Cannot change the organizer of an instance.");
        }
        StoredEvent there = to.book().lookup(event.id);
        if (there != null && !there.isCancelled()) {
            throw ApiProblem.scripted(409, "duplicate");
        }
        List<StoredEvent> exceptions = from.book().exceptions(event);
        StoredEvent arrived = arrive(to, event);
        for (StoredEvent exception : exceptions) {
            if (!from.book().isGone(exception)) {
                arrive(to, exception);
            }
        }
        event.data = event.data.deepCopy();
        from.book().delete(event);
        return arrived;
    }

    private static StoredEvent arrive(FakeCalendar to, StoredEvent event) {
        ObjectNode data = event.data.deepCopy();
        data.putObject("organizer").put("email", to.id());
        StoredEvent arrived = to.book().fresh(event.id, data);
        arrived.sequence = event.sequence;
        to.book().save(arrived, true);
        return arrived;
    }

    private static void keep(ObjectNode from, ObjectNode into, String... names) {
        for (String name : names) {
            if (from.has(name) && !into.has(name)) {
                into.set(name, from.get(name).deepCopy());
            }
        }
    }

    /** The id of an event that came with a UID of its own: an underscore and the UID in base32hex. */
    private static String idFrom(String uid) {
        String letters = "0123456789abcdefghijklmnopqrstuv";
        StringBuilder id = new StringBuilder("_");
        int buffer = 0;
        int bits = 0;
        for (byte b : uid.getBytes(StandardCharsets.UTF_8)) {
            buffer = (buffer << 8) | (b & 0xFF);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                id.append(letters.charAt((buffer >> bits) & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            id.append(letters.charAt((buffer << (5 - bits)) & 31));
        }
        return id.toString();
    }
}
