package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes events, whoever asks for it. Under the world's lock. */
final class Edits {

    private final World world;

    Edits(World world) {
        this.world = world;
    }

    Item create(FakeCalendar calendar, EventInput input) throws GraphProblem {
        Span span = input.span(null);
        ObjectNode properties = defaults(calendar.owner());
        input.layOver(properties);
        if (!input.transactionId().isEmpty()) {
            properties.put("transactionId", input.transactionId());
        }
        Recurrence recurrence = input.recurrence(span);
        StoredEvent event = new StoredEvent(world.nextNumber(), calendar, span, properties, world.newStamp());
        event.recurrence = recurrence;
        event.extended.putAll(input.extended());
        Item item = Item.of(event);
        calendar.add(event);
        world.register(item);
        if (!input.transactionId().isEmpty()) {
            calendar.transactions().put(input.transactionId(), event);
        }
        noteChange(item, "created");
        mailIfMeeting(event);
        return item;
    }

    private static ObjectNode defaults(FakeMailbox owner) {
        ObjectNode properties = Json.object();
        properties
                .put("subject", "")
                .put("importance", "normal")
                .put("sensitivity", "normal")
                .put("showAs", "busy");
        properties
                .put("isReminderOn", true)
                .put("reminderMinutesBeforeStart", 15)
                .put("hasAttachments", false);
        properties.put("isCancelled", false).put("isOrganizer", true).put("isDraft", false);
        properties
                .put("responseRequested", true)
                .put("allowNewTimeProposals", true)
                .put("hideAttendees", false);
        properties.put("isOnlineMeeting", false).put("onlineMeetingProvider", "unknown");
        properties.putNull("onlineMeeting").putNull("onlineMeetingUrl").putNull("transactionId");
        properties.putArray("categories");
        properties.putArray("attendees");
        properties.putArray("locations");
        properties
                .putObject("location")
                .put("displayName", "")
                .put("locationType", "default")
                .put("uniqueIdType", "unknown");
        properties.putObject("body").put("contentType", "html").put("content", "");
        properties.putObject("responseStatus").put("response", "organizer").put("time", "0001-01-01T00:00:00Z");
        properties
                .putObject("organizer")
                .putObject("emailAddress")
                .put("name", owner.displayName())
                .put("address", owner.address());
        return properties;
    }

    void patch(Item item, EventInput input) throws GraphProblem {
        if (item.date() == null) {
            patchEvent(item.event(), input);
        } else {
            patchOccurrence(item, item.date(), input);
        }
        mailIfMeeting(item.event());
    }

    private void patchEvent(StoredEvent event, EventInput input) throws GraphProblem {
        Span span = input.setsTimes() ? input.span(event.span) : event.span;
        Recurrence before = event.recurrence;
        Recurrence after = input.has("recurrence") ? input.recurrence(span) : before;
        if (after != null && !after.start().equals(span.start().toLocalDate())) {
            throw GraphProblem.invalid("The range's startDate has to be the day on which the event starts.");
        }
        ObjectNode properties = event.properties.deepCopy();
        input.layOver(properties);
        var extended = input.extended();
        String subjectUntilNow = event.subject();
        // Nothing is refused from here on.
        if (after == null || before == null || !after.samePattern(before) || !span.equals(event.span)) {
            dropOccurrences(event);
        } else {
            event.cancelled.removeIf(date -> !after.has(date));
            for (LocalDate date : List.copyOf(event.exceptions.keySet())) {
                if (!after.has(date)) {
                    event.calendar.log().forget(new Item(event, date));
                    event.exceptions.remove(date);
                }
            }
        }
        event.span = span;
        event.recurrence = after;
        event.properties.setAll(properties);
        event.extended.putAll(extended);
        event.stamp.next(world.nextVersion(), world.now(), subjectUntilNow);
        noteChange(Item.of(event), "updated");
    }

    private static void dropOccurrences(StoredEvent event) {
        event.exceptions.keySet().forEach(date -> event.calendar.log().forget(new Item(event, date)));
        event.exceptions.clear();
        event.cancelled.clear();
    }

    private void patchOccurrence(Item item, LocalDate date, EventInput input) throws GraphProblem {
        StoredEvent event = item.event();
        if (input.has("recurrence")) {
            throw GraphProblem.badRequest("ErrorInvalidRequest", "An occurrence has no recurrence of its own.");
        }
        Span span = input.setsTimes() ? input.span(item.span()) : item.span();
        checkBoundaries(event, date, span);
        StoredEvent.Deviation before = item.exception();
        ObjectNode shown = event.properties.deepCopy();
        if (before != null) {
            shown.setAll(before.overrides);
        }
        String subjectUntilNow = Json.text(shown, "subject");
        ObjectNode changed = shown.deepCopy();
        input.layOver(changed);
        var extended = input.extended();
        StoredEvent.Deviation exception = before != null ? before : new StoredEvent.Deviation(span, world.newStamp());
        changed.properties().forEach(field -> {
            JsonNode was = shown.path(field.getKey());
            if (!was.equals(field.getValue())) {
                exception.overrides.set(field.getKey(), field.getValue());
            }
        });
        exception.span = span;
        exception.extended.putAll(extended);
        event.exceptions.put(date, exception);
        exception.stamp.next(world.nextVersion(), world.now(), subjectUntilNow);
        event.stamp.next(world.nextVersion(), world.now(), event.subject());
        event.calendar.log().changed(world.nextChange(), item);
        event.calendar.log().nudged(world.nextChange(), Item.of(event));
        world.tell(event.calendar, Item.of(event), "updated");
    }

    /** An occurrence stays between its neighbours, by days. */
    private static void checkBoundaries(StoredEvent event, LocalDate date, Span moved) throws GraphProblem {
        Recurrence rule = event.recurrence;
        if (rule == null) {
            return;
        }
        LocalDate before = null;
        LocalDate after = null;
        for (LocalDate other : rule.dates(date.plusYears(2))) {
            if (event.cancelled.contains(other) || other.equals(date)) {
                continue;
            }
            if (other.isBefore(date)) {
                before = other;
            } else {
                after = other;
                break;
            }
        }
        LocalDate day = moved.start().toLocalDate();
        if (before != null && !day.isAfter(event.spanOf(before).start().toLocalDate())
                || after != null && !day.isBefore(event.spanOf(after).start().toLocalDate())) {
            throw GraphProblem.badRequest(
                    "ErrorOccurrenceCrossingBoundary",
                    "Modified occurrence is crossing or overlapping adjacent occurrence.");
        }
    }

    void delete(Item item) {
        StoredEvent event = item.event();
        mailIfMeeting(event);
        LocalDate date = item.date();
        if (date == null) {
            gone(event);
            world.tell(event.calendar, item, "deleted");
            return;
        }
        event.cancelled.add(date);
        event.exceptions.remove(date);
        event.calendar.log().forget(item);
        event.stamp.next(world.nextVersion(), world.now(), event.subject());
        noteChange(Item.of(event), "updated");
    }

    void touch(Item item) {
        Item touched = item.exception() == null ? Item.of(item.event()) : item;
        touched.stamp()
                .next(
                        world.nextVersion(),
                        touched.stamp().modified(),
                        touched.event().subject());
        touched.event().calendar.log().changed(world.nextChange(), touched);
    }

    void move(StoredEvent event, FakeCalendar other) {
        gone(event);
        event.moveTo(other);
        other.add(event);
        event.stamp.next(world.nextVersion(), world.now(), event.subject());
        world.register(Item.of(event));
        event.exceptions.keySet().forEach(date -> world.register(new Item(event, date)));
        noteChange(Item.of(event), "created");
    }

    private void gone(StoredEvent event) {
        List<ChangeLog.GoneId> ids = new ArrayList<>();
        ids.add(new ChangeLog.GoneId(event.id(true), event.id(false), event.span));
        Instant horizon = world.now().plusSeconds(5L * 366 * 86_400);
        for (Item occurrence : Occurrences.of(event, Instant.EPOCH, horizon)) {
            ids.add(new ChangeLog.GoneId(occurrence.id(true), occurrence.id(false), occurrence.span()));
        }
        event.calendar.remove(event);
        event.calendar.log().gone(world.nextChange(), event, ids);
    }

    private void noteChange(Item item, String changeType) {
        FakeCalendar calendar = item.event().calendar;
        calendar.log().changed(world.nextChange(), item);
        world.tell(calendar, item, changeType);
    }

    private static void mailIfMeeting(StoredEvent event) {
        if (!event.properties.path("attendees").isEmpty()
                && event.properties.path("isOrganizer").booleanValue()) {
            event.calendar.owner().mail();
        }
    }

    /** The event that a create under this transaction id made before, if it is still there. */
    static @Nullable StoredEvent ofTransaction(FakeCalendar calendar, String transactionId) {
        StoredEvent made =
                transactionId.isEmpty() ? null : calendar.transactions().get(transactionId);
        return made != null && calendar.holds(made) ? made : null;
    }
}
