package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Events: lists, views, single ones, and what is done to them. */
final class EventHandler {

    private static final Set<String> LIST = Set.of("$filter", "$expand", "$orderby");
    private static final Set<String> VIEW = Set.of("$filter", "$expand", "$orderby", "startdatetime", "enddatetime");

    private final World world;
    private final Edits edits;

    EventHandler(World world) {
        this.world = world;
        this.edits = new Edits(world);
    }

    GraphReply list(GraphRequest request, FakeCalendar calendar) throws GraphProblem {
        Pages.check(request, LIST);
        return page(request, calendar, calendar.stored().stream().map(Item::of).toList());
    }

    GraphReply view(GraphRequest request, FakeCalendar calendar) throws GraphProblem {
        Pages.check(request, VIEW);
        Instant from = request.instant("startdatetime");
        Instant to = request.instant("enddatetime");
        List<Item> inside = new ArrayList<>();
        calendar.stored().forEach(event -> inside.addAll(Occurrences.of(event, from, to)));
        inside.sort(Comparator.comparing(
                item -> item.span().startInstant(calendar.owner().zone())));
        return page(request, calendar, inside);
    }

    GraphReply instances(GraphRequest request, Item item) throws GraphProblem {
        Pages.check(request, VIEW);
        if (item.date() != null || !item.event().isSeries()) {
            throw GraphProblem.badRequest("ErrorInvalidRequest", "Only a series has instances.");
        }
        List<Item> inside = new ArrayList<>(
                Occurrences.of(item.event(), request.instant("startdatetime"), request.instant("enddatetime")));
        return page(request, item.event().calendar, inside);
    }

    GraphReply exceptions(GraphRequest request, Item item) throws GraphProblem {
        Pages.check(request, LIST);
        List<Item> exceptions = item.date() != null
                ? List.of()
                : item.event().exceptions.keySet().stream()
                        .map(date -> new Item(item.event(), date))
                        .toList();
        return page(request, item.event().calendar, exceptions);
    }

    private GraphReply page(GraphRequest request, FakeCalendar calendar, List<Item> items) throws GraphProblem {
        View view = View.of(request);
        EventJson whole = new EventJson(
                world, new View(view.zone(), view.zoneName(), view.immutableIds(), view.textBody(), null, null, null));
        EventJson json = new EventJson(world, view);
        Predicate<Map.Entry<Item, ObjectNode>> filter = EventFilter.of(request.query("$filter"));
        List<ObjectNode> shown = new ArrayList<>();
        for (Item item : ordered(items, request.query("$orderby"), calendar)) {
            boolean passes = request.query("$filter") == null || filter.test(Map.entry(item, whole.full(item)));
            if (passes) {
                shown.add(json.full(item));
            }
        }
        return Pages.of(
                world,
                request,
                "users('" + calendar.owner().id() + "')/calendars('" + calendar.id() + "')/events",
                shown);
    }

    private static List<Item> ordered(List<Item> items, @Nullable String order, FakeCalendar calendar)
            throws GraphProblem {
        if (order == null) {
            return items;
        }
        Comparator<Item> byStart = Comparator.comparing(
                item -> item.span().startInstant(calendar.owner().zone()));
        return switch (order.strip()) {
            case "start/dateTime", "start/dateTime asc" ->
                items.stream().sorted(byStart).toList();
            case "start/dateTime desc" ->
                items.stream().sorted(byStart.reversed()).toList();
            default -> throw GraphProblem.badRequest("ErrorInvalidUrlQuery", "It cannot be ordered by that.");
        };
    }

    GraphReply create(GraphRequest request, FakeCalendar calendar) throws GraphProblem {
        EventInput input = EventInput.create(request.body());
        StoredEvent made = Edits.ofTransaction(calendar, input.transactionId());
        Item item = made != null ? Item.of(made) : edits.create(calendar, input);
        GraphReply reply = shown(request, item, 201);
        return reply.with(
                "Location",
                world.root() + "/users('" + calendar.owner().id() + "')/events('"
                        + item.id(request.preferences().immutableIds()) + "')");
    }

    GraphReply one(GraphRequest request, Item item) throws GraphProblem {
        return switch (request.method()) {
            case "GET" -> shown(request, item, 200);
            case "PATCH" -> {
                writable(request, item);
                precondition(request, item);
                edits.patch(item, EventInput.patch(request.body()));
                yield shown(request, item, 200);
            }
            case "DELETE" -> {
                writable(request, item);
                precondition(request, item);
                edits.delete(item);
                yield GraphReply.empty(204);
            }
            default -> throw GraphRouter.noMethod();
        };
    }

    /** Takes a meeting off everybody's calendar; only who organizes it may. */
    GraphReply cancel(GraphRequest request, Item item) throws GraphProblem {
        writable(request, item);
        if (!item.event().properties.path("isOrganizer").booleanValue()) {
            throw GraphProblem.badRequest(
                    "ErrorInvalidRequest",
                    "Your request can't be completed. You need to be an organizer to cancel a meeting.");
        }
        edits.delete(item);
        return GraphReply.empty(202);
    }

    private static void writable(GraphRequest request, Item item) throws GraphProblem {
        GraphRouter.needWrite(request);
        if (item.event().calendar.isReadOnly()) {
            throw GraphProblem.denied();
        }
    }

    private static void precondition(GraphRequest request, Item item) throws GraphProblem {
        String expected = request.header("if-match");
        if (!expected.isEmpty()
                && !expected.equals("*")
                && !expected.equals(Ids.etag(item.stamp().version()))) {
            throw new GraphProblem(412, "ErrorIrresolvableConflict", GraphDoor.CONFLICT);
        }
    }

    private GraphReply shown(GraphRequest request, Item item, int status) throws GraphProblem {
        ObjectNode shown = new EventJson(world, View.of(request)).full(item);
        FakeCalendar calendar = item.event().calendar;
        String context = world.root() + "/$metadata#users('" + calendar.owner().id() + "')/calendars('" + calendar.id()
                + "')/events/$entity";
        ObjectNode body = Json.object().put("@odata.context", context);
        body.setAll(shown);
        return GraphReply.json(status, body).with("ETag", Ids.etag(item.stamp().version()));
    }
}
