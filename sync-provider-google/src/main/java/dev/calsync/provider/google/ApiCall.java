package dev.calsync.provider.google;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API, alone or as a part of a batch.
 *
 * @param method GET, POST, PATCH or DELETE
 * @param path below {@code calendar/v3/}, encoded
 * @param query the parameters, not encoded
 * @param body JSON; null for none
 * @param ifMatch the entity tag of the state that a write is meant for; null for none
 */
record ApiCall(
        String method,
        String path,
        Map<String, String> query,
        @Nullable Content body,
        @Nullable String ifMatch) {

    static ApiCall get(String path) {
        return new ApiCall("GET", path, Map.of(), null, null);
    }

    static ApiCall post(String path, Content body) {
        return new ApiCall("POST", path, Map.of(), body, null);
    }

    static ApiCall patch(String path, Content body, @Nullable String ifMatch) {
        return new ApiCall("PATCH", path, Map.of(), body, ifMatch);
    }

    static ApiCall delete(String path, @Nullable String ifMatch) {
        return new ApiCall("DELETE", path, Map.of(), null, ifMatch);
    }

    /** The same with one more parameter; null leaves it out. */
    ApiCall with(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new TreeMap<>(query);
        more.put(name, value);
        return new ApiCall(method, path, more, body, ifMatch);
    }

    /** Whether it changes something. */
    boolean writes() {
        return !method.equals("GET");
    }

    /** Path and query, encoded. */
    String target() {
        StringBuilder target = new StringBuilder(path);
        char separator = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            target.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return target.toString();
    }

    /** An id as one segment of a path. */
    static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String events(String calendarId) {
        return "calendars/" + segment(calendarId) + "/events";
    }

    static String event(String calendarId, String eventId) {
        return events(calendarId) + "/" + segment(eventId);
    }

    /** Shows neither ids nor parameters. */
    @Override
    public String toString() {
        return method;
    }
}
