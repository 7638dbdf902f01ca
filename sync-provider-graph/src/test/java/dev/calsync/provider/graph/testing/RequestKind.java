package dev.calsync.provider.graph.testing;

import java.util.List;

/** What a request asks for. */
public enum RequestKind {
    /** A token. */
    TOKEN,
    /** Any other page of the sign-in service: authorization, keys, configuration. */
    LOGIN,
    /** The user. */
    ME,
    /** Calendars, groups of calendars, one of them, or a change to one. */
    CALENDARS,
    /** A delta of a calendar view, whichever page. */
    DELTA,
    /** A calendar view. */
    VIEW,
    /** A list of events. */
    EVENTS,
    /** The occurrences of a series. */
    INSTANCES,
    /** One event. */
    EVENT_GET,
    /** A new event. */
    EVENT_CREATE,
    /** A change of an event. */
    EVENT_PATCH,
    /** A deletion of an event. */
    EVENT_DELETE,
    /** An action on an event or on ids. */
    ACTION,
    /** Several requests in one. */
    BATCH,
    /** A new subscription. */
    SUBSCRIPTION_CREATE,
    /** Any other request about subscriptions. */
    SUBSCRIPTIONS,
    /** Anything else. */
    OTHER;

    static RequestKind of(String method, List<String> path) {
        if (path.isEmpty()) {
            return OTHER;
        }
        String first = path.get(0);
        String last = path.get(path.size() - 1);
        boolean get = method.equals("GET");
        if (first.equals("$batch")) {
            return BATCH;
        }
        if (first.equals("subscriptions")) {
            return method.equals("POST") && path.size() == 1 ? SUBSCRIPTION_CREATE : SUBSCRIPTIONS;
        }
        if (!first.equals("me") && !first.equals("users")) {
            return OTHER;
        }
        if (last.startsWith("delta") || last.startsWith("microsoft.graph.delta")) {
            return DELTA;
        }
        if (last.equals("calendarView")) {
            return VIEW;
        }
        if (last.equals("instances")) {
            return INSTANCES;
        }
        if (last.equals("events")) {
            return get ? EVENTS : EVENT_CREATE;
        }
        if (path.size() > 1 && path.get(path.size() - 2).equals("events")) {
            return get ? EVENT_GET : method.equals("PATCH") ? EVENT_PATCH : EVENT_DELETE;
        }
        if (method.equals("POST") && !last.startsWith("calendar")) {
            return ACTION;
        }
        return path.stream().anyMatch(segment -> segment.startsWith("calendar")) ? CALENDARS : ME;
    }
}
