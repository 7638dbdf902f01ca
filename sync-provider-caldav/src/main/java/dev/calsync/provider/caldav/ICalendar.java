package dev.calsync.provider.caldav;

import dev.calsync.model.EventSeries;
import java.time.Instant;

/**
 * Events as iCalendar text (RFC 5545), for hosts that import and export files. Stateless; does no I/O.
 *
 * <p>Properties that an event has no field for travel in its {@link dev.calsync.model.Extras}, so that reading and
 * writing keeps them.
 */
public final class ICalendar {
    private static final ICalendarCodec CODEC = new ICalendarCodec(CalDavProvider.PRODUCT_ID, ICalendarLimits.DEFAULT);

    private ICalendar() {}

    /**
     * Reads one event: a single one, or a master with its overrides.
     *
     * @param text one calendar of at most 4 MiB; all its events share one UID, as in a calendar resource (RFC 4791
     *     section 4.1)
     * @throws IllegalArgumentException if the text is no such calendar; the message names the line and what is wrong
     *     there, never a value
     */
    public static EventSeries parse(String text) {
        ParseResult result = CODEC.parse(text);
        if (result instanceof ParseResult.Parsed parsed) {
            return parsed.series();
        }
        if (result instanceof ParseResult.NotAnEvent other) {
            throw new IllegalArgumentException("there is no event in it, but a " + other.component());
        }
        ParseResult.Unreadable unreadable = (ParseResult.Unreadable) result;
        throw new IllegalArgumentException(
                unreadable.lineNumber() == 0
                        ? unreadable.reason()
                        : "line " + unreadable.lineNumber() + ": " + unreadable.reason());
    }

    /**
     * Writes a calendar of one event, its overrides, and the time zones that they use; with CRLF ends and lines of at
     * most 75 octets.
     *
     * @param writtenAt becomes {@code DTSTAMP} (RFC 5545 section 3.8.7.2)
     * @throws IllegalArgumentException if a recurrence line of the series is no content line; names the field
     */
    public static String write(EventSeries series, Instant writtenAt) {
        return CODEC.write(series, writtenAt);
    }
}
