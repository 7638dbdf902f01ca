package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The few filters on events that the fake knows; any other is refused, as Graph refuses many. */
final class EventFilter {

    private static final Pattern PROPERTY = Pattern.compile(
            "singleValueExtendedProperties/any\\((\\w+): *\\1/id eq '((?:[^']|'')*)' and \\1/value eq '((?:[^']|'')*)'\\)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern EQUALS =
            Pattern.compile("(iCalUId|subject|type|seriesMasterId|importance|showAs) eq '((?:[^']|'')*)'");

    private static final Pattern START = Pattern.compile("(start|end)/dateTime (ge|gt|le|lt) '([^']*)'");

    private static final List<String> AFTER = List.of("ge", "gt");

    private EventFilter() {}

    /** Tells by an item and how it is shown whether it passes. */
    static Predicate<Map.Entry<Item, ObjectNode>> of(@Nullable String filter) throws GraphProblem {
        if (filter == null) {
            return entry -> true;
        }
        Matcher property = PROPERTY.matcher(filter.strip());
        if (property.matches()) {
            String id = EventInput.normalPropertyId(plain(property.group(2)));
            String value = plain(property.group(3));
            return entry -> value.equals(entry.getKey().event().extended.get(id));
        }
        Matcher equals = EQUALS.matcher(filter.strip());
        if (equals.matches()) {
            return entry -> Json.text(entry.getValue(), equals.group(1)).equals(plain(equals.group(2)));
        }
        Matcher start = START.matcher(filter.strip());
        if (start.matches()) {
            return entry -> compare(entry.getValue(), start);
        }
        throw GraphProblem.badRequest(
                "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.");
    }

    private static boolean compare(ObjectNode shown, Matcher start) {
        String given = start.group(3).replace("Z", "");
        String time = Json.text(shown.path(start.group(1)), "dateTime");
        int compared = time.substring(0, Math.min(time.length(), 19))
                .compareTo(given.substring(0, Math.min(given.length(), 19)));
        boolean after = AFTER.contains(start.group(2));
        return compared == 0 ? start.group(2).endsWith("e") : compared > 0 == after;
    }

    private static String plain(String quoted) {
        return quoted.replace("''", "'");
    }
}
