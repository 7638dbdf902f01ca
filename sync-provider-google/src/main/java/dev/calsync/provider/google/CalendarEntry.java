package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.provider.Capability;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * One calendar of the user's list.
 *
 * @param id the calendar's id; {@code primary} is never used for it, because that word means another one to everybody
 * @param name what the user calls it
 * @param role what the user may do
 * @param primary whether it is the user's own, whose id is the user's address
 * @param listed whether it is on the list: neither deleted from it nor hidden
 */
record CalendarEntry(String id, String name, String role, boolean primary, boolean listed) {
    static final String FIELDS = "id,summary,summaryOverride,accessRole,primary,deleted,hidden";
    private static final String OWNER = "owner";
    private static final Set<String> WRITERS = Set.of(OWNER, "writer", "writerWithoutPrivateAccess");
    private static final String READER = "reader";

    /** The parser stands at the object's start, and afterwards at its end. */
    static CalendarEntry read(JsonParser in) throws IOException {
        String id = "";
        String summary = "";
        String override = "";
        String role = "";
        boolean primary = false;
        boolean listed = true;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            switch (name) {
                case "id" -> id = Json.text(in, "");
                case "summary" -> summary = Json.text(in, "");
                case "summaryOverride" -> override = Json.text(in, "");
                case "accessRole" -> role = Json.text(in, "");
                case "primary" -> primary = value == JsonToken.VALUE_TRUE;
                case "deleted", "hidden" -> listed &= value != JsonToken.VALUE_TRUE;
                default -> in.skipChildren();
            }
        }
        return new CalendarEntry(id, override.isEmpty() ? summary : override, role, primary, listed);
    }

    /** Whether its events can be read; who sees free and busy only has nothing to synchronise. */
    boolean readable() {
        return writable() || role.equals(READER);
    }

    /** Whether its owner lets this user change events. */
    boolean writable() {
        return WRITERS.contains(role);
    }

    boolean owned() {
        return role.equals(OWNER);
    }

    CalendarEntry withRole(String next) {
        return role.equals(next) ? this : new CalendarEntry(id, name, next, primary, listed);
    }

    /** What can be done with it under these scopes. */
    Set<Capability> capabilities(GoogleScopes scopes) {
        Set<Capability> capabilities = EnumSet.of(Capability.INCREMENTAL_CHANGES, Capability.RECURRENCE);
        if (writable() && scopes.mayWrite()) {
            capabilities.add(Capability.WRITE);
            capabilities.add(Capability.CONDITIONAL_WRITES);
        }
        return capabilities;
    }

    /** Shows no name. */
    @Override
    public String toString() {
        return "CalendarEntry[" + role + "]";
    }
}
