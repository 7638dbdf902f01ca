package dev.calsync.provider.caldav.testing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a calendar-query (RFC 4791 section 9.7): nested comp-filters, time-range on components, prop-filters
 * with text-match. Other parts are refused with {@code supported-filter}.
 */
final class QueryFilter {

    private final RequestXml root;

    private QueryFilter(RequestXml root) {
        this.root = root;
    }

    static QueryFilter of(RequestXml query) throws DavProblem {
        RequestXml root = query.required(DavNames.caldav("filter")).required(DavNames.caldav("comp-filter"));
        if (!"VCALENDAR".equals(root.attribute("name"))) {
            throw DavProblem.of(403, DavNames.caldav("valid-filter"), "The outer comp-filter must name VCALENDAR");
        }
        return new QueryFilter(root);
    }

    boolean matches(CalendarText.Component calendar) throws DavProblem {
        return holdsFor(root, calendar);
    }

    private static boolean holdsFor(RequestXml filter, CalendarText.Component component) throws DavProblem {
        for (RequestXml part : filter.children()) {
            boolean holds = switch (part.name().getLocalPart()) {
                case "time-range" ->
                    TimeRange.of(part.attribute("start"), part.attribute("end")).overlaps(component);
                case "comp-filter" -> anyComponent(part, component.children());
                case "prop-filter" -> anyProperty(part, component);
                default -> throw unsupported(part);
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static boolean anyComponent(RequestXml filter, List<CalendarText.Component> components) throws DavProblem {
        List<CalendarText.Component> named = components.stream()
                .filter(c -> c.name().equals(filter.attribute("name")))
                .toList();
        if (filter.child(DavNames.caldav("is-not-defined")).isPresent()) {
            return named.isEmpty();
        }
        for (CalendarText.Component component : named) {
            if (holdsFor(filter, component)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyProperty(RequestXml filter, CalendarText.Component component) throws DavProblem {
        List<CalendarText.Property> named = component.all(String.valueOf(filter.attribute("name")));
        Optional<RequestXml> part = filter.children().stream().findFirst();
        if (part.isEmpty()) {
            return !named.isEmpty();
        }
        return switch (part.get().name().getLocalPart()) {
            case "is-not-defined" -> named.isEmpty();
            case "text-match" -> named.stream().anyMatch(p -> textMatches(part.get(), p.value()));
            default -> throw unsupported(part.get());
        };
    }

    private static boolean textMatches(RequestXml match, String value) {
        boolean exact = "i;octet".equals(match.attribute("collation"));
        String wanted = match.element().getTextContent();
        boolean found = exact ? value.contains(wanted) : folded(value).contains(folded(wanted));
        return found != "yes".equals(match.attribute("negate-condition"));
    }

    private static String folded(@Nullable String text) {
        return String.valueOf(text).toLowerCase(Locale.ROOT);
    }

    private static DavProblem unsupported(RequestXml part) {
        return DavProblem.of(
                403,
                DavNames.caldav("supported-filter"),
                "This filter is not supported: " + part.name().getLocalPart());
    }
}
