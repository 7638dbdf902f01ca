package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON as a stream of tokens, with bounds on what a server may send. */
final class Json {
    /** The longest text is an event's body; Exchange takes some megabytes of HTML. */
    private static final int MAX_TEXT_CHARS = 4 << 20;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(MAX_TEXT_CHARS)
                    .maxNameLength(1_000)
                    .maxNumberLength(40)
                    .build())
            .build();

    private Json() {}

    /** What writes one value. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    /** What reads one member, whose value the parser stands at; it leaves the parser at the value's end. */
    @FunctionalInterface
    interface Member {
        void read(String name) throws IOException;
    }

    /** A document in UTF-8. */
    static byte[] bytes(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** What reads one object, which the parser stands at; it leaves the parser at the object's end. */
    @FunctionalInterface
    interface Element {
        void read() throws IOException;
    }

    /** Goes through the object that the parser stands at. Anything else is skipped. */
    static void object(JsonParser in, Member member) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            member.read(name);
        }
    }

    /** Goes through the objects of the array that the parser stands at. Anything else, in it or in its place, is skipped. */
    static void objects(JsonParser in, Element element) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.START_OBJECT) {
                element.read();
            } else {
                in.skipChildren();
            }
        }
    }

    /** The value the parser stands at as text; null for null, and for what is no single value, which is skipped. */
    static @Nullable String text(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
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

    /** Whether the value is true; a missing one is not. */
    static boolean isTrue(JsonParser in) throws IOException {
        boolean value = in.currentToken() == JsonToken.VALUE_TRUE;
        in.skipChildren();
        return value;
    }

    /** A whole number, 0 if there is none. */
    static int number(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(in.getValueAsLong(), Integer.MAX_VALUE));
        }
        in.skipChildren();
        return 0;
    }

    /** The texts of an array. */
    static List<String> texts(JsonParser in) throws IOException {
        List<String> found = new ArrayList<>(2);
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return found;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            String value = text(in);
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }

    /** The value the parser stands at, word for word as far as meaning goes. */
    static String raw(JsonParser in) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.copyCurrentStructure(in);
        }
        return text.toString();
    }

    /** Writes a value that {@link #raw} read. */
    static void raw(JsonGenerator out, String name, String value) throws IOException {
        try (JsonParser in = FACTORY.createParser(value)) {
            out.writeFieldName(name);
            in.nextToken();
            out.copyCurrentStructure(in);
        }
    }
}
