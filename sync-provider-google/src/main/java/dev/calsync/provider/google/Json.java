package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** JSON as a stream of tokens, with bounds on what a server may send. */
final class Json {
    /** Google's longest text is a description of some thousand characters; deepest are attachments. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1_000)
                    .maxNumberLength(40)
                    .build())
            .build();

    private Json() {}

    /** The value the parser stands at as text; null for null, and for what is no single value, which is skipped. */
    static @Nullable String text(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            return in.getText();
        }
        in.skipChildren();
        return null;
    }

    static String text(JsonParser in, String otherwise) throws IOException {
        String text = text(in);
        return text == null ? otherwise : text;
    }

    /** A whole number, 0 if there is none. Some of the API's numbers come as texts. */
    static long number(JsonParser in) throws IOException {
        return in.currentToken() == JsonToken.VALUE_NUMBER_INT || in.currentToken() == JsonToken.VALUE_STRING
                ? in.getValueAsLong()
                : 0;
    }

    /** The value the parser stands at, as it is. */
    static String raw(JsonParser in) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.copyCurrentStructure(in);
        }
        return text.toString();
    }

    /**
     * A text that is to stand in a body as it is.
     *
     * @throws IllegalArgumentException if it is not one value of JSON
     */
    static String checked(String name, String raw) {
        try (JsonParser in = FACTORY.createParser(raw)) {
            if (in.nextToken() != null) {
                in.skipChildren();
                if (in.nextToken() == null) {
                    return raw;
                }
            }
        } catch (IOException notJson) {
            // Told below.
        }
        throw new IllegalArgumentException("its extra " + name + " is no value of JSON");
    }
}
