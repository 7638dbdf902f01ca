package dev.calsync.provider.google.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Page tokens and sync tokens: opaque to clients, and bound to the list and the query that they came from. */
final class Cursors {
    /** Where these differ, it is still the same query. */
    private static final Set<String> NO_QUERY = Set.of(
            "pageToken",
            "maxResults",
            "fields",
            "alt",
            "prettyPrint",
            "key",
            "quotaUser",
            "userIp",
            "oauth_token",
            "maxAttendees");

    private static final Set<String> FIRST_ONLY = Set.of(
            "syncToken",
            "timeMin",
            "timeMax",
            "updatedMin",
            "showDeleted",
            "showHidden",
            "iCalUID",
            "q",
            "orderBy",
            "privateExtendedProperty",
            "sharedExtendedProperty");

    private Cursors() {}

    /**
     * Inside a list.
     *
     * @param owner what is listed
     * @param epoch of page tokens
     * @param position key of the last row that was sent
     * @param start tick at which the list began
     * @param query all that was asked for
     * @param blank whether the page before this one was empty on purpose
     */
    record Page(String owner, long epoch, long position, long start, String query, boolean blank) {
        String text() {
            return encoded("p", owner, "" + epoch, "" + position, "" + start, query, "" + blank);
        }
    }

    /**
     * After a list.
     *
     * @param owner what was listed
     * @param epoch of the owner's sync tokens
     * @param tick everything up to here is known
     * @param query what has to stay the same
     * @param issuedMillis when
     */
    record Sync(String owner, long epoch, long tick, String query, long issuedMillis) {
        String text() {
            return encoded("s", owner, "" + epoch, "" + tick, query, "" + issuedMillis);
        }
    }

    static @Nullable Page page(String text) {
        List<String> parts = decoded("p", text, 6);
        return parts.isEmpty()
                ? null
                : new Page(
                        parts.get(0),
                        Long.parseLong(parts.get(1)),
                        Long.parseLong(parts.get(2)),
                        Long.parseLong(parts.get(3)),
                        parts.get(4),
                        Boolean.parseBoolean(parts.get(5)));
    }

    static @Nullable Sync sync(String text) {
        List<String> parts = decoded("s", text, 5);
        return parts.isEmpty()
                ? null
                : new Sync(
                        parts.get(0),
                        Long.parseLong(parts.get(1)),
                        Long.parseLong(parts.get(2)),
                        parts.get(3),
                        Long.parseLong(parts.get(4)));
    }

    /** What has to be the same on every page. */
    static String pageQuery(ApiRequest request) {
        return digest(request, Set.of());
    }

    /** What has to be the same from one sync to the next. */
    static String syncQuery(ApiRequest request) {
        return digest(request, FIRST_ONLY);
    }

    private static String digest(ApiRequest request, Set<String> without) {
        Map<String, List<String>> kept = new TreeMap<>(request.query());
        kept.keySet().removeAll(NO_QUERY);
        kept.keySet().removeAll(without);
        kept.values().removeIf(values -> values.equals(List.of("false")));
        String text = request.method().id() + kept;
        return Integer.toHexString(text.hashCode()) + Integer.toHexString((text + "!").hashCode());
    }

    private static String encoded(String kind, String... parts) {
        String text = kind + "\n" + String.join("\n", parts);
        return "C" + Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> decoded(String kind, String token, int count) {
        if (!token.startsWith("C")) {
            return List.of();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token.substring(1)), StandardCharsets.UTF_8);
            List<String> parts = new ArrayList<>(List.of(text.split("\n", -1)));
            return parts.size() == count + 1 && parts.remove(0).equals(kind) ? parts : List.of();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
