package dev.calsync.provider.google;

import dev.calsync.error.TransientException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several calls in one request: {@code multipart/mixed}, each part an HTTP request of its own, and the answer likewise
 * (Calendar API, guide "Send batch requests"). Answers come in any order; their {@code Content-ID} says which is which.
 */
final class BatchBody {
    private static final String BOUNDARY = "calsync-batch-part";
    static final String TYPE = "multipart/mixed; boundary=" + BOUNDARY;
    private static final String ANSWER_ID = "response-";
    private static final int MAX_HEADERS = 64;

    private BatchBody() {}

    /** One part of an answer. */
    record Part(int status, Optional<Duration> retryAfter, Content body) {}

    /**
     * The body that asks for all of these.
     *
     * @param root what the calls' paths are below of, with a slash at both ends
     */
    static Content write(String root, List<ApiCall> calls) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < calls.size(); i++) {
            ApiCall call = calls.get(i);
            StringBuilder head = new StringBuilder("--")
                    .append(BOUNDARY)
                    .append("\r\nContent-Type: application/http\r\nContent-ID: <")
                    .append(i)
                    .append(">\r\n\r\n")
                    .append(call.method())
                    .append(' ')
                    .append(root)
                    .append(call.target())
                    .append(" HTTP/1.1\r\n");
            if (call.ifMatch() != null) {
                head.append("If-Match: ").append(call.ifMatch()).append("\r\n");
            }
            Content body = call.body();
            if (body != null) {
                head.append("Content-Type: application/json; charset=UTF-8\r\nContent-Length: ")
                        .append(body.length())
                        .append("\r\n");
            }
            out.writeBytes(ascii(head.append("\r\n").toString()));
            if (body != null) {
                out.writeBytes(body.bytes());
            }
            out.writeBytes(ascii("\r\n"));
        }
        out.writeBytes(ascii("--" + BOUNDARY + "--\r\n"));
        return Content.of(out.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The parts of an answer, each at the place of its call; null where there is none.
     *
     * @throws TransientException if the answer is no such thing at all
     */
    static List<@Nullable Part> read(String contentType, byte[] answer, int calls) {
        String boundary = boundary(contentType);
        List<@Nullable Part> parts = new ArrayList<>(Collections.nCopies(calls, null));
        // One character for each byte: places in the text are places in the bytes.
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("--" + boundary);
        while (at >= 0) {
            int from = text.indexOf('\n', at);
            int next = from < 0 ? -1 : text.indexOf("\n--" + boundary, from);
            if (next >= 0) {
                place(new Lines(text, answer, from + 1, next), parts);
            }
            at = next < 0 ? -1 : next + 1;
        }
        return parts;
    }

    private static String boundary(String contentType) {
        int at = contentType.toLowerCase(Locale.ROOT).indexOf("boundary=");
        if (at < 0 || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw new TransientException("the answer to a batch is no multipart body");
        }
        String value = contentType.substring(at + "boundary=".length()).strip();
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).replace("\"", "").strip();
    }

    private static void place(Lines lines, List<@Nullable Part> parts) {
        int index = -1;
        for (String line = lines.header(); line != null; line = lines.header()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-id:")) {
                index = index(line.substring("content-id:".length()));
            }
        }
        String[] statusLine = lines.line().split(" ", 3);
        Optional<Duration> retryAfter = Optional.empty();
        for (String line = lines.header(); line != null; line = lines.header()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("retry-after:")) {
                retryAfter = seconds(line.substring("retry-after:".length()).strip());
            }
        }
        if (index >= 0 && index < parts.size() && statusLine.length >= 2 && statusLine[0].startsWith("HTTP/")) {
            int status = number(statusLine[1]);
            if (status >= 100) {
                parts.set(index, new Part(status, retryAfter, Content.of(lines.rest())));
            }
        }
    }

    private static int index(String contentId) {
        String id = contentId.strip().replace("<", "").replace(">", "");
        return id.startsWith(ANSWER_ID) ? number(id.substring(ANSWER_ID.length())) : -1;
    }

    private static Optional<Duration> seconds(String value) {
        int seconds = number(value);
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.min(seconds, 86_400)));
    }

    private static int number(String digits) {
        return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
    }

    /** A part, line by line. */
    private static final class Lines {
        private final String text;
        private final byte[] bytes;
        private final int end;
        private int at;
        private int headers;

        Lines(String text, byte[] bytes, int from, int end) {
            this.text = text;
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        String line() {
            int newline = text.indexOf('\n', at);
            int stop = newline < 0 || newline > end ? end : newline;
            String line = text.substring(Math.min(at, stop), stop);
            at = Math.min(stop + 1, end);
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }

        /** Null after the empty line that ends the headers. */
        @Nullable
        String header() {
            String line = at >= end || ++headers > MAX_HEADERS ? "" : line();
            return line.isEmpty() ? null : line;
        }

        byte[] rest() {
            int stop = end > at && text.charAt(end - 1) == '\r' ? end - 1 : end;
            return Arrays.copyOfRange(bytes, Math.min(at, stop), stop);
        }
    }
}
