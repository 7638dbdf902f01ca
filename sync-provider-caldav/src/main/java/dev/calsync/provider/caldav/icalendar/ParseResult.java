package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.EventSeries;

/** What one calendar resource turned out to be. Values; immutable. */
public sealed interface ParseResult {

    /** An event: a master with its overrides, or overrides alone. */
    record Parsed(EventSeries series) implements ParseResult {}

    /**
     * A well-formed resource without an event, such as a task.
     *
     * @param component the name of its first component besides time zones; {@code VCALENDAR} when there is none
     */
    record NotAnEvent(String component) implements ParseResult {}

    /**
     * A resource that is not read and must never be written back.
     *
     * @param reason what is wrong: property names and counts, never a value
     * @param lineNumber the physical line, counted from 1; 0 when it is none in particular
     */
    record Unreadable(String reason, int lineNumber) implements ParseResult {}
}
