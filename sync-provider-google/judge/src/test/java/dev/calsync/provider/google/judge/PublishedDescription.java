package dev.calsync.provider.google.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API as Google publishes it: a discovery document, read where somebody has put one. */
final class PublishedDescription implements Description {
    /** Names the file with the discovery document. */
    static final String PROPERTY = "calsync.google.discovery";

    private final JsonNode document;

    PublishedDescription(Path file) {
        try {
            document = new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("no discovery document in " + file, e);
        }
    }

    @Override
    public @Nullable Method method(String id) {
        String[] names = id.split("\\.", 2);
        JsonNode method =
                document.path("resources").path(names[0]).path("methods").path(names.length < 2 ? "" : names[1]);
        if (method.isMissingNode()) {
            return null;
        }
        Map<String, Set<String>> parameters = new LinkedHashMap<>();
        document.path("parameters")
                .properties()
                .forEach(each -> parameters.put(each.getKey(), allowed(each.getValue())));
        method.path("parameters").properties().forEach(each -> {
            if (each.getValue().path("location").asText().equals("query")) {
                parameters.put(each.getKey(), allowed(each.getValue()));
            }
        });
        Set<String> scopes = new LinkedHashSet<>();
        method.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        return new Method(
                method.path("httpMethod").asText(),
                method.path("path").asText(),
                parameters,
                scopes,
                method.has("request") ? shape(method.path("request")) : null,
                method.has("response") ? shape(method.path("response")) : null);
    }

    private static Set<String> allowed(JsonNode parameter) {
        Set<String> words = new LinkedHashSet<>();
        parameter.path("enum").forEach(word -> words.add(word.asText()));
        if (!words.isEmpty()) {
            return words;
        }
        return switch (parameter.path("type").asText()) {
            case "integer" -> Set.of("string:int64");
            case "boolean" -> Set.of("boolean");
            default -> parameter.path("format").asText().equals("date-time") ? Set.of("string:date-time") : Set.of();
        };
    }

    private Shape shape(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText();
            return named(name, document.path("schemas").path(name));
        }
        return switch (schema.path("type").asText()) {
            case "array" -> new Shape.Many(shape(schema.path("items")));
            case "object" ->
                schema.has("additionalProperties")
                        ? new Shape.Free(shape(schema.path("additionalProperties")))
                        : named("object", schema);
            case "integer" -> new Shape.Value(Set.of("integer"));
            case "boolean" -> new Shape.Value(Set.of("boolean"));
            case "string" ->
                switch (schema.path("format").asText()) {
                    case "int64" -> new Shape.Value(Set.of("string:int64"));
                    case "date" -> new Shape.Value(Set.of("string:date"));
                    case "date-time" -> new Shape.Value(Set.of("string:date-time"));
                    default -> new Shape.Value(Shape.TEXT);
                };
            default -> new Shape.Anything();
        };
    }

    private Shape named(String name, JsonNode schema) {
        Map<String, Supplier<Shape>> members = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(property -> members.put(property.getKey(), () -> shape(property.getValue())));
        return new Shape.Known(name, members);
    }
}
