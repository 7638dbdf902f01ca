package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attendees as the API has them. It knows whether somebody is optional or a resource, and four answers; it does not know
 * who leads, who is only told, who sent somebody else, and whether an answer is asked for.
 */
final class PeopleFields {
    private static final String MAILTO = "mailto:";

    /** What the API knows of attendees and the model does not; only asked for before all of them are replaced. */
    static final String NOTES = ",comment,additionalGuests";

    private PeopleFields() {}

    /** Reads the member {@code attendees}. */
    static void read(JsonParser in, EventItem item) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        List<Attendee> found = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_OBJECT) {
            found.add(attendee(in, item));
        }
        item.attendees = found;
    }

    private static Attendee attendee(JsonParser in, EventItem item) throws IOException {
        StringWriter notes = null;
        String email = null;
        String name = null;
        boolean optional = false;
        boolean resource = false;
        ParticipationStatus status = ParticipationStatus.NEEDS_ACTION;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String part = in.currentName();
            JsonToken value = in.nextToken();
            switch (part) {
                case "email" -> email = Json.text(in);
                case "displayName" -> name = Json.text(in);
                case "optional" -> optional = value == JsonToken.VALUE_TRUE;
                case "resource" -> resource = value == JsonToken.VALUE_TRUE;
                case "responseStatus" -> status = status(Json.text(in, ""));
                case "comment", "additionalGuests" -> {
                    notes = notes == null ? new StringWriter() : notes;
                    notes.append(",\"").append(part).append("\":").append(Json.raw(in));
                }
                default -> in.skipChildren();
            }
        }
        if (notes != null && email != null) {
            item.note(email.toLowerCase(Locale.ROOT), notes.toString());
        }
        AttendeeRole role = resource ? AttendeeRole.RESOURCE : optional ? AttendeeRole.OPTIONAL : AttendeeRole.REQUIRED;
        return new Attendee(new Person(address(email), name), role, status, false);
    }

    /** A person's address as a calendar address; an empty one if the API hides it. */
    static String address(@Nullable String email) {
        return email == null || email.isEmpty() ? "" : MAILTO + email;
    }

    /** The mail address of a calendar address; null if it is none. */
    static @Nullable String email(Person person) {
        String address = person.address().strip();
        if (address.toLowerCase(Locale.ROOT).startsWith(MAILTO)) {
            address = address.substring(MAILTO.length());
        }
        return address.indexOf('@') > 0 && address.indexOf(' ') < 0 ? address : null;
    }

    /**
     * Writes the member {@code attendees}, which replaces all of them.
     *
     * @param known what else the API has of those who are invited already, see {@link EventItem#notes}
     * @throws IllegalArgumentException if somebody has no mail address
     */
    static void write(JsonGenerator out, List<Attendee> attendees, Map<String, String> known) throws IOException {
        out.writeArrayFieldStart("attendees");
        for (Attendee attendee : attendees) {
            String email = email(attendee.person());
            if (email == null) {
                throw new IllegalArgumentException(
                        "somebody invited has no mail address, without which Google invites" + " nobody");
            }
            out.writeStartObject();
            out.writeStringField("email", email);
            if (attendee.person().name() != null) {
                out.writeStringField("displayName", attendee.person().name());
            }
            if (attendee.role() == AttendeeRole.OPTIONAL || attendee.role() == AttendeeRole.INFORMED) {
                out.writeBooleanField("optional", true);
            }
            if (attendee.role() == AttendeeRole.RESOURCE) {
                out.writeBooleanField("resource", true);
            }
            out.writeStringField("responseStatus", word(attendee.status()));
            String more = known.get(email.toLowerCase(Locale.ROOT));
            if (more != null) {
                out.writeRaw(more);
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static ParticipationStatus status(String word) {
        return switch (word) {
            case "accepted" -> ParticipationStatus.ACCEPTED;
            case "declined" -> ParticipationStatus.DECLINED;
            case "tentative" -> ParticipationStatus.TENTATIVE;
            default -> ParticipationStatus.NEEDS_ACTION;
        };
    }

    static String word(ParticipationStatus status) {
        return switch (status) {
            case ACCEPTED -> "accepted";
            case DECLINED -> "declined";
            case TENTATIVE -> "tentative";
            case NEEDS_ACTION, DELEGATED -> "needsAction";
        };
    }
}
