package dev.calsync.provider.google.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The methods of the Calendar API v3 that the server knows: verb, path, parameters, and the scopes that let one in. */
enum ApiMethod {
    CALENDAR_LIST_LIST(
            "calendarList.list",
            "GET users/me/calendarList",
            "calendar calendar.calendarlist calendar.calendarlist.readonly calendar.readonly",
            "maxResults minAccessRole pageToken showDeleted showHidden showOwnOrganizationOnly syncToken"),
    CALENDAR_LIST_GET(
            "calendarList.get",
            "GET users/me/calendarList/{calendarId}",
            "calendar calendar.app.created calendar.calendarlist calendar.calendarlist.readonly calendar.readonly",
            ""),
    CALENDAR_LIST_INSERT(
            "calendarList.insert", "POST users/me/calendarList", "calendar calendar.calendarlist", "colorRgbFormat"),
    CALENDAR_LIST_PATCH(
            "calendarList.patch",
            "PATCH users/me/calendarList/{calendarId}",
            "calendar calendar.app.created calendar.calendarlist",
            "colorRgbFormat"),
    CALENDAR_LIST_DELETE(
            "calendarList.delete",
            "DELETE users/me/calendarList/{calendarId}",
            "calendar calendar.app.created calendar.calendarlist",
            ""),
    CALENDAR_LIST_WATCH(
            "calendarList.watch",
            "POST users/me/calendarList/watch",
            "calendar calendar.calendarlist calendar.calendarlist.readonly calendar.readonly",
            "maxResults minAccessRole pageToken showDeleted showHidden showOwnOrganizationOnly syncToken"),
    CALENDARS_GET(
            "calendars.get",
            "GET calendars/{calendarId}",
            "calendar calendar.app.created calendar.calendars calendar.calendars.readonly calendar.readonly",
            ""),
    CALENDARS_INSERT("calendars.insert", "POST calendars", "calendar calendar.app.created calendar.calendars", ""),
    CALENDARS_PATCH(
            "calendars.patch", "PATCH calendars/{calendarId}", "calendar calendar.app.created calendar.calendars", ""),
    CALENDARS_DELETE(
            "calendars.delete",
            "DELETE calendars/{calendarId}",
            "calendar calendar.app.created calendar.calendars",
            ""),
    CHANNELS_STOP(
            "channels.stop",
            "POST channels/stop",
            "calendar calendar.acls calendar.acls.readonly calendar.app.created calendar.calendarlist"
                    + " calendar.calendarlist.readonly calendar.events calendar.events.freebusy calendar.events.owned"
                    + " calendar.events.owned.readonly calendar.events.public.readonly calendar.events.readonly"
                    + " calendar.readonly calendar.settings.readonly",
            ""),
    EVENTS_LIST(
            "events.list",
            "GET calendars/{calendarId}/events",
            Words.READ,
            "alwaysIncludeEmail eventTypes iCalUID maxAttendees maxResults orderBy pageToken privateExtendedProperty q"
                    + " sharedExtendedProperty showDeleted showHiddenInvitations singleEvents syncToken timeMax timeMin"
                    + " timeZone updatedMin"),
    EVENTS_GET(
            "events.get",
            "GET calendars/{calendarId}/events/{eventId}",
            Words.READ,
            "alwaysIncludeEmail maxAttendees timeZone"),
    EVENTS_INSTANCES(
            "events.instances",
            "GET calendars/{calendarId}/events/{eventId}/instances",
            Words.READ,
            "alwaysIncludeEmail maxAttendees maxResults originalStart pageToken showDeleted timeMax timeMin timeZone"),
    EVENTS_INSERT(
            "events.insert",
            "POST calendars/{calendarId}/events",
            Words.WRITE,
            "conferenceDataVersion eventLabelVersion maxAttendees sendNotifications sendUpdates supportsAttachments"),
    EVENTS_IMPORT(
            "events.import",
            "POST calendars/{calendarId}/events/import",
            Words.WRITE,
            "conferenceDataVersion eventLabelVersion supportsAttachments"),
    EVENTS_PATCH("events.patch", "PATCH calendars/{calendarId}/events/{eventId}", Words.WRITE, Words.UPDATE_PARAMETERS),
    EVENTS_UPDATE("events.update", "PUT calendars/{calendarId}/events/{eventId}", Words.WRITE, Words.UPDATE_PARAMETERS),
    EVENTS_DELETE(
            "events.delete",
            "DELETE calendars/{calendarId}/events/{eventId}",
            Words.WRITE,
            "sendNotifications sendUpdates"),
    EVENTS_MOVE(
            "events.move",
            "POST calendars/{calendarId}/events/{eventId}/move",
            "calendar calendar.events calendar.events.owned",
            "destination sendNotifications sendUpdates"),
    EVENTS_WATCH(
            "events.watch",
            "POST calendars/{calendarId}/events/watch",
            Words.READ,
            "alwaysIncludeEmail eventTypes iCalUID maxAttendees maxResults orderBy pageToken privateExtendedProperty q"
                    + " sharedExtendedProperty showDeleted showHiddenInvitations singleEvents syncToken timeMax timeMin"
                    + " timeZone updatedMin");

    /** A constant cannot name one of its own enum's. */
    private static final class Words {
        static final String READ = "calendar calendar.app.created calendar.events calendar.events.freebusy"
                + " calendar.events.owned calendar.events.owned.readonly calendar.events.public.readonly"
                + " calendar.events.readonly calendar.readonly";
        static final String WRITE = "calendar calendar.app.created calendar.events calendar.events.owned";
        static final String UPDATE_PARAMETERS = "alwaysIncludeEmail conferenceDataVersion eventLabelVersion"
                + " maxAttendees sendNotifications sendUpdates supportsAttachments";
        static final String COMMON = " alt fields key oauth_token prettyPrint quotaUser userIp";
    }

    static final String SCOPE_PREFIX = "https://www.googleapis.com/auth/";

    private final String id;
    private final String verb;
    private final String template;
    private final List<String> segments;
    private final Set<String> scopes;
    private final Set<String> parameters;

    ApiMethod(String id, String call, String scopes, String parameters) {
        this.id = id;
        this.verb = call.substring(0, call.indexOf(' '));
        this.template = call.substring(call.indexOf(' ') + 1);
        this.segments = List.of(template.split("/", -1));
        this.scopes = words(scopes).map(name -> SCOPE_PREFIX + name).collect(Collectors.toUnmodifiableSet());
        this.parameters = words(parameters + Words.COMMON).collect(Collectors.toUnmodifiableSet());
    }

    /** A method and what its path's variables are. */
    record Call(ApiMethod method, Map<String, String> variables) {}

    /** The call for a verb and the decoded segments below the API's root; null if there is none. */
    static @Nullable Call find(String verb, List<String> path) {
        Call found = null;
        for (ApiMethod method : values()) {
            Map<String, String> variables = method.match(path);
            // A literal segment beats a variable: events/import is no event.
            if (variables != null
                    && method.verb.equals(verb)
                    && (found == null || variables.size() < found.variables().size())) {
                found = new Call(method, variables);
            }
        }
        return found;
    }

    private @Nullable Map<String, String> match(List<String> path) {
        if (path.size() != segments.size()) {
            return null;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{")) {
                variables.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return null;
            }
        }
        return variables;
    }

    /** Its name in the API's description, without the leading {@code calendar.}. */
    String id() {
        return id;
    }

    String verb() {
        return verb;
    }

    String template() {
        return template;
    }

    /** Any one of these suffices. */
    Set<String> scopes() {
        return scopes;
    }

    /** The query parameters it takes, with those that all take. */
    Set<String> parameters() {
        return parameters;
    }

    boolean isWrite() {
        return !verb.equals("GET") && !id.endsWith(".watch") && this != CHANNELS_STOP;
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty());
    }

    static List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (ApiMethod method : values()) {
            ids.add(method.id);
        }
        return ids;
    }
}
