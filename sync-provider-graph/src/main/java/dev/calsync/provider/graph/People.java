package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who organises an event and who is invited, as Graph writes people. */
final class People {
    private static final String MAILTO = "mailto:";

    private People() {}

    /** What an attendee object says besides the person. */
    private static final class Read {
        private @Nullable Person person;
        private AttendeeRole role = AttendeeRole.REQUIRED;
        private ParticipationStatus status = ParticipationStatus.NEEDS_ACTION;
    }

    /** The organizer; null if nobody is named. */
    static @Nullable Person recipient(JsonParser in) throws IOException {
        Read read = new Read();
        Json.object(in, part -> member(in, part, read));
        return read.person;
    }

    /** Everybody invited. Whether an answer is asked for stands at the event, not at them. */
    static List<Attendee> attendees(JsonParser in) throws IOException {
        List<Attendee> all = new ArrayList<>(4);
        Json.objects(in, () -> {
            Read read = new Read();
            Json.object(in, part -> member(in, part, read));
            if (read.person != null) {
                all.add(new Attendee(read.person, read.role, read.status, true));
            }
        });
        return all;
    }

    private static void member(JsonParser in, String part, Read read) throws IOException {
        switch (part) {
            case "emailAddress" -> read.person = person(in);
            case "type" -> read.role = role(Json.text(in, ""));
            case "status" ->
                Json.object(in, inner -> {
                    if (inner.equals("response")) {
                        read.status = status(Json.text(in, ""));
                    } else {
                        in.skipChildren();
                    }
                });
            default -> in.skipChildren();
        }
    }

    private static @Nullable Person person(JsonParser in) throws IOException {
        String[] parts = {"", ""};
        Json.object(in, part -> {
            switch (part) {
                case "address" -> parts[0] = Json.text(in, "");
                case "name" -> parts[1] = Json.text(in, "");
                default -> in.skipChildren();
            }
        });
        if (parts[0].isEmpty() && parts[1].isEmpty()) {
            return null;
        }
        // Where there is no name Exchange shows the address in its place.
        boolean named = !parts[1].isEmpty() && !parts[1].equalsIgnoreCase(parts[0]);
        return new Person(parts[0].isEmpty() ? "" : MAILTO + parts[0], named ? parts[1] : null);
    }

    private static AttendeeRole role(String word) {
        return switch (word) {
            case "optional" -> AttendeeRole.OPTIONAL;
            case "resource" -> AttendeeRole.RESOURCE;
            default -> AttendeeRole.REQUIRED;
        };
    }

    private static ParticipationStatus status(String word) {
        return switch (word) {
            case "accepted", "organizer" -> ParticipationStatus.ACCEPTED;
            case "tentativelyAccepted" -> ParticipationStatus.TENTATIVE;
            case "declined" -> ParticipationStatus.DECLINED;
            default -> ParticipationStatus.NEEDS_ACTION;
        };
    }

    /** Whether each of them has an address that mail can be sent to: others cannot be invited here. */
    static boolean invitable(List<Attendee> attendees) {
        return attendees.stream().allMatch(attendee -> !mail(attendee.person()).isEmpty());
    }

    /** Whether the same people are invited in the same roles, whatever their answers are and how they are called. */
    static boolean sameInvitations(List<Attendee> one, List<Attendee> other) {
        return invitations(one).equals(invitations(other));
    }

    private static Set<String> invitations(List<Attendee> attendees) {
        Set<String> all = new TreeSet<>();
        for (Attendee attendee : attendees) {
            all.add(mail(attendee.person()).toLowerCase(Locale.ROOT) + " " + word(attendee.role()));
        }
        return all;
    }

    /** Answers are the attendees' own and cannot be written. */
    static void write(JsonGenerator out, List<Attendee> attendees) throws IOException {
        out.writeArrayFieldStart("attendees");
        for (Attendee attendee : attendees) {
            out.writeStartObject();
            out.writeStringField("type", word(attendee.role()));
            out.writeObjectFieldStart("emailAddress");
            out.writeStringField("address", mail(attendee.person()));
            String name = attendee.person().name();
            if (name != null && !name.isEmpty()) {
                out.writeStringField("name", name);
            }
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static String word(AttendeeRole role) {
        return switch (role) {
            case OPTIONAL, INFORMED -> "optional";
            case RESOURCE -> "resource";
            case CHAIR, REQUIRED -> "required";
        };
    }

    private static String mail(Person person) {
        String address = person.address().strip();
        String bare =
                address.toLowerCase(Locale.ROOT).startsWith(MAILTO) ? address.substring(MAILTO.length()) : address;
        return bare.indexOf('@') > 0 && bare.indexOf(':') < 0 ? bare : "";
    }
}
