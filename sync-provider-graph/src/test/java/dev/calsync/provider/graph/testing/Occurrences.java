package dev.calsync.provider.graph.testing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What of an event lies in a window. */
final class Occurrences {

    private Occurrences() {}

    /** The event itself if it is single, else its occurrences and exceptions, by their original days. */
    static List<Item> of(StoredEvent event, Instant from, Instant to) {
        ZoneId zone = event.calendar.owner().zone();
        Recurrence rule = event.recurrence;
        if (rule == null) {
            return event.span.overlaps(from, to, zone) ? List.of(Item.of(event)) : List.of();
        }
        List<Item> found = new ArrayList<>();
        LocalDate last = LocalDate.ofInstant(to, event.span.startZone()).plusDays(1);
        LocalDate first = LocalDate.ofInstant(from, event.span.startZone()).minusDays(Recurrence.days(event.span));
        for (LocalDate date : rule.dates(last)) {
            boolean maybe = !date.isBefore(first) && !event.cancelled.contains(date);
            if (maybe
                    && !event.exceptions.containsKey(date)
                    && event.span.onDay(date).overlaps(from, to, zone)) {
                found.add(new Item(event, date));
            }
        }
        event.exceptions.forEach((date, exception) -> {
            if (exception.span.overlaps(from, to, zone)) {
                found.add(new Item(event, date));
            }
        });
        return found;
    }
}
