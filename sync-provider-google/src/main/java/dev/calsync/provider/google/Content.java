package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The body of a request or an answer, usually JSON. The bytes are handed on without a copy, and changed by nobody. */
final class Content {
    static final Content NONE = new Content(new byte[0]);

    private final byte[] bytes;

    private Content(byte[] bytes) {
        this.bytes = bytes;
    }

    static Content of(byte[] bytes) {
        return new Content(bytes);
    }

    /** What is written into an object. */
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator out) throws IOException;
    }

    /** An object with these members. */
    static Content object(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a byte array does not fail", e);
        }
        return new Content(bytes.toByteArray());
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    JsonParser parser() throws IOException {
        return Json.FACTORY.createParser(bytes);
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Shows the size only. */
    @Override
    public String toString() {
        return "Content[" + bytes.length + " bytes]";
    }
}
