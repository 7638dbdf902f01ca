package dev.calsync.provider.caldav.icalendar;

import java.util.Set;

/** Which properties of a VEVENT the model has a field for. */
final class EventProperties {
    private static final Set<String> SINGLES = Set.of(
            "SUMMARY",
            "DESCRIPTION",
            "LOCATION",
            "STATUS",
            "TRANSP",
            "CLASS",
            "ORGANIZER",
            "URL",
            "SEQUENCE",
            "CREATED",
            "LAST-MODIFIED");
    private static final Set<String> RECURRENCE = Set.of("RRULE", "RDATE", "EXDATE", "EXRULE");
    private static final Set<String> OTHERS = Set.of(
            "BEGIN",
            "END",
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "DURATION",
            "RECURRENCE-ID",
            "ATTENDEE",
            "CATEGORIES");

    private EventProperties() {}

    /** Whether a field of the model is that property's first line; further lines of it mean nothing. */
    static boolean isSingle(String name) {
        return SINGLES.contains(name);
    }

    static boolean isRecurrence(String name) {
        return RECURRENCE.contains(name);
    }

    /** Whether lines of that name may be extras. Some names are both: a second CONFERENCE is an extra. */
    static boolean mayBeExtra(String name) {
        return !isSingle(name) && !isRecurrence(name) && !OTHERS.contains(name);
    }
}
