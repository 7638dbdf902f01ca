package dev.calsync.schedule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the members of one JSON object, notes every fault with its path, and at the end names the members that nobody
 * asked for. A member that is {@code null} counts as missing.
 */
final class JsonMembers {
    private static final int MAX_NESTING = 32;

    static final JsonMapper MAPPER = JsonMapper.builder(factory())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;
    private final String path;
    private final List<String> faults;
    private final Set<String> known = new HashSet<>();

    JsonMembers(JsonNode object, String path, List<String> faults) {
        this.object = object;
        this.path = path;
        this.faults = faults;
    }

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxNumberLength(32)
                        .build())
                .build();
    }

    /** The object that a text holds; empty, with the fault noted, if it holds none. */
    static Optional<JsonNode> parseObject(String json, int maxChars, List<String> faults) {
        if (json.length() > maxChars) {
            faults.add("$: the JSON text has more than " + maxChars + " characters");
            return Optional.empty();
        }
        try {
            JsonNode root = MAPPER.readTree(json);
            if (root.isObject()) {
                return Optional.of(root);
            }
            faults.add("$: must be an object, is " + typeOf(root));
        } catch (JsonProcessingException broken) {
            String place = broken.getLocation() == null
                    ? ""
                    : " at line " + broken.getLocation().getLineNr() + ", column "
                            + broken.getLocation().getColumnNr();
            faults.add("$: is not well-formed JSON" + place + ", or has a member twice, or is nested more than "
                    + MAX_NESTING + " deep");
        }
        return Optional.empty();
    }

    String pathOf(String name) {
        return path + "." + name;
    }

    void fault(String name, String sentence) {
        faults.add(pathOf(name) + ": " + sentence);
    }

    /** Where faults of this object are noted. */
    List<String> faults() {
        return faults;
    }

    boolean has(String name) {
        known.add(name);
        return object.hasNonNull(name);
    }

    /** The member as it stands, or empty if it is missing. */
    Optional<JsonNode> any(String name) {
        return has(name) ? Optional.of(object.get(name)) : Optional.empty();
    }

    Optional<JsonNode> typed(String name, JsonNodeType type) {
        Optional<JsonNode> member = any(name);
        if (member.isPresent() && member.get().getNodeType() != type) {
            fault(name, "must be " + article(type) + ", is " + typeOf(member.get()));
            return Optional.empty();
        }
        return member;
    }

    Optional<String> text(String name) {
        return typed(name, JsonNodeType.STRING).map(JsonNode::textValue);
    }

    Optional<Boolean> bool(String name) {
        return typed(name, JsonNodeType.BOOLEAN).map(JsonNode::booleanValue);
    }

    /** The elements of a list, or empty if it is missing. */
    Optional<List<JsonNode>> list(String name) {
        return typed(name, JsonNodeType.ARRAY).map(array -> {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(elements::add);
            return elements;
        });
    }

    /** The texts of a list; elements of another type are faults. */
    Optional<List<String>> texts(String name) {
        return list(name).map(elements -> {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < elements.size(); i++) {
                if (elements.get(i).isTextual()) {
                    texts.add(elements.get(i).textValue());
                } else {
                    fault(name + "[" + i + "]", "must be a text, is " + typeOf(elements.get(i)));
                }
            }
            return texts;
        });
    }

    <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
        Optional<String> word = text(name);
        Optional<E> value = word.flatMap(text -> EnumWords.find(type, text));
        if (word.isPresent() && value.isEmpty()) {
            fault(name, "unknown word " + quoted(word.get()) + ", known are " + EnumWords.choices(type));
        }
        return value;
    }

    /** The members of a member that is an object. */
    Optional<JsonMembers> object(String name) {
        return typed(name, JsonNodeType.OBJECT).map(node -> new JsonMembers(node, pathOf(name), faults));
    }

    Optional<Integer> integer(String name) {
        Optional<JsonNode> member = any(name);
        if (member.isPresent()
                && !(member.get().isIntegralNumber() && member.get().canConvertToInt())) {
            fault(name, "must be a whole number");
            return Optional.empty();
        }
        return member.map(JsonNode::intValue);
    }

    Optional<Double> number(String name) {
        return typed(name, JsonNodeType.NUMBER).map(JsonNode::doubleValue);
    }

    Optional<Duration> duration(String name) {
        return parsed(name, Duration::parse, "an ISO-8601 duration like \"PT90S\"");
    }

    /** A whole number of minutes, or a duration. */
    Optional<Duration> interval(String name) {
        JsonNode node = any(name).orElse(null);
        if (node == null) {
            return Optional.empty();
        }
        try {
            if (node.isTextual()) {
                return Optional.of(Duration.parse(node.textValue()));
            }
            if (node.isIntegralNumber() && node.canConvertToInt()) {
                return Optional.of(Duration.ofMinutes(node.intValue()));
            }
        } catch (DateTimeException | ArithmeticException malformed) {
            // Told below, as for every other form.
        }
        fault(name, "must be a whole number of minutes or an ISO-8601 duration like \"PT90S\"");
        return Optional.empty();
    }

    static void putInterval(ObjectNode into, Duration interval) {
        if (interval.equals(Duration.ofMinutes(interval.toMinutes()))) {
            into.put("interval", interval.toMinutes());
        } else {
            into.put("interval", interval.toString());
        }
    }

    Optional<LocalTime> time(String name) {
        return parsed(name, LocalTime::parse, "a time of day like \"09:00\"");
    }

    Optional<LocalDate> date(String name) {
        return parsed(name, LocalDate::parse, "a date like \"2026-01-31\"");
    }

    Optional<ZoneId> zone(String name) {
        return parsed(name, ZoneId::of, "a zone that this JDK knows, like Europe/Berlin");
    }

    private <V> Optional<V> parsed(String name, Function<String, V> parse, String wanted) {
        Optional<String> text = text(name);
        try {
            return text.map(parse);
        } catch (DateTimeException | ArithmeticException malformed) {
            fault(name, quoted(text.orElse("")) + " is not " + wanted);
            return Optional.empty();
        }
    }

    /** The values that the words of a list stand for; unknown words are faults. */
    <E extends Enum<E>> Optional<Set<E>> words(String name, Class<E> type) {
        return texts(name).map(texts -> {
            Set<E> values = EnumSet.noneOf(type);
            for (String text : texts) {
                Optional<E> value = EnumWords.find(type, text);
                value.ifPresent(values::add);
                if (value.isEmpty()) {
                    fault(name, "unknown word " + quoted(text) + ", known are " + EnumWords.choices(type));
                }
            }
            return values;
        });
    }

    void missing(String name) {
        if (!object.hasNonNull(name)) {
            fault(name, "is missing");
        }
    }

    /** For an object of an unknown type, whose members are unknown too. */
    void acceptOthers() {
        object.fieldNames().forEachRemaining(known::add);
    }

    /** To be called last: what nobody asked for is a fault, since leaving it out would change what was wished. */
    void refuseOthers() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                faults.add(path + ": unknown member " + quoted(name));
            }
        });
    }

    static String typeOf(JsonNode node) {
        return node.isMissingNode() ? "nothing" : article(node.getNodeType());
    }

    private static String article(JsonNodeType type) {
        return switch (type) {
            case STRING -> "a text";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL -> "null";
            case BOOLEAN -> "true or false";
            default -> "a " + type.name().toLowerCase(Locale.ROOT);
        };
    }

    /** Foreign text for a message: short, and without characters that would break a log line. */
    static String quoted(String text) {
        String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return "\"" + start.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
