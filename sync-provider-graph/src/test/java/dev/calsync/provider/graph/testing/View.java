package dev.calsync.provider.graph.testing;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How its reader wants to see an event.
 *
 * @param zoneName in which zone, by the name that was asked for
 * @param selected the properties asked for, or null for those shown by default
 * @param extended ids of the extended properties to show, or null for none
 * @param exceptions how to show the exceptions of a master, or null to leave them out
 */
record View(
        ZoneId zone,
        String zoneName,
        boolean immutableIds,
        boolean textBody,
        @Nullable Set<String> selected,
        @Nullable Set<String> extended,
        @Nullable View exceptions) {

    private static final Pattern ID_IS = Pattern.compile("id eq '((?:[^']|'')*)'");

    /** In UTC, with immutable ids, as the back door shows it. */
    static View plain() {
        return new View(ZoneOffset.UTC, "UTC", true, false, null, null, null);
    }

    /** What the request asks for by its preferences, {@code $select} and {@code $expand}. */
    static View of(GraphRequest request) throws GraphProblem {
        Preferences preferences = request.preferences();
        ZoneId zone = Zones.zone(preferences.timeZone());
        View base = new View(
                zone, preferences.timeZone(), preferences.immutableIds(), preferences.textBody(), null, null, null);
        return base.with(request.query("$select"), request.query("$expand"));
    }

    private View with(@Nullable String select, @Nullable String expand) throws GraphProblem {
        Set<String> names = select == null ? null : names(select);
        Set<String> properties = null;
        View inner = null;
        for (String each : expand == null ? List.<String>of() : split(expand, ',')) {
            int open = each.indexOf('(');
            String name = open < 0 ? each : each.substring(0, open);
            String options = open < 0 ? "" : each.substring(open + 1, each.length() - 1);
            switch (name.strip()) {
                case "singleValueExtendedProperties" -> properties = propertyIds(option(options, "$filter"));
                case "exceptionOccurrences" ->
                    inner = new View(zone, zoneName, immutableIds, textBody, null, null, null)
                            .with(option(options, "$select"), option(options, "$expand"));
                default ->
                    throw GraphProblem.badRequest(
                            "BadRequest", "Could not find a property named '" + name + "' to expand.");
            }
        }
        return new View(zone, zoneName, immutableIds, textBody, names, properties, inner);
    }

    static Set<String> names(String select) throws GraphProblem {
        Set<String> names = new LinkedHashSet<>();
        for (String name : select.split(",", -1)) {
            if (!EventJson.KNOWN.contains(name.strip())) {
                throw GraphProblem.badRequest(
                        "BadRequest",
                        "Could not find a property named '" + name.strip()
                                + "' on type 'Microsoft.OutlookServices.Event'.");
            }
            names.add(name.strip());
        }
        return names;
    }

    private static Set<String> propertyIds(@Nullable String filter) throws GraphProblem {
        Set<String> ids = new TreeSet<>();
        Matcher each = ID_IS.matcher(filter == null ? "" : filter);
        while (each.find()) {
            ids.add(EventInput.normalPropertyId(each.group(1).replace("''", "'")));
        }
        if (ids.isEmpty()) {
            throw GraphProblem.badRequest(
                    "ErrorInvalidUrlQueryFilter", "Extended properties are expanded by a $filter on their ids only.");
        }
        return ids;
    }

    private static @Nullable String option(String options, String name) {
        for (String each : split(options, ';')) {
            if (each.strip().startsWith(name + "=")) {
                return each.strip().substring(name.length() + 1);
            }
        }
        return null;
    }

    /** Parts between separators that are neither in parentheses nor in quotes. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == separator && depth == 0 && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
