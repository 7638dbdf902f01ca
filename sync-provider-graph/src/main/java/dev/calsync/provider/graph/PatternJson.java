package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.provider.graph.RecurrencePattern.Type;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes a {@code patternedRecurrence}. Answers carry zeros and defaults where a property has no meaning. */
final class PatternJson {
    private static final List<String> INDEXES = List.of("first", "second", "third", "fourth", "last");

    private static final Map<Type, String> TYPES = new EnumMap<>(Map.of(
            Type.DAILY, "daily",
            Type.WEEKLY, "weekly",
            Type.ABSOLUTE_MONTHLY, "absoluteMonthly",
            Type.RELATIVE_MONTHLY, "relativeMonthly",
            Type.ABSOLUTE_YEARLY, "absoluteYearly",
            Type.RELATIVE_YEARLY, "relativeYearly"));

    private String type = "";
    private int interval = 1;
    private List<String> days = List.of();
    private String firstDay = "";
    private String index = "";
    private int dayOfMonth;
    private int month;
    private String range = "";
    private String startDate = "";
    private String endDate = "";
    private int count;
    private @Nullable String zone;

    private PatternJson() {}

    /** What Graph wrote means nothing that is known here. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /** The parser stands at the object's start, and afterwards at its end. */
    static RecurrencePattern read(JsonParser in) throws IOException, UnreadableException {
        PatternJson parts = new PatternJson();
        Json.object(in, half -> Json.object(in, name -> parts.member(in, half, name)));
        return parts.pattern();
    }

    private void member(JsonParser in, String half, String name) throws IOException {
        switch (half + "." + name) {
            case "pattern.type" -> type = Json.text(in, "");
            case "pattern.interval" -> interval = Json.number(in);
            case "pattern.daysOfWeek" -> days = Json.texts(in);
            case "pattern.firstDayOfWeek" -> firstDay = Json.text(in, "");
            case "pattern.index" -> index = Json.text(in, "");
            case "pattern.dayOfMonth" -> dayOfMonth = Json.number(in);
            case "pattern.month" -> month = Json.number(in);
            case "range.type" -> range = Json.text(in, "");
            case "range.startDate" -> startDate = Json.text(in, "");
            case "range.endDate" -> endDate = Json.text(in, "");
            case "range.numberOfOccurrences" -> count = Json.number(in);
            case "range.recurrenceTimeZone" -> zone = Json.text(in);
            default -> in.skipChildren();
        }
    }

    private RecurrencePattern pattern() throws UnreadableException {
        Type known = TYPES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new UnreadableException("its recurrence is of a type that is not known"));
        boolean weekly = known == Type.WEEKLY;
        return new RecurrencePattern(
                known,
                within("interval", interval, 1, 99_999),
                weekly || known.relative() ? days() : Set.of(),
                weekly ? firstDay() : DayOfWeek.SUNDAY,
                known.relative() ? index() : 0,
                known.absolute() ? within("dayOfMonth", dayOfMonth, 1, 31) : 0,
                known.yearly() ? within("month", month, 1, 12) : 0,
                date("startDate", startDate),
                range.equals("endDate") ? date("endDate", endDate) : null,
                range.equals("numbered") ? within("numberOfOccurrences", count, 1, 99_999) : 0,
                zone);
    }

    private static int within(String name, int value, int least, int most) throws UnreadableException {
        if (value < least || value > most) {
            throw new UnreadableException("the " + name + " of its recurrence makes no sense");
        }
        return value;
    }

    private Set<DayOfWeek> days() throws UnreadableException {
        Set<DayOfWeek> found = EnumSet.noneOf(DayOfWeek.class);
        for (String day : days) {
            found.add(day(day));
        }
        if (found.isEmpty()) {
            throw new UnreadableException("its recurrence names no day of the week");
        }
        return found;
    }

    private DayOfWeek firstDay() throws UnreadableException {
        return firstDay.isEmpty() ? DayOfWeek.SUNDAY : day(firstDay);
    }

    private static DayOfWeek day(String word) throws UnreadableException {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (word(day).equals(word)) {
                return day;
            }
        }
        throw new UnreadableException("its recurrence names a day of the week that there is not");
    }

    private int index() throws UnreadableException {
        int at = index.isEmpty() ? 0 : INDEXES.indexOf(index);
        if (at < 0) {
            throw new UnreadableException("the index of its recurrence is not known");
        }
        return at == INDEXES.size() - 1 ? RecurrencePattern.LAST : at + 1;
    }

    private static LocalDate date(String name, String text) throws UnreadableException {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new UnreadableException("the " + name + " of its recurrence is no date");
        }
    }

    /** Only what has a meaning for the type: Graph refuses the rest. */
    static void write(JsonGenerator out, RecurrencePattern pattern) throws IOException {
        out.writeObjectFieldStart("recurrence");
        out.writeObjectFieldStart("pattern");
        out.writeStringField("type", String.valueOf(TYPES.get(pattern.type())));
        out.writeNumberField("interval", pattern.interval());
        if (!pattern.daysOfWeek().isEmpty()) {
            out.writeArrayFieldStart("daysOfWeek");
            for (DayOfWeek day : EnumSet.copyOf(pattern.daysOfWeek())) {
                out.writeString(word(day));
            }
            out.writeEndArray();
        }
        if (pattern.type() == Type.WEEKLY) {
            out.writeStringField("firstDayOfWeek", word(pattern.firstDayOfWeek()));
        }
        if (pattern.type().relative()) {
            int last = INDEXES.size() - 1;
            int at = pattern.index() == RecurrencePattern.LAST ? last : pattern.index() - 1;
            out.writeStringField("index", INDEXES.get(at));
        }
        if (pattern.type().absolute()) {
            out.writeNumberField("dayOfMonth", pattern.dayOfMonth());
        }
        if (pattern.type().yearly()) {
            out.writeNumberField("month", pattern.month());
        }
        out.writeEndObject();
        range(out, pattern);
        out.writeEndObject();
    }

    private static void range(JsonGenerator out, RecurrencePattern pattern) throws IOException {
        out.writeObjectFieldStart("range");
        LocalDate end = pattern.endDate();
        out.writeStringField("type", end != null ? "endDate" : pattern.count() > 0 ? "numbered" : "noEnd");
        out.writeStringField("startDate", pattern.startDate().toString());
        if (end != null) {
            out.writeStringField("endDate", end.toString());
        } else if (pattern.count() > 0) {
            out.writeNumberField("numberOfOccurrences", pattern.count());
        }
        if (pattern.zone() != null) {
            out.writeStringField("recurrenceTimeZone", pattern.zone());
        }
        out.writeEndObject();
    }

    private static String word(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }
}
