package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The form of JSON: names, and of each value only what kind it is. Single words are kept, as {@code =word}, because they
 * may be members of an enumeration; what people write is not.
 */
final class Skeleton {

    private static final Set<String> FREE_TEXT = Set.of(
            "subject",
            "content",
            "bodyPreview",
            "displayName",
            "givenName",
            "surname",
            "name",
            "message",
            "value",
            "code",
            "mail",
            "address",
            "clientState",
            "transactionId",
            "uniqueId",
            "$skip",
            "$top");

    private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,32}|#[Mm]icrosoft\\.[Gg]raph\\.[A-Za-z]+");
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern LOCAL = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Skeleton() {}

    static JsonNode of(JsonNode node) {
        return of("", node);
    }

    private static JsonNode of(String name, JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode form = Json.object();
            object.properties().forEach(field -> form.set(field.getKey(), of(field.getKey(), field.getValue())));
            return form;
        }
        if (node instanceof ArrayNode array) {
            Set<JsonNode> forms = new LinkedHashSet<>();
            array.forEach(each -> forms.add(of(name, each)));
            ArrayNode form = Json.array();
            forms.forEach(form::add);
            return form;
        }
        return TextNode.valueOf(scalar(name, node));
    }

    private static String scalar(String name, JsonNode node) {
        if (node.isTextual()) {
            return text(name, node.textValue());
        }
        return switch (node.getNodeType()) {
            case NUMBER -> node.isInt() ? "#int" : node.isIntegralNumber() ? "#long" : "#double";
            case BOOLEAN -> "#boolean";
            default -> "#null";
        };
    }

    /** The kind of a text. */
    static String text(String name, String text) {
        if (!FREE_TEXT.contains(name) && WORD.matcher(text).matches()) {
            return '=' + text;
        }
        return INSTANT.matcher(text).matches()
                ? "#instant"
                : LOCAL.matcher(text).matches()
                        ? "#local"
                        : DATE.matcher(text).matches()
                                ? "#date"
                                : GUID.matcher(text).matches() ? "#guid" : "#text";
    }
}
