package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer before it goes onto the wire.
 *
 * @param body JSON, or null for none
 */
record GraphReply(
        int status, Map<String, String> headers, @Nullable JsonNode body) {

    static GraphReply json(int status, JsonNode body) {
        return new GraphReply(status, Map.of(), body);
    }

    static GraphReply ok(JsonNode body) {
        return json(200, body);
    }

    static GraphReply empty(int status) {
        return new GraphReply(status, Map.of(), null);
    }

    GraphReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new GraphReply(status, more, body);
    }
}
