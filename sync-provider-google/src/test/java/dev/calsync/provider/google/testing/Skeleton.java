package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The form of JSON without its content. An object keeps its names; an array holds one element that unites all; a value
 * becomes the name of its type, or of several with bars between. Strings that look like dates, times or whole numbers
 * say so.
 */
final class Skeleton {
    private static final String NOTHING = "";

    private Skeleton() {}

    static JsonNode of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode form = Json.object();
            for (Map.Entry<String, JsonNode> member : Json.members(object)) {
                form.set(member.getKey(), of(member.getValue()));
            }
            return form;
        }
        ArrayNode form = Json.array();
        if (!(node instanceof ArrayNode array)) {
            return form.textNode(type(node));
        }
        JsonNode united = form.textNode(NOTHING);
        for (JsonNode element : array) {
            united = unite(united, of(element));
        }
        return array.isEmpty() ? form : form.add(united);
    }

    private static JsonNode unite(JsonNode one, JsonNode other) {
        if (one.asText().equals(NOTHING) && one.isTextual()) {
            return other;
        }
        if (one instanceof ObjectNode left && other instanceof ObjectNode right) {
            ObjectNode all = left.deepCopy();
            for (Map.Entry<String, JsonNode> member : Json.members(right)) {
                JsonNode there = all.get(member.getKey());
                all.set(member.getKey(), there == null ? member.getValue() : unite(there, member.getValue()));
            }
            return all;
        }
        if (one instanceof ArrayNode left && other instanceof ArrayNode right) {
            ArrayNode all = Json.array();
            if (left.isEmpty() || right.isEmpty()) {
                return left.isEmpty() ? right : left;
            }
            return all.add(unite(left.get(0), right.get(0)));
        }
        Set<String> types = new TreeSet<>(List.of((text(one) + "|" + text(other)).split("\\|")));
        return one.isTextual() ? Json.array().textNode(String.join("|", types)) : one;
    }

    private static String text(JsonNode form) {
        return form.isTextual() ? form.asText() : form.isArray() ? "array" : "object";
    }

    private static String type(JsonNode value) {
        if (value.isTextual()) {
            return type(value.asText());
        }
        return value.isBoolean()
                ? "boolean"
                : value.isIntegralNumber() ? "integer" : value.isNull() ? "null" : "number";
    }

    static String type(String text) {
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return "string:date";
        }
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})")) {
            return "string:date-time";
        }
        return text.matches("-?[0-9]{1,19}") ? "string:int64" : "string";
    }
}
