package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Adds the VTIMEZONE components that new lines of a resource need and it does not have. */
final class ZoneComponents {
    private ZoneComponents() {}

    /**
     * Completes a resource for its new lines. A zone whose rules nobody knows here gets none.
     *
     * @param series the state that the resource has now
     * @param now a series that recurs is written for some years from here
     */
    static void complete(Component calendar, ZoneNames zones, EventSeries series, Instant now) {
        TreeSet<String> used = new TreeSet<>();
        for (Component vevent : calendar.components("VEVENT")) {
            for (Node node : vevent.nodes()) {
                if (node instanceof ContentLine line && line.from() < 0 && line.hasParams()) {
                    String tzid = line.param("TZID");
                    if (tzid != null && !zones.defines(tzid)) {
                        used.add(tzid);
                    }
                }
            }
        }
        if (used.isEmpty()) {
            return;
        }
        TimeZoneRules.Years years = years(series, now);
        int slot = slot(calendar.nodes());
        for (String tzid : used.descendingSet()) {
            ZoneNames.find(tzid)
                    .ifPresent(rules -> calendar.nodes().add(slot, TimeZoneRules.component(tzid, rules, years)));
        }
    }

    /** Behind the calendar's own lines and the zones that it has. */
    private static int slot(List<Node> nodes) {
        int slot = 0;
        while (slot < nodes.size()
                && (nodes.get(slot) instanceof ContentLine
                        || nodes.get(slot).name().equals("VTIMEZONE"))) {
            slot++;
        }
        return slot;
    }

    private static TimeZoneRules.Years years(EventSeries series, Instant now) {
        int first = Integer.MAX_VALUE;
        int last = Integer.MIN_VALUE;
        boolean recurs = false;
        for (CalendarEvent event : series.events()) {
            recurs |= event.isRecurring();
            first = Math.min(first, year(event.start(), first));
            last = Math.max(last, year(event.start(), last));
            first = Math.min(first, year(event.end(), first));
            last = Math.max(last, year(event.end(), last));
            first = Math.min(first, year(event.recurrenceId(), first));
            last = Math.max(last, year(event.recurrenceId(), last));
        }
        int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
        return new TimeZoneRules.Years(first, recurs ? Math.max(last, thisYear) : last, recurs);
    }

    private static int year(@Nullable EventTime time, int missing) {
        return time == null ? missing : time.toLocal().getYear();
    }
}
