package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON trees: how they are read, merged and walked. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Parses what the fake's own callers hand in. */
    static ObjectNode given(String text) {
        try {
            return parsed(text);
        } catch (ApiProblem e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getMessage(), e);
        }
    }

    static ObjectNode parsed(String text) throws ApiProblem {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw ApiProblem.of(400, "parseError", "Parse Error");
        }
        throw ApiProblem.of(400, "parseError", "The body is no JSON object.");
    }

    /**
     * Lays a change onto an object as PATCH does: objects are merged member by member, null takes a member away,
     * everything else, arrays too, is replaced.
     */
    static void merge(ObjectNode target, ObjectNode change) {
        for (Map.Entry<String, JsonNode> member : members(change)) {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                target.remove(member.getKey());
            } else if (value instanceof ObjectNode inner) {
                ObjectNode into = target.get(member.getKey()) instanceof ObjectNode there ? there : object();
                merge(into, inner);
                target.set(member.getKey(), into);
            } else {
                target.set(member.getKey(), value.deepCopy());
            }
        }
    }

    /** A copy of the members, so that the object may be changed meanwhile. */
    static List<Map.Entry<String, JsonNode>> members(JsonNode object) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
        object.properties().forEach(member -> members.add(Map.entry(member.getKey(), member.getValue())));
        return members;
    }

    static String text(JsonNode object, String name) {
        return object.path(name).asText("");
    }

    static ObjectNode child(ObjectNode object, String name) {
        return object.get(name) instanceof ObjectNode there ? there : object();
    }
}
