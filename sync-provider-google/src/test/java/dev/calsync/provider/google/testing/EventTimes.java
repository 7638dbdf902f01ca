package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a start or an end is read, kept and shown: {@code date}, or {@code dateTime} with {@code timeZone}. */
final class EventTimes {
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);
    private static final DateTimeFormatter KEY =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private EventTimes() {}

    /**
     * The form that is kept: a date, or a point in UTC with the zone that was named.
     *
     * @param name the property, for messages
     */
    static ObjectNode kept(JsonNode given, String name) throws ApiProblem {
        String word = name.equals("end") ? "end" : "start";
        boolean dated = given.hasNonNull("date");
        boolean timed = given.hasNonNull("dateTime");
        if (!dated && !timed) {
            throw ApiProblem.required("Missing " + word + " time.");
        }
        if (dated && timed) {
            throw ApiProblem.invalid("Invalid " + word + " time.");
        }
        ObjectNode kept = Json.object();
        try {
            ZoneId zone = given.hasNonNull("timeZone") ? ZoneId.of(Json.text(given, "timeZone")) : null;
            if (dated) {
                kept.put("date", LocalDate.parse(Json.text(given, "date")).toString());
            } else {
                kept.put(
                        "dateTime",
                        point(Json.text(given, "dateTime"), zone, word).toString());
            }
            if (zone != null) {
                kept.put("timeZone", Json.text(given, "timeZone"));
            }
        } catch (DateTimeException e) {
            throw ApiProblem.invalid("Invalid value for: " + e.getMessage());
        }
        return kept;
    }

    private static Instant point(String text, ZoneId zone, String word) throws ApiProblem {
        if (text.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})$")) {
            return OffsetDateTime.parse(text).toInstant();
        }
        if (zone == null) {
            throw ApiProblem.required("Missing time zone definition for " + word + " time.");
        }
        return LocalDateTime.parse(text).atZone(zone).toInstant();
    }

    /** What the API shows: the point at the offset of {@code zone}, and always a zone's name. */
    static ObjectNode shown(JsonNode kept, ZoneId zone, String calendarZone) {
        ObjectNode shown = Json.object();
        if (kept.has("date")) {
            return shown.put("date", Json.text(kept, "date"));
        }
        Instant at = Instant.parse(Json.text(kept, "dateTime"));
        shown.put("dateTime", SHOWN.format(at.atZone(zone)));
        return shown.put("timeZone", kept.has("timeZone") ? Json.text(kept, "timeZone") : calendarZone);
    }

    static boolean isDate(JsonNode kept) {
        return kept.has("date");
    }

    /** The point in time; a date is its midnight in {@code zone}. */
    static Instant instant(JsonNode kept, ZoneId zone) {
        return kept.has("date")
                ? LocalDate.parse(Json.text(kept, "date")).atStartOfDay(zone).toInstant()
                : Instant.parse(Json.text(kept, "dateTime"));
    }

    /** What follows the master's id and an underscore in the id of an instance that starts then. */
    static String key(JsonNode kept) {
        return kept.has("date")
                ? Json.text(kept, "date").replace("-", "")
                : KEY.format(Instant.parse(Json.text(kept, "dateTime")));
    }

    static String millis(Instant at) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(at);
    }

    static String seconds(Instant at) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(at);
    }
}
