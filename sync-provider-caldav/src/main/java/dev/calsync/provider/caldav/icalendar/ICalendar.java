package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.EventSeries;
import java.time.Instant;

/**
 * Events as iCalendar text (RFC 5545): for the CalDAV provider, and for hosts that import and export files. Stateless;
 * does no I/O.
 *
 * <p>Properties that an event has no field for travel in its {@link dev.calsync.model.Extras}, so that reading and
 * writing keeps them.
 */
public final class ICalendar {
    private static final ICalendarCodec CODEC = new ICalendarCodec("-//Calsync//Calsync//EN", ICalendarLimits.DEFAULT);

    /** The longest text that is read, in bytes of UTF-8, inclusive: 4 MiB. */
    public static final int MAX_BYTES = 4 << 20;

    private ICalendar() {}

    /**
     * Reads one resource: an event alone, or a master with its overrides. Never throws for what the text holds; a text
     * beyond the bounds (bytes, lines, properties, components, depth) is {@link ParseResult.Unreadable}.
     *
     * @param text one calendar; all its events share one UID, as in a calendar resource (RFC 4791 section 4.1)
     */
    public static ParseResult read(String text) {
        return CODEC.parse(text);
    }

    /**
     * Reads one event, as {@link #read} does, for callers that want nothing else.
     *
     * @throws IllegalArgumentException if the text is no calendar with an event; the message names the line and what is
     *     wrong there, never a value
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

    /**
     * The original with the difference between two states of its series laid onto it. Everything that the difference
     * does not touch stays as it is, folds included; all lines end in CRLF. Without a difference this is the original
     * itself. Differences are those that {@link dev.calsync.model.EventField} knows.
     *
     * @param original a text in which {@link #read} finds an event
     * @param before the state that the edit started from, usually what {@link #read} made of the original
     * @param after the state wanted
     * @param writtenAt becomes {@code DTSTAMP} and {@code LAST-MODIFIED} of each event touched
     * @throws IllegalArgumentException if the original is unreadable or holds no event, the three have different UIDs,
     *     or a recurrence line is no content line
     */
    public static String lay(String original, EventSeries before, EventSeries after, Instant writtenAt) {
        return CODEC.lay(original, before, after, writtenAt);
    }
}
