package dev.calsync.examples.synconce;

import dev.calsync.CalendarEvents;
import dev.calsync.CalendarEvents.StoredSeries;
import dev.calsync.UserSync;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All events of the replica, to be printed or written to files. */
final class EventList {
    private static final int PAGE = 500;
    private static final int NAME_CHARS_MAX = 120;

    private final List<EventSeries> events;

    private EventList(List<EventSeries> events) {
        this.events = events;
    }

    /** The events of these calendars, by start and then UID. */
    static EventList of(UserSync user, List<CalendarRef> calendars) {
        List<EventSeries> all = new ArrayList<>();
        for (CalendarRef calendar : calendars) {
            CalendarEvents events = user.events(calendar);
            SeriesId after = null;
            List<StoredSeries> page = page(events, after);
            while (!page.isEmpty()) {
                page.forEach(stored -> all.add(stored.series()));
                page = page(events, page.get(page.size() - 1).id());
            }
        }
        all.sort(Comparator.comparing(
                        (EventSeries series) -> first(series).start().toInstant(ZoneOffset.UTC))
                .thenComparing(EventSeries::uid));
        return new EventList(all);
    }

    private static List<StoredSeries> page(CalendarEvents events, @Nullable SeriesId after) {
        return events.page(after, PAGE);
    }

    /** One line for each event: UID, start, end and title, a tab between them. */
    void print(PrintStream out) {
        for (EventSeries series : events) {
            CalendarEvent event = first(series);
            out.println(String.join(
                    "\t", flat(series.uid()), text(event.start()), text(event.effectiveEnd()), flat(event.summary())));
        }
    }

    /**
     * One iCalendar file for each event, named after its UID.
     *
     * @return how many
     */
    int write(Path directory, Instant now) {
        Set<String> names = new HashSet<>();
        try {
            Files.createDirectories(directory);
            for (EventSeries series : events) {
                Files.writeString(directory.resolve(fileName(series.uid(), names)), ICalendar.write(series, now));
            }
        } catch (IOException failure) {
            throw new SyncOnceException("the export to " + directory + " failed: " + failure.getMessage(), failure);
        }
        return events.size();
    }

    /** A name that every file system takes: no separators, no leading dot, no two that differ in case only. */
    private static String fileName(String uid, Set<String> taken) {
        String plain = uid.replaceAll("[^A-Za-z0-9@_.-]", "_").replaceFirst("^[.-]", "_");
        String base = plain.substring(0, Math.min(plain.length(), NAME_CHARS_MAX));
        String name = base;
        for (int other = 2; !taken.add(name.toLowerCase(Locale.ROOT)); other++) {
            name = base + "~" + other;
        }
        return name + ".ics";
    }

    private static CalendarEvent first(EventSeries series) {
        return series.events().get(0);
    }

    private static String text(EventTime time) {
        if (time instanceof EventTime.Date day) {
            return day.date().toString();
        }
        if (time instanceof EventTime.Utc utc) {
            return utc.instant().toString();
        }
        if (time instanceof EventTime.Zoned zoned) {
            return zoned.zone()
                    .map((ZoneId zone) -> zoned.local().atZone(zone).toOffsetDateTime() + "[" + zone + "]")
                    .orElseGet(() -> zoned.local() + "[" + flat(zoned.tzid()) + "]");
        }
        return time.toLocal().toString();
    }

    /** Nothing in a title may break the line, or steer the terminal. */
    private static String flat(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
    }
}
