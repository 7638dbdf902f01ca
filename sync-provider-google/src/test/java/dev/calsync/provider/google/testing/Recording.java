package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The forms of all requests and answers of this JVM, each once, for judges: names and types, no content. Written where
 * the system property {@value #PROPERTY} says, one JSON object a line; without it nothing is kept.
 */
final class Recording {
    static final String PROPERTY = "calsync.google.recording";
    static final String FILE = "exchanges.jsonl";
    /** What the server takes its methods to be: that is judged too. */
    static final String METHODS = "methods.json";

    /** The User-Agent of the fake's own tests. Their requests are no model for anybody; the answers are judged. */
    static final String OWN_CLIENT = "plain";

    /** Parameters whose values are words of the API; of others only the type is kept. */
    private static final Set<String> WORDS =
            Set.of("alt", "eventTypes", "fields", "minAccessRole", "orderBy", "sendUpdates");

    private static final Set<String> SEEN = new TreeSet<>();

    private Recording() {}

    static void add(LoggedRequest request, HttpMessage message, @Nullable ApiReply reply) {
        String folder = System.getProperty(PROPERTY);
        if (folder == null || folder.isEmpty()) {
            return;
        }
        ObjectNode line = Json.object().put("kind", request.kind());
        if (!message.header("User-Agent").equals(OWN_CLIENT)) {
            asked(request, message, line);
        }
        if (reply != null) {
            line.put("status", reply.status());
            form(reply.text(), reply.headers().getOrDefault("Content-Type", ""))
                    .ifPresent(form -> line.set("answer", form));
        }
        write(Path.of(folder), line.toString());
    }

    private static void asked(LoggedRequest request, HttpMessage message, ObjectNode line) {
        boolean login = request.kind().startsWith("oauth.");
        ObjectNode query = line.putObject("query");
        Map<String, List<String>> parameters = login ? HttpMessage.form(message.text()) : message.query();
        new TreeMap<>(parameters).forEach((name, values) -> {
            TreeSet<String> kept = new TreeSet<>();
            values.forEach(value -> kept.add(WORDS.contains(name) ? value : parameterType(value)));
            query.put(name, String.join("|", kept));
        });
        if (!login) {
            form(message.text(), message.header("Content-Type")).ifPresent(form -> line.set("request", form));
        }
    }

    private static String parameterType(String value) {
        return value.equals("true") || value.equals("false") ? "boolean" : Skeleton.type(value);
    }

    private static Optional<JsonNode> form(String text, String type) {
        if (!type.startsWith("application/json")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Skeleton.of(Json.parsed(text)));
        } catch (ApiProblem notJson) {
            return Optional.empty();
        }
    }

    /** The first line of a JVM replaces what an earlier one left. */
    private static void write(Path folder, String line) {
        synchronized (SEEN) {
            boolean first = SEEN.isEmpty();
            if (!SEEN.add(line)) {
                return;
            }
            try {
                Files.createDirectories(folder);
                Path file = folder.resolve(FILE);
                if (first) {
                    Files.deleteIfExists(file);
                    Files.writeString(folder.resolve(METHODS), methods().toPrettyString());
                }
                Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot record into " + folder, e);
            }
        }
    }

    private static ObjectNode methods() {
        ObjectNode methods = Json.object();
        for (ApiMethod method : ApiMethod.values()) {
            ObjectNode facts = methods.putObject(method.id());
            facts.put("verb", method.verb()).put("path", method.template());
            method.scopes().stream().sorted().forEach(facts.putArray("scopes")::add);
            method.parameters().stream().sorted().forEach(facts.putArray("parameters")::add);
        }
        return methods;
    }
}
