package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.CalendarEvent;
import java.util.Optional;

/**
 * Lines that come into a resource as raw text: recurrence lines and extras. Whatever they hold, they cannot become more
 * than the line or component that they claim to be.
 *
 * <p>An event that another provider read has extras of another kind, under other names. Such extras are not ours: they
 * are left out, not refused.
 */
final class ExtraLines {
    private static final ICalendarLimits LIMITS = ICalendarLimits.DEFAULT;

    private ExtraLines() {}

    /** A recurrence line of the model. */
    static ContentLine recurrence(String text, ZoneNames zones) {
        ContentLine line = line(text)
                .filter(read -> EventProperties.isRecurrence(read.name()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "recurrence holds a line that is no RRULE, RDATE, EXDATE or EXRULE content line"));
        String tzid = line.param("TZID");
        String resource = tzid == null ? null : zones.toResource(tzid);
        return resource == null || resource.equals(tzid) ? line : line.withParam("TZID", resource);
    }

    /** Whether extras of that name can be written into an event of this state. */
    static boolean isOurs(String name, CalendarEvent event) {
        return EventProperties.mayBeExtra(name) && (!name.equals("CONFERENCE") || event.conferenceLink() != null);
    }

    /** The line or component behind an extra's raw text; empty when it is none of that name. */
    static Optional<? extends Node> node(String name, String raw) {
        Optional<? extends Node> node = raw.regionMatches(true, 0, "BEGIN:", 0, 6) ? component(raw) : line(raw);
        return node.filter(read -> read.name().equals(name));
    }

    /** The RECURRENCE-ID line with its RANGE that an override was read from, where it still says the same. */
    static Optional<ContentLine> rangedInstance(CalendarEvent override) {
        for (String raw : override.extras().get("RECURRENCE-ID")) {
            Optional<ContentLine> line = line(raw).filter(read -> saysInstanceOf(read, override));
            if (line.isPresent()) {
                return line;
            }
        }
        return Optional.empty();
    }

    private static boolean saysInstanceOf(ContentLine line, CalendarEvent override) {
        try {
            return line.name().equals("RECURRENCE-ID")
                    && TimeValues.read(line, new ZoneNames()).equals(override.recurrenceId());
        } catch (ICalendarSyntaxException otherwise) {
            return false;
        }
    }

    private static Optional<ContentLine> line(String raw) {
        if (raw.indexOf('\n') >= 0 || !TextValues.clean(raw).equals(raw)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ContentLine.read(raw, -1, -1, 0));
        } catch (ICalendarSyntaxException noLine) {
            return Optional.empty();
        }
    }

    private static Optional<Component> component(String raw) {
        if (!TextValues.clean(raw).equals(raw)) {
            return Optional.empty();
        }
        try {
            Component component = ICalendarReader.readDetached(raw, LIMITS);
            return Alarms.reminder(component) == null ? Optional.of(component) : Optional.empty();
        } catch (ICalendarSyntaxException noComponent) {
            return Optional.empty();
        }
    }
}
