package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends a request to what answers it. Requests take effect one at a time. */
final class GraphRouter {

    private static final Set<String> DELTA =
            Set.of("delta", "delta()", "microsoft.graph.delta", "microsoft.graph.delta()");

    private final World world;
    private final CalendarHandler calendars;
    private final EventHandler events;
    private final DeltaFeed deltas;

    GraphRouter(World world, DeltaScript script) {
        this.world = world;
        this.calendars = new CalendarHandler(world);
        this.events = new EventHandler(world);
        this.deltas = new DeltaFeed(world, script);
    }

    GraphReply answer(GraphRequest request) throws GraphProblem {
        List<String> path = request.segments();
        synchronized (world) {
            if (!path.isEmpty() && path.get(0).equals("me")) {
                FakeMailbox mailbox = request.caller().mailbox();
                if (mailbox == null) {
                    throw GraphProblem.badRequest(
                            "BadRequest", "/me request is only valid with delegated authentication flow.");
                }
                return user(request, mailbox, path.subList(1, path.size()));
            }
            if (path.size() > 1 && path.get(0).equals("users")) {
                return user(request, named(request, path.get(1)), path.subList(2, path.size()));
            }
        }
        throw noResource(request);
    }

    private FakeMailbox named(GraphRequest request, String key) throws GraphProblem {
        FakeMailbox found = world.findMailbox(key);
        FakeMailbox own = request.caller().mailbox();
        if (found == null) {
            throw new GraphProblem(404, "ErrorInvalidUser", "The requested user '" + key + "' is invalid.");
        }
        if (own != null && own != found) {
            throw GraphProblem.denied();
        }
        return found;
    }

    private GraphReply user(GraphRequest request, FakeMailbox mailbox, List<String> rest) throws GraphProblem {
        if (rest.isEmpty()) {
            return calendars.user(request, mailbox);
        }
        if (!request.caller().reads()) {
            throw GraphProblem.denied();
        }
        String first = rest.get(0);
        List<String> below = rest.subList(1, rest.size());
        return switch (first) {
            case "calendars" -> calendars(request, mailbox, null, below);
            case "calendarGroups" -> groups(request, mailbox, below);
            case "calendar" -> calendar(request, mailbox, mailbox.primary(), below);
            case "events" -> events(request, mailbox, mailbox.primary(), true, below);
            case "calendarView" -> view(request, mailbox.primary(), below);
            case "translateExchangeIds" -> translate(request);
            default -> throw noResource(request);
        };
    }

    private GraphReply groups(GraphRequest request, FakeMailbox mailbox, List<String> rest) throws GraphProblem {
        if (rest.isEmpty()) {
            need(request, "GET");
            return calendars.groups(request, mailbox);
        }
        for (FakeMailbox.Group group : mailbox.groups()) {
            if (group.id().equals(rest.get(0))) {
                if (rest.size() == 1) {
                    need(request, "GET");
                    return GraphReply.ok(CalendarHandler.show(group));
                }
                if (rest.get(1).equals("calendars")) {
                    return calendars(request, mailbox, group, rest.subList(2, rest.size()));
                }
            }
        }
        throw GraphProblem.noItem();
    }

    private GraphReply calendars(
            GraphRequest request, FakeMailbox mailbox, FakeMailbox.@Nullable Group group, List<String> rest)
            throws GraphProblem {
        if (rest.isEmpty()) {
            need(request, "GET", "POST");
            return calendars.calendars(request, mailbox, group);
        }
        FakeCalendar calendar = world.findCalendar(rest.get(0));
        if (calendar == null || !mailbox.lists(calendar)) {
            throw GraphProblem.noItem();
        }
        return calendar(request, mailbox, calendar, rest.subList(1, rest.size()));
    }

    private GraphReply calendar(GraphRequest request, FakeMailbox mailbox, FakeCalendar calendar, List<String> rest)
            throws GraphProblem {
        if (rest.isEmpty()) {
            return calendars.calendar(request, mailbox, calendar);
        }
        List<String> below = rest.subList(1, rest.size());
        return switch (rest.get(0)) {
            case "events" -> events(request, mailbox, calendar, false, below);
            case "calendarView" -> view(request, calendar, below);
            default -> throw noResource(request);
        };
    }

    private GraphReply view(GraphRequest request, FakeCalendar calendar, List<String> rest) throws GraphProblem {
        need(request, "GET");
        if (rest.isEmpty()) {
            return events.view(request, calendar);
        }
        if (DELTA.contains(rest.get(0))) {
            return deltas.answer(request, calendar);
        }
        throw noResource(request);
    }

    /**
     * Everything below {@code events}.
     *
     * @param anywhere whether an id may lead to any calendar of the mailbox's own
     */
    private GraphReply events(
            GraphRequest request, FakeMailbox mailbox, FakeCalendar calendar, boolean anywhere, List<String> rest)
            throws GraphProblem {
        if (rest.isEmpty()) {
            need(request, "GET", "POST");
            if (request.method().equals("GET")) {
                return events.list(request, calendar);
            }
            needWrite(request);
            if (calendar.isReadOnly()) {
                throw GraphProblem.denied();
            }
            return events.create(request, calendar);
        }
        Item item = world.findItem(rest.get(0));
        // Ids belong to the mailbox: a calendar's path also leads to what lies in its owner's other calendars.
        FakeMailbox owner = anywhere ? mailbox : calendar.owner();
        if (item == null || item.event().calendar.owner() != owner) {
            throw GraphProblem.noItem();
        }
        if (rest.size() == 1) {
            return events.one(request, item);
        }
        return switch (request.method() + ' ' + rest.get(1)) {
            case "GET instances" -> events.instances(request, item);
            case "GET exceptionOccurrences" -> events.exceptions(request, item);
            case "GET calendar" -> calendars.calendar(request, mailbox, item.event().calendar);
            case "POST cancel" -> events.cancel(request, item);
            default -> throw noResource(request);
        };
    }

    private GraphReply translate(GraphRequest request) throws GraphProblem {
        need(request, "POST");
        JsonNode body = request.body();
        JsonNode ids = body == null ? Json.array() : body.path("inputIds");
        if (!ids.isArray() || ids.size() > 1_000) {
            throw GraphProblem.badRequest("ErrorInvalidRequest", "At most 1000 ids are translated at a time.");
        }
        boolean immutable = body != null && Json.text(body, "targetIdType").equals("restImmutableEntryId");
        ArrayNode value = Json.array();
        for (JsonNode id : ids) {
            Item item = world.findItem(id.asText());
            ObjectNode entry = value.addObject().put("sourceId", id.asText());
            if (item == null) {
                entry.putObject("errorDetails").put("code", "ErrorItemNotFound").put("message", "No such item.");
            } else {
                entry.put("targetId", item.id(immutable));
            }
        }
        ObjectNode reply = Json.object();
        reply.set("value", value);
        return GraphReply.ok(reply);
    }

    static void needWrite(GraphRequest request) throws GraphProblem {
        if (!request.caller().writes()) {
            throw GraphProblem.denied();
        }
    }

    static void need(GraphRequest request, String... methods) throws GraphProblem {
        if (!List.of(methods).contains(request.method())) {
            throw noMethod();
        }
    }

    static GraphProblem noMethod() {
        return new GraphProblem(
                405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
    }

    static GraphProblem noResource(GraphRequest request) {
        List<String> path = request.segments();
        String last = path.isEmpty() ? "" : path.get(path.size() - 1);
        return GraphProblem.badRequest("BadRequest", "Resource not found for the segment '" + last + "'.");
    }
}
