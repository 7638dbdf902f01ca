package dev.calsync.provider.graph;

import dev.calsync.provider.graph.Tiles.Tile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The addresses below the version, for one mailbox. Events are always addressed through their calendar: those of a shared
 * calendar are found nowhere else.
 *
 * @param owner {@code /me}, or {@code /users/…} for a mailbox that the application itself may open
 */
record GraphPaths(String owner) {
    private static final String SERIES =
            "?$select=" + ItemReader.SELECT_SERIES + "&$expand=exceptionOccurrences($select=" + ItemReader.SELECT + ")";

    /** Of a mailbox: {@code me}, or a user's id or address. */
    static GraphPaths of(String mailbox) {
        return new GraphPaths(mailbox.equals("me") ? "/me" : "/users/" + segment(mailbox));
    }

    String user() {
        return owner + "?$select=id,userPrincipalName,mail";
    }

    String calendars() {
        return owner + "/calendars?$top=100&$select=" + CalendarList.SELECT;
    }

    String groups() {
        return owner + "/calendarGroups?$top=100&$select=id,name";
    }

    String calendarsOf(String group) {
        return owner + "/calendarGroups/" + segment(group) + "/calendars?$top=100&$select=" + CalendarList.SELECT;
    }

    String primary() {
        return owner + "/calendar?$select=" + CalendarList.SELECT;
    }

    String calendar(String calendar) {
        return owner + "/calendars/" + segment(calendar);
    }

    /** What a subscription watches. */
    String eventsOf(String calendar) {
        return calendar(calendar) + "/events";
    }

    String delta(String calendar, Tile tile) {
        return calendar(calendar) + "/calendarView/delta?startDateTime=" + tile.start() + "&endDateTime=" + tile.end();
    }

    String event(String calendar, String event) {
        return eventsOf(calendar) + "/" + segment(event);
    }

    /** An event with everything there is to know of it, also if it is a series. */
    String whole(String calendar, String event) {
        return event(calendar, event) + SERIES;
    }

    String calendarOf(String calendar, String event) {
        return event(calendar, event) + "/calendar?$select=id";
    }

    String instances(String calendar, String master, Instant from, Instant until) {
        return event(calendar, master) + "/instances?startDateTime=" + from + "&endDateTime=" + until
                + "&$select=id,type,start,end,originalStart,seriesMasterId";
    }

    String byICalUid(String calendar, String uid) {
        return eventsOf(calendar) + "?$filter=" + value("iCalUId eq " + quoted(uid)) + "&$top=2&$select="
                + ItemReader.SELECT;
    }

    String byProperty(String calendar, String property, String text) {
        String filter = "singleValueExtendedProperties/Any(ep: ep/id eq " + quoted(property) + " and ep/value eq "
                + quoted(text) + ")";
        return eventsOf(calendar) + "?$filter=" + value(filter) + "&$top=2&$select=" + ItemReader.SELECT;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** One path segment (RFC 3986 section 3.3). */
    static String segment(String text) {
        return value(text);
    }

    private static String value(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
