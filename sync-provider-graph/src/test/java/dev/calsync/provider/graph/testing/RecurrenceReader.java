package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a patternedRecurrence and refuses what Graph refuses: unknown names, values out of range, properties that the type
 * does not know (unless they hold the value that answers show for them), a start that is not the event's.
 */
final class RecurrenceReader {

    private static final Map<String, Set<String>> NEEDED = Map.of(
            "daily", Set.of(),
            "weekly", Set.of("daysOfWeek", "firstDayOfWeek"),
            "absoluteMonthly", Set.of("dayOfMonth"),
            "relativeMonthly", Set.of("daysOfWeek"),
            "absoluteYearly", Set.of("dayOfMonth", "month"),
            "relativeYearly", Set.of("daysOfWeek", "month"));

    private static final Set<String> PATTERN =
            Set.of("type", "interval", "month", "dayOfMonth", "daysOfWeek", "firstDayOfWeek", "index");

    private static final Set<String> RANGE =
            Set.of("type", "startDate", "endDate", "recurrenceTimeZone", "numberOfOccurrences");

    private final JsonNode pattern;
    private final JsonNode range;
    private final Span span;

    RecurrenceReader(JsonNode sent, Span span) {
        this.pattern = sent.path("pattern");
        this.range = sent.path("range");
        this.span = span;
    }

    Recurrence read() throws GraphProblem {
        known(pattern, PATTERN, "recurrencePattern");
        known(range, RANGE, "recurrenceRange");
        String type = Json.text(pattern, "type");
        Set<String> needed = NEEDED.get(type);
        if (needed == null) {
            throw GraphProblem.badRequest("RequestBodyRead", "There is no recurrencePatternType '" + type + "'.");
        }
        for (String name : needed) {
            // The page asks for firstDayOfWeek and names a default for it; the service takes the default.
            if (!name.equals("firstDayOfWeek") && empty(pattern.path(name))) {
                throw GraphProblem.invalid("A " + type + " pattern needs " + name + ".");
            }
        }
        foreign(type, needed);
        int interval = number("interval", 1, 999);
        LocalDate start = date("startDate");
        if (!start.equals(span.start().toLocalDate())) {
            throw GraphProblem.invalid("The range's startDate has to be the day on which the event starts.");
        }
        String end = Json.text(range, "type");
        LocalDate until = null;
        int count = 0;
        switch (end) {
            case "noEnd" -> {}
            case "endDate" -> until = untilDate(start);
            case "numbered" -> count = occurrences();
            default ->
                throw GraphProblem.badRequest("RequestBodyRead", "There is no recurrenceRangeType '" + end + "'.");
        }
        return new Recurrence(
                type,
                interval,
                days(needed),
                firstDay(),
                index(),
                needed.contains("dayOfMonth") ? number("dayOfMonth", 1, 31) : 0,
                needed.contains("month") ? number("month", 1, 12) : 0,
                start,
                until,
                count,
                zoneName());
    }

    private LocalDate untilDate(LocalDate start) throws GraphProblem {
        LocalDate until = date("endDate");
        if (until.isBefore(start)) {
            throw GraphProblem.invalid("The range ends before it starts.");
        }
        return until;
    }

    private int occurrences() throws GraphProblem {
        JsonNode sent = range.path("numberOfOccurrences");
        if (!sent.isInt() || sent.intValue() < 1 || sent.intValue() > 999) {
            throw GraphProblem.invalid("numberOfOccurrences has to be between 1 and 999.");
        }
        return sent.intValue();
    }

    private String zoneName() throws GraphProblem {
        JsonNode sent = range.path("recurrenceTimeZone");
        if (empty(sent)) {
            return span.startName();
        }
        Zones.zone(sent.asText());
        return Zones.stored(sent.asText());
    }

    private void foreign(String type, Set<String> needed) throws GraphProblem {
        boolean relative = type.startsWith("relative");
        check(type, "month", needed.contains("month") || pattern.path("month").asInt() == 0);
        check(
                type,
                "dayOfMonth",
                needed.contains("dayOfMonth") || pattern.path("dayOfMonth").asInt() == 0);
        check(type, "daysOfWeek", needed.contains("daysOfWeek") || empty(pattern.path("daysOfWeek")));
        check(type, "index", relative || pattern.path("index").asText("first").equals("first"));
        check(
                type,
                "firstDayOfWeek",
                type.equals("weekly")
                        || pattern.path("firstDayOfWeek").asText("sunday").equals("sunday"));
        String end = Json.text(range, "type");
        check(
                end,
                "endDate",
                end.equals("endDate")
                        || range.path("endDate").asText("0001-01-01").equals("0001-01-01"));
        check(
                end,
                "numberOfOccurrences",
                end.equals("numbered") || range.path("numberOfOccurrences").asInt() == 0);
    }

    private static void check(String type, String name, boolean fits) throws GraphProblem {
        if (!fits) {
            throw GraphProblem.badRequest(
                    "ErrorInvalidRequest", "The property " + name + " is not supported for the type " + type + ".");
        }
    }

    private Set<DayOfWeek> days(Set<String> needed) throws GraphProblem {
        Set<DayOfWeek> days = Recurrence.none();
        if (needed.contains("daysOfWeek")) {
            for (JsonNode day : pattern.path("daysOfWeek")) {
                days.add(day(day.asText()));
            }
        }
        return days;
    }

    private DayOfWeek firstDay() throws GraphProblem {
        JsonNode sent = pattern.path("firstDayOfWeek");
        return empty(sent) ? DayOfWeek.SUNDAY : day(sent.asText());
    }

    private int index() throws GraphProblem {
        JsonNode sent = pattern.path("index");
        int found = empty(sent) ? 0 : Recurrence.INDEXES.indexOf(sent.asText());
        if (found < 0) {
            throw GraphProblem.badRequest("RequestBodyRead", "There is no weekIndex '" + sent.asText() + "'.");
        }
        return found + 1;
    }

    private static DayOfWeek day(String name) throws GraphProblem {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().toLowerCase(Locale.ROOT).equals(name)) {
                return day;
            }
        }
        throw GraphProblem.badRequest("RequestBodyRead", "There is no dayOfWeek '" + name + "'.");
    }

    private int number(String name, int least, int most) throws GraphProblem {
        JsonNode sent = pattern.path(name);
        if (!sent.isInt() || sent.intValue() < least || sent.intValue() > most) {
            throw GraphProblem.invalid(name + " has to be between " + least + " and " + most + ".");
        }
        return sent.intValue();
    }

    private LocalDate date(String name) throws GraphProblem {
        try {
            return LocalDate.parse(Json.text(range, name));
        } catch (DateTimeParseException e) {
            throw GraphProblem.invalid("The range's " + name + " is no date.");
        }
    }

    private static boolean empty(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isArray() && node.isEmpty();
    }

    private static void known(JsonNode node, Set<String> names, String typeName) throws GraphProblem {
        if (!(node instanceof ObjectNode object)) {
            throw GraphProblem.invalid("A " + typeName + " is missing.");
        }
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            String name = each.next();
            if (!names.contains(name) && !name.startsWith("@odata.")) {
                throw EventInput.unknownProperty(name, typeName);
            }
        }
    }
}
