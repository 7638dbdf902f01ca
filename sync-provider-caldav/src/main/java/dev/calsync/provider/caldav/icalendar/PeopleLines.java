package dev.calsync.provider.caldav.icalendar;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import org.jspecify.annotations.Nullable;

/** ORGANIZER and ATTENDEE lines (RFC 5545 section 3.8.4.1 and 3.8.4.3). */
final class PeopleLines {
    private PeopleLines() {}

    static Person person(ContentLine line) {
        return new Person(line.value(), line.param("CN"));
    }

    static Attendee attendee(ContentLine line) {
        return new Attendee(person(line), role(line), status(line.param("PARTSTAT")), line.paramIs("RSVP", "TRUE"));
    }

    private static AttendeeRole role(ContentLine line) {
        if (isThing(line)) {
            return AttendeeRole.RESOURCE;
        }
        String role = line.param("ROLE");
        return switch (role == null ? "" : ContentLine.upper(role)) {
            case "CHAIR" -> AttendeeRole.CHAIR;
            case "OPT-PARTICIPANT" -> AttendeeRole.OPTIONAL;
            case "NON-PARTICIPANT" -> AttendeeRole.INFORMED;
            default -> AttendeeRole.REQUIRED;
        };
    }

    private static boolean isThing(ContentLine line) {
        return line.paramIs("CUTYPE", "RESOURCE") || line.paramIs("CUTYPE", "ROOM");
    }

    private static ParticipationStatus status(@Nullable String partstat) {
        return switch (partstat == null ? "" : ContentLine.upper(partstat)) {
            case "ACCEPTED" -> ParticipationStatus.ACCEPTED;
            case "DECLINED" -> ParticipationStatus.DECLINED;
            case "TENTATIVE" -> ParticipationStatus.TENTATIVE;
            case "DELEGATED" -> ParticipationStatus.DELEGATED;
            default -> ParticipationStatus.NEEDS_ACTION;
        };
    }

    static ContentLine organizer(Person person) {
        return ContentLine.of("ORGANIZER", TextValues.oneLine(person.address())).withParam("CN", person.name());
    }

    /** The organizer's line for another state: the same one with another name, or a new one for somebody else. */
    static ContentLine organizer(@Nullable ContentLine old, Person person) {
        return old != null && old.value().equals(person.address())
                ? old.withParam("CN", person.name())
                : organizer(person);
    }

    static ContentLine attendee(Attendee attendee) {
        ContentLine bare =
                ContentLine.of("ATTENDEE", TextValues.oneLine(attendee.person().address()));
        return attendee(bare, attendee);
    }

    /** An attendee's line for another state; parameters that state the same already, or something else, stay. */
    static ContentLine attendee(ContentLine old, Attendee wanted) {
        Attendee is = attendee(old);
        ContentLine line = old;
        if (!wanted.person().equals(is.person())) {
            line = line.withParam("CN", wanted.person().name());
        }
        if (wanted.role() != is.role()) {
            line = withRole(line, wanted.role());
        }
        if (wanted.status() != is.status()) {
            line = line.withParam("PARTSTAT", wanted.status().name().replace('_', '-'));
        }
        if (wanted.rsvp() != is.rsvp()) {
            line = line.withParam("RSVP", wanted.rsvp() ? "TRUE" : null);
        }
        return line;
    }

    private static ContentLine withRole(ContentLine line, AttendeeRole role) {
        ContentLine typed = isThing(line) ? line.withParam("CUTYPE", null) : line;
        return switch (role) {
            case CHAIR -> typed.withParam("ROLE", "CHAIR");
            case REQUIRED -> typed.withParam("ROLE", "REQ-PARTICIPANT");
            case OPTIONAL -> typed.withParam("ROLE", "OPT-PARTICIPANT");
            case INFORMED -> typed.withParam("ROLE", "NON-PARTICIPANT");
            case RESOURCE -> typed.withParam("CUTYPE", "RESOURCE");
        };
    }
}
