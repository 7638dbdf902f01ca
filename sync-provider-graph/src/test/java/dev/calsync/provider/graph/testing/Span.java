package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * When an event is: both ends as they were given.
 *
 * @param startName under which name the start's zone is kept
 * @param allDay midnight to midnight; then the zones only say where it was made
 */
record Span(
        LocalDateTime start,
        ZoneId startZone,
        String startName,
        LocalDateTime end,
        ZoneId endZone,
        String endName,
        boolean allDay) {

    private static final DateTimeFormatter WIRE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.0000000'");

    /** Reads {@code start}, {@code end} and {@code isAllDay}, all given. */
    static Span read(JsonNode start, JsonNode end, boolean allDay) throws GraphProblem {
        String startName = zoneName(start);
        String endName = zoneName(end);
        Span span = new Span(
                local(start),
                Zones.zone(startName),
                Zones.stored(startName),
                local(end),
                Zones.zone(endName),
                Zones.stored(endName),
                allDay);
        span.check();
        return span;
    }

    private void check() throws GraphProblem {
        if (allDay) {
            if (!start.toLocalTime().equals(LocalTime.MIDNIGHT)
                    || !end.toLocalTime().equals(LocalTime.MIDNIGHT)
                    || !startZone.equals(endZone)) {
                throw GraphProblem.invalid(
                        "The Event.Start and Event.End of an all-day event have to be at midnight in the same time zone.");
            }
            if (!end.isAfter(start)) {
                throw GraphProblem.invalid("The duration of an event marked as All day must be at least 24 hours.");
            }
        } else if (end.atZone(endZone)
                .toInstant()
                .isBefore(start.atZone(startZone).toInstant())) {
            throw GraphProblem.invalid("The start time of the event is later than its end time.");
        }
    }

    private static String zoneName(JsonNode time) throws GraphProblem {
        JsonNode zone = time.path("timeZone");
        if (zone.isMissingNode() || zone.isNull()) {
            return "UTC";
        }
        if (!zone.isTextual()) {
            throw GraphProblem.badRequest("RequestBodyRead", "timeZone has to be a string.");
        }
        return zone.textValue();
    }

    private static LocalDateTime local(JsonNode time) throws GraphProblem {
        JsonNode text = time.path("dateTime");
        if (!text.isTextual()) {
            throw GraphProblem.invalid("At least one property failed validation: dateTime is missing.");
        }
        try {
            return LocalDateTime.parse(text.textValue()).withNano(0);
        } catch (DateTimeParseException e) {
            throw GraphProblem.badRequest(
                    "ErrorInvalidRequest", "The date-time '" + text.textValue() + "' is not a local one.");
        }
    }

    /** The same span on another day, as the occurrences of a series are. */
    Span onDay(LocalDate day) {
        LocalDateTime moved = day.atTime(start.toLocalTime());
        LocalDateTime movedEnd = endZone.equals(startZone)
                ? moved.plus(Duration.between(start, end))
                : LocalDateTime.ofInstant(
                        moved.atZone(startZone)
                                .toInstant()
                                .plus(Duration.between(startInstant(startZone), endInstant(endZone))),
                        endZone);
        return new Span(moved, startZone, startName, movedEnd, endZone, endName, allDay);
    }

    /**
     * When it begins.
     *
     * @param mailboxZone where the days of all-day events lie
     */
    Instant startInstant(ZoneId mailboxZone) {
        return start.atZone(allDay ? mailboxZone : startZone).toInstant();
    }

    Instant endInstant(ZoneId mailboxZone) {
        return end.atZone(allDay ? mailboxZone : endZone).toInstant();
    }

    /** Whether it has a moment in common with the window, end exclusive. */
    boolean overlaps(Instant from, Instant to, ZoneId mailboxZone) {
        Instant begin = startInstant(mailboxZone);
        Instant finish = endInstant(mailboxZone);
        return begin.isBefore(to) && (finish.isAfter(from) || begin.equals(finish) && !begin.isBefore(from));
    }

    boolean sameTimes(Span other) {
        return equals(other);
    }

    ObjectNode startJson(ZoneId zone, String zoneName) {
        return json(start, startZone, zone, zoneName);
    }

    ObjectNode endJson(ZoneId zone, String zoneName) {
        return json(end, endZone, zone, zoneName);
    }

    private ObjectNode json(LocalDateTime time, ZoneId from, ZoneId zone, String zoneName) {
        LocalDateTime shown =
                allDay ? time : time.atZone(from).withZoneSameInstant(zone).toLocalDateTime();
        return Json.object().put("dateTime", WIRE.format(shown)).put("timeZone", zoneName);
    }
}
