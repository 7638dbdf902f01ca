package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The user, calendars, and groups of calendars. */
final class CalendarHandler {

    private static final Set<String> WRITABLE = Set.of("name", "color", "isDefaultCalendar");

    private final World world;

    CalendarHandler(World world) {
        this.world = world;
    }

    GraphReply user(GraphRequest request, FakeMailbox mailbox) throws GraphProblem {
        if (!request.caller().may("User.Read") && request.caller().mailbox() != null) {
            throw new GraphProblem(
                    403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
        }
        ObjectNode user = Json.object().put("@odata.context", world.root() + "/$metadata#users/$entity");
        user.putArray("businessPhones");
        user.put("displayName", mailbox.displayName()).put("givenName", mailbox.displayName());
        user.putNull("jobTitle");
        user.put("mail", mailbox.address());
        user.putNull("mobilePhone").putNull("officeLocation").putNull("preferredLanguage");
        user.put("surname", "").put("userPrincipalName", mailbox.address()).put("id", mailbox.id());
        return GraphReply.ok(selected(request, user));
    }

    /** What {@code $select} leaves of it, which is never less than the id. */
    private static ObjectNode selected(GraphRequest request, ObjectNode whole) throws GraphProblem {
        String select = request.query("$select");
        if (select == null) {
            return whole;
        }
        List<String> wanted = List.of(select.split(" *, *", -1));
        for (String name : wanted) {
            if (!whole.has(name)) {
                throw GraphProblem.badRequest("BadRequest", "Could not find a property named '" + name + "'.");
            }
        }
        whole.retain(whole.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith("@") || name.equals("id") || wanted.contains(name))
                .toList());
        return whole;
    }

    GraphReply calendars(GraphRequest request, FakeMailbox mailbox, FakeMailbox.@Nullable Group group)
            throws GraphProblem {
        if (request.method().equals("POST")) {
            return create(request, mailbox);
        }
        Pages.check(request, Set.of());
        List<ObjectNode> shown = new ArrayList<>();
        for (FakeCalendar calendar : mailbox.calendars()) {
            if (group == null || groupOf(mailbox, calendar).equals(group)) {
                shown.add(selected(request, show(calendar, mailbox)));
            }
        }
        return Pages.of(world, request, "users('" + mailbox.id() + "')/calendars", shown);
    }

    private static FakeMailbox.Group groupOf(FakeMailbox mailbox, FakeCalendar calendar) {
        return calendar.owner() == mailbox ? calendar.group() : mailbox.groups().get(1);
    }

    private GraphReply create(GraphRequest request, FakeMailbox mailbox) throws GraphProblem {
        GraphRouter.needWrite(request);
        String name = checkedName(request.body());
        if (name.isEmpty()) {
            throw GraphProblem.badRequest("ErrorInvalidRequest", "A calendar needs a name.");
        }
        if (mailbox.calendars().stream().anyMatch(calendar -> calendar.name().equals(name))) {
            throw new GraphProblem(409, "ErrorFolderExists", "A folder with the specified name already exists.");
        }
        return GraphReply.json(201, show(mailbox.createCalendar(name), mailbox));
    }

    private static String checkedName(@Nullable JsonNode body) throws GraphProblem {
        if (!(body instanceof ObjectNode object)) {
            throw GraphProblem.badRequest("BadRequest", "Unable to read JSON request payload.");
        }
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            String name = each.next();
            if (!WRITABLE.contains(name) && !name.startsWith("@odata.")) {
                throw EventInput.unknownProperty(name, "calendar");
            }
        }
        return Json.text(object, "name");
    }

    GraphReply calendar(GraphRequest request, FakeMailbox mailbox, FakeCalendar calendar) throws GraphProblem {
        switch (request.method()) {
            case "GET" -> {}
            case "PATCH" -> {
                GraphRouter.needWrite(request);
                String name = checkedName(request.body());
                if (!name.isEmpty()) {
                    calendar.rename(name);
                }
            }
            case "DELETE" -> {
                GraphRouter.needWrite(request);
                if (calendar == mailbox.primary()) {
                    throw new GraphProblem(
                            403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
                }
                mailbox.deleteCalendar(calendar);
                return GraphReply.empty(204);
            }
            default -> throw GraphRouter.noMethod();
        }
        return GraphReply.ok(selected(request, show(calendar, mailbox))
                .put("@odata.context", world.root() + "/$metadata#users('" + mailbox.id() + "')/calendars/$entity"));
    }

    GraphReply groups(GraphRequest request, FakeMailbox mailbox) throws GraphProblem {
        Pages.check(request, Set.of());
        List<ObjectNode> shown =
                mailbox.groups().stream().map(CalendarHandler::show).toList();
        return Pages.of(world, request, "users('" + mailbox.id() + "')/calendarGroups", shown);
    }

    static ObjectNode show(FakeMailbox.Group group) {
        return Json.object()
                .put("name", group.name())
                .put("classId", Ids.guid("class " + group.name()))
                .put("changeKey", Ids.changeKey(1))
                .put("id", group.id());
    }

    private static ObjectNode show(FakeCalendar calendar, FakeMailbox mailbox) {
        boolean own = calendar.owner() == mailbox;
        ObjectNode shown = Json.object()
                .put("id", calendar.id())
                .put("name", calendar.name())
                .put("color", "auto")
                .put("hexColor", "")
                .put("isDefaultCalendar", calendar == mailbox.primary())
                .put("changeKey", Ids.changeKey(calendar.changeVersion()))
                .put("canShare", own)
                .put("canViewPrivateItems", own)
                .put("canEdit", !calendar.isReadOnly());
        shown.putArray("allowedOnlineMeetingProviders").add("teamsForBusiness");
        shown.put("defaultOnlineMeetingProvider", "teamsForBusiness")
                .put("isTallyingResponses", own && calendar == mailbox.primary())
                .put("isRemovable", calendar != mailbox.primary());
        shown.putObject("owner")
                .put("name", calendar.owner().displayName())
                .put("address", calendar.owner().address());
        return shown;
    }
}
