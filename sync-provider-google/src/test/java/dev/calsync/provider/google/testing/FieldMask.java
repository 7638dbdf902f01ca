package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A partial response's selection, such as {@code nextPageToken,items(id,start/dateTime)}. Names that a resource has are
 * written in the same way, so one mask can be held against another.
 */
final class FieldMask {
    private static final String ANY = "*";

    private final Map<String, FieldMask> members = new LinkedHashMap<>();

    private FieldMask() {}

    static FieldMask parse(String text) throws ApiProblem {
        Reader reader = new Reader(text);
        FieldMask mask = reader.list();
        if (reader.at < text.length()) {
            throw refused(text);
        }
        return mask;
    }

    /** Refuses names that {@code shape} does not have; below a name that ends there, anything goes. */
    void check(FieldMask shape) throws ApiProblem {
        for (Map.Entry<String, FieldMask> member : members.entrySet()) {
            FieldMask there = shape.members.get(member.getKey());
            if (!member.getKey().equals(ANY) && there == null && !shape.members.containsKey(ANY)) {
                throw refused(member.getKey());
            }
            if (there != null && !there.members.isEmpty()) {
                member.getValue().check(there);
            }
        }
    }

    private static ApiProblem refused(String selection) {
        return ApiProblem.parameter("fields", "Invalid field selection " + selection);
    }

    /** What is left of a node. A mask without members, at the end of a path, leaves everything. */
    JsonNode apply(JsonNode node) {
        if (members.isEmpty()) {
            return node;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode kept = Json.array();
            array.forEach(item -> kept.add(apply(item)));
            return kept;
        }
        if (!(node instanceof ObjectNode)) {
            return node;
        }
        ObjectNode kept = Json.object();
        for (Map.Entry<String, JsonNode> member : Json.members(node)) {
            FieldMask inner = members.getOrDefault(member.getKey(), members.get(ANY));
            if (inner != null) {
                kept.set(member.getKey(), inner.apply(member.getValue()));
            }
        }
        return kept;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        FieldMask list() throws ApiProblem {
            FieldMask mask = new FieldMask();
            do {
                path(mask);
            } while (accept(','));
            return mask;
        }

        private void path(FieldMask into) throws ApiProblem {
            int start = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "*-_@".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            if (at == start) {
                throw refused(text);
            }
            FieldMask named = into.members.computeIfAbsent(text.substring(start, at), name -> new FieldMask());
            if (accept('/')) {
                path(named);
            } else if (accept('(')) {
                named.members.putAll(list().members);
                if (!accept(')')) {
                    throw refused(text);
                }
            }
        }

        private boolean accept(char wanted) {
            boolean there = at < text.length() && text.charAt(at) == wanted;
            at += there ? 1 : 0;
            return there;
        }
    }
}
