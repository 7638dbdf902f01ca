package dev.calsync.provider.graph.judge;

import com.microsoft.kiota.QueryParameters;
import com.microsoft.kiota.RequestAdapter;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What lies behind a path: the types that go in and come out, and the SDK's own request builder for it. */
final class Resources {

    /** Last words of paths that are lists, and of what. */
    private static final Map<String, String> LISTS = Map.of(
            "calendars", "calendar",
            "calendarGroups", "calendarGroup",
            "calendarView", "event",
            "events", "event",
            "instances", "event",
            "exceptionOccurrences", "event",
            "subscriptions", "subscription");

    private static final Map<String, String> MOST_FAMILIAR = Map.of(
            "me", "user",
            "users", "user",
            "calendars", "calendar",
            "calendarGroups", "calendarGroup",
            "events", "event",
            "subscriptions", "subscription");

    private Resources() {}

    /** What a request carries and a single answer is, or null if that is no entity. */
    static @Nullable String entity(String path) {
        List<String> words = words(path);
        String last = words.get(words.size() - 1);
        if (isDelta(last)) {
            return "event";
        }
        if (last.equals("calendar")) {
            return "calendar";
        }
        if (LISTS.containsKey(last)) {
            return LISTS.get(last);
        }
        if (last.equals("{id}")) {
            return MOST_FAMILIAR.get(words.get(words.size() - 2));
        }
        return last.equals("me") ? "user" : null;
    }

    /** Whether a GET answers with any number of them. */
    static boolean isList(String path) {
        List<String> words = words(path);
        String last = words.get(words.size() - 1);
        return LISTS.containsKey(last) || isDelta(last);
    }

    static boolean isDelta(String word) {
        return word.replace("microsoft.graph.", "").replace("()", "").equals("delta");
    }

    private static List<String> words(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** The SDK's request builder for the path. */
    static Class<?> builder(String path) throws ClassNotFoundException {
        StringBuilder name = new StringBuilder("com.microsoft.graph");
        String before = "";
        String last = "";
        for (String raw : words(path)) {
            String word = isDelta(raw) ? "delta" : raw;
            before = last;
            last = word;
            name.append('.')
                    .append(
                            word.equals("me")
                                    ? "users.item"
                                    : word.equals("{id}") ? "item" : word.toLowerCase(Locale.ROOT));
        }
        String simple = last.equals("me")
                ? "UserItem"
                : last.equals("{id}") ? capital(before.substring(0, before.length() - 1)) + "Item" : capital(last);
        return Class.forName(name + "." + simple + "RequestBuilder");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** Whether the builder can do this. */
    static boolean can(Class<?> builder, String method) {
        for (Method each : builder.getMethods()) {
            if (each.getName().equals(method.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** The query options that the builder knows for this method, in lower case. */
    static Set<String> options(Class<?> builder, String method) throws ReflectiveOperationException {
        Set<String> options = new HashSet<>();
        for (Class<?> inner : builder.getClasses()) {
            if (inner.getSimpleName().equals(capital(method.toLowerCase(Locale.ROOT)) + "QueryParameters")) {
                Object owner = builder.getConstructor(String.class, RequestAdapter.class)
                        .newInstance("http://127.0.0.1/", NoAdapter.of());
                QueryParameters parameters =
                        (QueryParameters) inner.getConstructor(builder).newInstance(owner);
                parameters
                        .toQueryParameters()
                        .keySet()
                        .forEach(key -> options.add(
                                URLDecoder.decode(key, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT)));
            }
        }
        return options;
    }
}
