package dev.calsync.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered. Methods that take a value return a changed copy. Immutable and thread-safe.
 *
 * <p>Most have a body that is whole; one that {@linkplain #stream() streams} is written for as long as it lasts, each
 * piece to be flushed to the caller.
 */
public final class HttpResponse {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable Stream stream;

    private HttpResponse(int status, Map<String, String> headers, byte[] body, @Nullable Stream stream) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.stream = stream;
    }

    /** A body that comes piece by piece. */
    @FunctionalInterface
    public interface Stream {

        /**
         * Writes until it is over. Blocks; flushes after each piece.
         *
         * @throws IOException if the caller is gone
         * @throws InterruptedException if the thread is interrupted
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /** An answer without a body. */
    public static HttpResponse of(int status) {
        return new HttpResponse(status, Map.of(), new byte[0], null);
    }

    /** An answer with a text as its body. */
    public static HttpResponse of(int status, String contentType, String text) {
        return new HttpResponse(
                status, Map.of("content-type", contentType), text.getBytes(StandardCharsets.UTF_8), null);
    }

    /** An answer with a body that comes piece by piece. */
    public static HttpResponse streaming(String contentType, Stream body) {
        return new HttpResponse(
                200, Map.of("content-type", contentType, "cache-control", "no-store"), new byte[0], body);
    }

    /** The same with one more header; the name in lower case. */
    public HttpResponse header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpResponse(status, Map.copyOf(more), body, stream);
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** The headers, by name in lower case. The length of the body is not among them. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The body, a copy; empty for one that streams. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body that comes piece by piece; empty for one that is whole. */
    public Optional<Stream> stream() {
        return Optional.ofNullable(stream);
    }

    /** Shows the status and the size only. */
    @Override
    public String toString() {
        return "HttpResponse[" + status + ", " + body.length + " bytes]";
    }
}
