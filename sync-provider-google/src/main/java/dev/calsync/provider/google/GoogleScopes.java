package dev.calsync.provider.google;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What an access token was granted, as far as that is known, and what it is good for. What is not known is taken for
 * granted; the API refuses it where it is not.
 */
final class GoogleScopes {
    private static final String ROOT = "https://www.googleapis.com/auth/";

    /** Lists the calendars that the user subscribed to. */
    static final String LIST_CALENDARS = ROOT + "calendar.calendarlist.readonly";
    /** Reads and writes the events of all calendars. */
    static final String EVENTS = ROOT + "calendar.events";
    /** Reads the events of all calendars. */
    static final String READ_EVENTS = ROOT + "calendar.events.readonly";

    private static final String ALL = ROOT + "calendar";
    private static final String ALL_READ_ONLY = ROOT + "calendar.readonly";
    private static final String OWNED = ROOT + "calendar.events.owned";
    private static final String OWNED_READ_ONLY = ROOT + "calendar.events.owned.readonly";
    private static final String APP_CREATED = ROOT + "calendar.app.created";

    private static final Set<String> LISTING =
            Set.of(ALL, ALL_READ_ONLY, ROOT + "calendar.calendarlist", LIST_CALENDARS);
    private static final Set<String> READING =
            Set.of(ALL, ALL_READ_ONLY, EVENTS, READ_EVENTS, OWNED, OWNED_READ_ONLY, APP_CREATED);
    private static final Set<String> READING_ALL = Set.of(ALL, ALL_READ_ONLY, EVENTS, READ_EVENTS);
    private static final Set<String> WRITING = Set.of(ALL, EVENTS, OWNED, APP_CREATED);

    private final Set<String> granted;

    /** @param granted the scopes that came with the token; empty if that is not known */
    GoogleScopes(Collection<String> granted) {
        this.granted = Set.copyOf(granted);
    }

    private boolean any(Set<String> wanted) {
        return granted.isEmpty() || granted.stream().anyMatch(wanted::contains);
    }

    boolean mayWrite() {
        return any(WRITING);
    }

    /** Whether only the events of calendars that the user owns can be read. */
    boolean ownedOnly() {
        return !any(READING_ALL);
    }

    /** What cannot be done without, and is missing: one sentence for each. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!any(LISTING)) {
            missing.add("to list the user's calendars: " + LIST_CALENDARS);
        }
        if (!any(READING)) {
            missing.add("to read events: " + READ_EVENTS + " (or " + EVENTS + ", to write them too)");
        }
        return missing;
    }
}
