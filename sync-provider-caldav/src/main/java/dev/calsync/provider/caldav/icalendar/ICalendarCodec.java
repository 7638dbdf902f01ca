package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.system.TimeSource;
import java.time.Instant;

/**
 * Reads and writes the text of one CalDAV resource (RFC 5545, RFC 4791 section 4.1). Immutable and thread-safe, without
 * I/O.
 */
final class ICalendarCodec {
    private final String productId;
    private final ICalendarLimits limits;
    private final TimeSource time;

    ICalendarCodec(String productId, ICalendarLimits limits) {
        this(productId, limits, TimeSource.system());
    }

    ICalendarCodec(String productId, ICalendarLimits limits, TimeSource time) {
        this.productId = productId;
        this.limits = limits;
        this.time = time;
    }

    /** Reads a resource. Never throws for what the text holds. */
    ParseResult parse(String text) {
        try {
            Resource resource = Resource.read(text, limits, new TimeBound(time));
            EventSeries series = resource.series();
            return series == null ? new ParseResult.NotAnEvent(resource.kind()) : new ParseResult.Parsed(series);
        } catch (ICalendarSyntaxException unreadable) {
            return new ParseResult.Unreadable(unreadable.reason(), unreadable.lineNumber());
        }
    }

    /**
     * A fresh resource for a create, with CRLF ends and lines of at most 75 octets.
     *
     * @param now becomes DTSTAMP
     * @throws IllegalArgumentException if a recurrence line of the series is no content line; names the field
     */
    String write(EventSeries series, Instant now) {
        Component calendar = Component.named("VCALENDAR");
        calendar.add(ContentLine.of("VERSION", "2.0"));
        calendar.add(ContentLine.of("PRODID", TextValues.escape(productId)));
        ZoneNames zones = new ZoneNames();
        for (CalendarEvent event : series.events()) {
            calendar.add(EventEditor.component(event, zones, now));
        }
        ZoneComponents.complete(calendar, zones, series, now);
        return ResourceText.of(calendar);
    }

    /**
     * The original with the difference between two states of its series laid onto it. Everything that the difference
     * does not touch stays as it is, folds included; all lines end in CRLF. Without a difference this is the original
     * itself. Differences are those that {@link dev.calsync.model.EventField} knows.
     *
     * @param original a resource that {@link #parse} reads
     * @param before the state that the edit started from, usually what {@link #parse} made of the original
     * @param after the state wanted
     * @param now becomes DTSTAMP and LAST-MODIFIED of each event touched
     * @throws IllegalArgumentException if the original is unreadable or holds no event, the three have different UIDs, or
     *     a recurrence line is no content line
     */
    String lay(String original, EventSeries before, EventSeries after, Instant now) {
        Resource resource;
        try {
            resource = Resource.read(original, limits, new TimeBound(time));
        } catch (ICalendarSyntaxException unreadable) {
            throw new IllegalArgumentException(
                    "the original is unreadable, line " + unreadable.lineNumber() + ": " + unreadable.reason());
        }
        return new ResourceEditor(resource, now).lay(before, after)
                ? ResourceText.of(resource.calendar(), original)
                : original;
    }
}
