package dev.calsync.provider.caldav.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.namespace.QName;

/** The properties of each kind of node, and which of them a client may not set. */
final class DavProperties {

    /** Properties that the server computes. */
    private static final Set<QName> PROTECTED = Set.of(
            DavNames.RESOURCE_TYPE,
            DavNames.GET_ETAG,
            DavNames.GET_CONTENT_LENGTH,
            DavNames.GET_CONTENT_TYPE,
            DavNames.GET_LAST_MODIFIED,
            DavNames.SYNC_TOKEN,
            DavNames.CTAG,
            DavNames.CURRENT_USER_PRINCIPAL,
            DavNames.CURRENT_USER_PRIVILEGE_SET,
            DavNames.OWNER,
            DavNames.PRINCIPAL_URL,
            DavNames.SUPPORTED_REPORT_SET,
            DavNames.CALENDAR_HOME_SET,
            DavNames.MAX_RESOURCE_SIZE,
            DavNames.SUPPORTED_CALENDAR_COMPONENT_SET);

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final DavTree tree;

    DavProperties(DavTree tree) {
        this.tree = tree;
    }

    static boolean isProtected(QName name) {
        return PROTECTED.contains(name);
    }

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    /** The node's properties as {@code user} sees them, each able to write its content. */
    Map<QName, Consumer<XmlText>> of(DavNode node, String user) {
        Map<QName, Consumer<XmlText>> found = new LinkedHashMap<>();
        found.put(DavNames.RESOURCE_TYPE, xml -> types(node).forEach(xml::empty));
        found.put(DavNames.CURRENT_USER_PRINCIPAL, href(new DavNode.Principal(user)));
        if (node instanceof DavNode.Principal principal) {
            principal(principal, found);
        } else if (node instanceof DavNode.Home home) {
            found.put(DavNames.DISPLAY_NAME, xml -> xml.text("Calendars of " + home.user()));
            found.put(DavNames.OWNER, href(new DavNode.Principal(home.user())));
            found.put(DavNames.CURRENT_USER_PRIVILEGE_SET, privileges(false));
        } else if (node instanceof DavNode.Collection collection) {
            calendar(collection.calendar(), found);
        } else if (node instanceof DavNode.Item item) {
            item(item, found);
        }
        return found;
    }

    private static List<QName> types(DavNode node) {
        if (node instanceof DavNode.Item) {
            return List.of();
        }
        if (node instanceof DavNode.Principal) {
            return List.of(DavNames.COLLECTION, DavNames.PRINCIPAL);
        }
        return node instanceof DavNode.Collection
                ? List.of(DavNames.COLLECTION, DavNames.CALENDAR)
                : List.of(DavNames.COLLECTION);
    }

    private void principal(DavNode.Principal principal, Map<QName, Consumer<XmlText>> found) {
        found.put(DavNames.DISPLAY_NAME, xml -> xml.text(principal.user()));
        found.put(DavNames.PRINCIPAL_URL, href(principal));
        found.put(DavNames.CALENDAR_HOME_SET, href(new DavNode.Home(principal.user())));
        String address = principal.user().contains("@") ? principal.user() : principal.user() + "@example.com";
        found.put(DavNames.CALENDAR_USER_ADDRESS_SET, xml -> xml.element(DavNames.HREF, "mailto:" + address));
    }

    private void calendar(FakeCalendar calendar, Map<QName, Consumer<XmlText>> found) {
        calendar.deadProperties().forEach((name, text) -> found.put(name, xml -> xml.text(text)));
        found.put(DavNames.OWNER, href(new DavNode.Principal(calendar.user())));
        found.put(DavNames.CURRENT_USER_PRIVILEGE_SET, privileges(calendar.isReadOnly()));
        found.put(
                DavNames.SUPPORTED_CALENDAR_COMPONENT_SET,
                xml -> calendar.components().forEach(component -> xml.empty(DavNames.COMP, "name", component)));
        found.put(
                DavNames.SUPPORTED_REPORT_SET,
                xml -> reports()
                        .forEach(report -> xml.open(DavNames.SUPPORTED_REPORT)
                                .open(DavNames.REPORT)
                                .empty(report)
                                .close(DavNames.REPORT)
                                .close(DavNames.SUPPORTED_REPORT)));
        found.put(DavNames.MAX_RESOURCE_SIZE, xml -> xml.text(Long.toString(tree.maxResourceBytes())));
        if (!tree.has(Quirk.NO_CTAG)) {
            found.put(DavNames.CTAG, xml -> xml.text(calendar.ctag()));
        }
        tree.push().properties(calendar, found);
        if (!tree.has(Quirk.NO_SYNC_COLLECTION)) {
            found.put(DavNames.SYNC_TOKEN, xml -> xml.text(calendar.token(calendar.sequence())));
        }
    }

    private void item(DavNode.Item item, Map<QName, Consumer<XmlText>> found) {
        FakeResource resource = item.resource();
        found.put(DavNames.GET_ETAG, xml -> xml.text(tree.etag(resource)));
        if (tree.has(Quirk.AUTO_SCHEDULE) && Attendance.isScheduled(resource.text())) {
            found.put(DavNames.SCHEDULE_TAG, xml -> xml.text(item.calendar().scheduleTag(resource.name())));
        }
        found.put(DavNames.GET_CONTENT_TYPE, xml -> xml.text("text/calendar; charset=utf-8"));
        found.put(
                DavNames.GET_CONTENT_LENGTH,
                xml -> xml.text(Integer.toString(resource.text().getBytes(StandardCharsets.UTF_8).length)));
        found.put(
                DavNames.GET_LAST_MODIFIED,
                xml -> xml.text(httpDate(item.calendar().changedAt(resource.name()))));
        found.put(DavNames.OWNER, href(new DavNode.Principal(item.calendar().user())));
        found.put(
                DavNames.CURRENT_USER_PRIVILEGE_SET, privileges(item.calendar().isReadOnly()));
    }

    private List<QName> reports() {
        List<QName> reports = new ArrayList<>(List.of(DavNames.CALENDAR_MULTIGET, DavNames.CALENDAR_QUERY));
        if (!tree.has(Quirk.NO_SYNC_COLLECTION)) {
            reports.add(DavNames.SYNC_COLLECTION);
        }
        return reports;
    }

    private Consumer<XmlText> href(DavNode target) {
        return xml -> xml.element(DavNames.HREF, tree.href(target));
    }

    private static Consumer<XmlText> privileges(boolean readOnly) {
        List<String> names = readOnly
                ? List.of("read", "read-current-user-privilege-set")
                : List.of(
                        "read",
                        "read-current-user-privilege-set",
                        "write",
                        "write-content",
                        "write-properties",
                        "bind",
                        "unbind");
        return xml -> names.forEach(
                name -> xml.open(DavNames.PRIVILEGE).empty(DavNames.dav(name)).close(DavNames.PRIVILEGE));
    }
}
