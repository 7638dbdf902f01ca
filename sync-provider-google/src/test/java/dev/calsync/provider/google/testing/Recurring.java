package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import dev.calsync.recurrence.Occurrence;
import dev.calsync.recurrence.OccurrenceCursor;
import dev.calsync.recurrence.RecurrenceLimits;
import dev.calsync.recurrence.RecurrenceSet;
import dev.calsync.recurrence.SeriesSpan;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The instances of a series, as the library's own expander, which ical4j judges, finds them. */
final class Recurring {
    private static final int MOST_INSTANCES = 750;

    private final RecurrenceSet set;
    private final ZoneId calendarZone;
    private final String zoneName;

    /** One time of a series, in the form that events keep. */
    record Instance(ObjectNode start, ObjectNode end) {}

    private Recurring(RecurrenceSet set, ZoneId calendarZone, String zoneName) {
        this.set = set;
        this.calendarZone = calendarZone;
        this.zoneName = zoneName;
    }

    /** Reads the recurrence of an event whose start and end are in the form that is kept. */
    static Recurring of(ObjectNode data, ZoneId calendarZone) throws ApiProblem {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : data.path("recurrence")) {
            if (!line.asText().matches("(RRULE|EXRULE|RDATE|EXDATE)[:;].*")) {
                throw ApiProblem.invalid("Invalid recurrence rule.");
            }
            lines.add(line.asText());
        }
        String zone = Json.text(data.path("start"), "timeZone");
        ZoneId in = zone.isEmpty() ? calendarZone : ZoneId.of(zone);
        try {
            CalendarEvent event = CalendarEvent.builder("any")
                    .start(time(data.path("start"), in))
                    .end(time(data.path("end"), in))
                    .recurrence(lines)
                    .build();
            return new Recurring(RecurrenceSet.of(event, calendarZone), calendarZone, in.getId());
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("Invalid recurrence rule.");
        }
    }

    private static EventTime time(JsonNode kept, ZoneId zone) {
        return EventTimes.isDate(kept)
                ? EventTime.on(LocalDate.parse(Json.text(kept, "date")))
                : EventTime.at(LocalDateTime.ofInstant(Instant.parse(Json.text(kept, "dateTime")), zone), zone);
    }

    /** The instance that an id with this ending names, if the series has it. */
    Optional<Instance> at(String key) {
        Instant around;
        if (key.matches("[0-9]{8}")) {
            around = LocalDate.parse(key.substring(0, 4) + "-" + key.substring(4, 6) + "-" + key.substring(6))
                    .atStartOfDay(calendarZone)
                    .toInstant();
        } else if (key.matches("[0-9]{8}T[0-9]{6}Z")) {
            around = Instant.parse(key.replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
        } else {
            return Optional.empty();
        }
        return between(around, around.plusSeconds(1)).stream()
                .filter(instance -> EventTimes.key(instance.start()).equals(key))
                .findFirst();
    }

    /** The instances that overlap a window; only the first of very many. */
    List<Instance> between(Instant from, Instant to) {
        List<Instance> found = new ArrayList<>();
        OccurrenceCursor cursor = set.from(from, RecurrenceLimits.DEFAULT);
        while (cursor.hasNext() && found.size() < MOST_INSTANCES) {
            Occurrence occurrence = cursor.next();
            if (!occurrence.start().toInstant(calendarZone).isBefore(to)) {
                break;
            }
            found.add(new Instance(kept(occurrence.start()), kept(occurrence.end())));
        }
        return found;
    }

    boolean overlaps(Instant from, Instant to) {
        Optional<SeriesSpan> span = set.span(RecurrenceLimits.DEFAULT);
        return span.isPresent()
                && span.get().start().isBefore(to)
                && span.get().end().map(end -> end.isAfter(from)).orElse(true);
    }

    private ObjectNode kept(EventTime time) {
        if (time.isDate()) {
            return Json.object()
                    .put(
                            "date",
                            time.toInstant(calendarZone)
                                    .atZone(calendarZone)
                                    .toLocalDate()
                                    .toString());
        }
        return Json.object()
                .put("dateTime", time.toInstant(calendarZone).toString())
                .put("timeZone", zoneName);
    }
}
