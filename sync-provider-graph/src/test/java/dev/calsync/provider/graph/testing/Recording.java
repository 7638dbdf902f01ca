package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The forms of all requests and answers of this JVM, each once, for judges: names and kinds, no content. Written where the
 * system property {@value #PROPERTY} says, one JSON object a line; without it nothing is kept. Lists are taken apart, so
 * that each form of an item is there once, and not each mix of them.
 */
final class Recording {

    static final String PROPERTY = "calsync.graph.recording";
    static final String FILE = "exchanges.jsonl";

    /** The User-Agent of the fake's own tests. Their requests are no model for anybody; the answers are judged. */
    static final String OWN_CLIENT = "plain";

    /** Segments that are no ids. */
    private static final Set<String> WORDS = Set.of(
            "me",
            "users",
            "calendar",
            "calendars",
            "calendarGroups",
            "calendarView",
            "delta",
            "delta()",
            "microsoft.graph.delta",
            "microsoft.graph.delta()",
            "events",
            "instances",
            "exceptionOccurrences",
            "cancel",
            "translateExchangeIds",
            "subscriptions",
            "reauthorize",
            "$batch");

    private static final Set<String> SEEN = new HashSet<>();

    private Recording() {}

    static boolean isOn() {
        return !System.getProperty(PROPERTY, "").isEmpty();
    }

    static void add(GraphRequest request, GraphReply reply) {
        if (!isOn()) {
            return;
        }
        ObjectNode line = Json.object().put("method", request.method()).put("path", template(request.segments()));
        if (!request.header("user-agent").equals(OWN_CLIENT)) {
            ObjectNode query = line.putObject("query");
            request.allQuery().forEach((name, value) -> query.put(name, parameter(name, value)));
            JsonNode body = request.body();
            if (body != null) {
                line.set("request", Skeleton.of(body));
            }
        }
        line.put("status", reply.status());
        JsonNode body = reply.body();
        if (body == null) {
            write(line);
        } else if (body.path("value") instanceof ArrayNode items && !items.isEmpty()) {
            // Not a copy of the page for each of its items: pages have hundreds.
            ObjectNode one = Json.object();
            one.setAll((ObjectNode) body);
            for (JsonNode item : items) {
                one.putArray("value").add(item);
                line.set("answer", Skeleton.of(one));
                write(line);
            }
        } else {
            write(line.set("answer", Skeleton.of(body)));
        }
    }

    /** Something that the service sent by itself. */
    static void delivered(ObjectNode body) {
        if (isOn()) {
            write(Json.object()
                    .put("method", "POST")
                    .put("path", "notification")
                    .set("answer", Skeleton.of(body)));
        }
    }

    /** Names in options are judged, so these are kept; ids in them are not. */
    private static String parameter(String name, String value) {
        return name.equals("$select") || name.equals("$expand") || name.equals("$filter") || name.equals("$orderby")
                ? value.replaceAll("'(?:[^']|'')*'", "''")
                : Skeleton.text(name, value);
    }

    private static String template(List<String> segments) {
        StringBuilder path = new StringBuilder();
        segments.forEach(segment -> path.append('/').append(WORDS.contains(segment) ? segment : "{id}"));
        return path.toString();
    }

    /** The first line of a JVM replaces what an earlier one left. */
    private static void write(@Nullable JsonNode line) {
        String text = String.valueOf(line);
        synchronized (SEEN) {
            boolean first = SEEN.isEmpty();
            if (!SEEN.add(text)) {
                return;
            }
            Path folder = Path.of(System.getProperty(PROPERTY));
            try {
                Files.createDirectories(folder);
                Path file = folder.resolve(FILE);
                if (first) {
                    Files.deleteIfExists(file);
                }
                Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot record into " + folder, e);
            }
        }
    }
}
