package dev.calsync.provider.caldav.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;

/** PROPFIND, PROPPATCH and the making of calendars (RFC 4918, RFC 4791 section 5.3.1, RFC 5689). */
final class CollectionHandler {

    private static final QName SET = DavNames.dav("set");
    private static final QName REMOVE = DavNames.dav("remove");

    private final DavTree tree;

    CollectionHandler(DavTree tree) {
        this.tree = tree;
    }

    DavReply propfind(DavRequest request) throws DavProblem {
        DavNode node = tree.find(request.path());
        if (node == null) {
            throw DavProblem.of(404, "There is nothing here");
        }
        String depth = request.header("Depth");
        if (!Set.of("0", "1").contains(depth)) {
            // A missing Depth means infinity (RFC 4918 section 9.1).
            throw DavProblem.of(403, DavNames.dav("propfind-finite-depth"), "Depth must be 0 or 1");
        }
        List<QName> names = List.of();
        if (request.body().length > 0) {
            RequestXml root = request.xml();
            if (!root.name().equals(DavNames.dav("propfind"))) {
                throw DavProblem.of(400, "The body of a PROPFIND is a <propfind>");
            }
            names = root.propertyNames();
        }
        Multistatus.Wanted wanted = new Multistatus.Wanted(names, false, request.minimal());
        Multistatus answer = new Multistatus(tree, request.user());
        answer.properties(node, wanted);
        if (depth.equals("1")) {
            tree.children(node).forEach(child -> answer.properties(child, wanted));
        }
        return answer.reply();
    }

    DavReply proppatch(DavRequest request) throws DavProblem {
        if (!(tree.find(request.path()) instanceof DavNode.Collection collection)) {
            throw DavProblem.of(403, "Only calendars have properties that can be set");
        }
        FakeCalendar calendar = collection.calendar();
        RequestXml update = request.xml();
        List<QName> names = new ArrayList<>();
        for (RequestXml part : update.children()) {
            names.addAll(part.propertyNames());
        }
        boolean refused = calendar.isReadOnly() || names.stream().anyMatch(DavProperties::isProtected);
        Multistatus answer = new Multistatus(tree, request.user());
        if (refused) {
            // All or nothing (RFC 4918 section 9.2).
            answer.patched(collection, names, "HTTP/1.1 403 Forbidden");
            return answer.reply();
        }
        for (RequestXml part : update.children()) {
            if (part.name().equals(SET)) {
                calendar.deadProperties().putAll(values(part));
            } else if (part.name().equals(REMOVE)) {
                part.propertyNames().forEach(calendar.deadProperties()::remove);
            }
        }
        answer.patched(collection, names, "HTTP/1.1 200 OK");
        return answer.reply();
    }

    DavReply make(DavRequest request) throws DavProblem {
        if (tree.find(request.path()) != null) {
            throw DavProblem.of(403, DavNames.dav("resource-must-be-null"), "There is something here already");
        }
        List<String> at = request.segments();
        if (at.size() != 4 || !at.get(1).equals(DavTree.CALENDARS) || !at.get(0).equals(DavTree.ROOT)) {
            throw DavProblem.of(403, DavNames.caldav("calendar-collection-location-ok"), "No calendar can be here");
        }
        Optional<RequestXml> set = Optional.empty();
        if (request.body().length > 0) {
            set = request.xml().child(SET);
        }
        Optional<RequestXml> properties = set.flatMap(part -> part.child(DavNames.PROP));
        boolean calendar = request.method().equals("MKCALENDAR")
                || properties
                        .flatMap(prop -> prop.child(DavNames.RESOURCE_TYPE))
                        .flatMap(type -> type.child(DavNames.CALENDAR))
                        .isPresent();
        if (!calendar) {
            throw DavProblem.of(403, DavNames.dav("valid-resourcetype"), "Only calendars can be made");
        }
        FakeCalendar made = tree.create(at.get(2), at.get(3));
        set.ifPresent(part -> made.deadProperties().putAll(values(part)));
        properties
                .flatMap(prop -> prop.child(DavNames.SUPPORTED_CALENDAR_COMPONENT_SET))
                .ifPresent(components -> made.components(components.children(DavNames.COMP).stream()
                        .map(component -> String.valueOf(component.attribute("name")))
                        .collect(Collectors.toSet())));
        return DavReply.status(201).with("Cache-Control", "no-cache");
    }

    private static Map<QName, String> values(RequestXml part) {
        Map<QName, String> values = new LinkedHashMap<>();
        part.child(DavNames.PROP).map(RequestXml::children).orElse(List.of()).stream()
                .filter(property -> !DavProperties.isProtected(property.name()))
                .forEach(property ->
                        values.put(property.name(), property.element().getTextContent()));
        return values;
    }
}
