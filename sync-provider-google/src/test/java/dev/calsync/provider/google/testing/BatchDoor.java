package dev.calsync.provider.google.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Several calls in one: {@code multipart/mixed} of {@code application/http}. Text is all these calls are made of. */
final class BatchDoor {
    static final int MOST_PARTS = 50;

    private static final Pattern BOUNDARY = Pattern.compile("(?i)multipart/mixed.*;\\s*boundary=\"?([^\";]+)\"?.*");

    private final GoogleState state;

    /** Whoever answers one part; null if it gets no answer. */
    interface Parts {
        @Nullable
        ApiReply answer(HttpMessage part) throws InterruptedException;
    }

    private record Part(String contentId, HttpMessage message) {}

    BatchDoor(GoogleState state) {
        this.state = state;
    }

    ApiReply answer(HttpMessage batch, Parts parts) throws InterruptedException {
        List<Part> asked;
        try {
            asked = read(batch);
        } catch (ApiProblem e) {
            return e.reply();
        }
        boolean shuffled;
        String boundary;
        synchronized (state.lock()) {
            shuffled = state.has(Oddity.BATCH_SHUFFLED);
            boundary = "batch_" + state.nextId();
        }
        if (shuffled) {
            Collections.reverse(asked);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : asked) {
            ApiReply reply = parts.answer(part.message());
            if (reply != null) {
                write(body, boundary, part, reply);
            }
        }
        append(body, "--" + boundary + "--\r\n");
        return ApiReply.text(200, "multipart/mixed; boundary=" + boundary, body.toString(StandardCharsets.UTF_8));
    }

    private static void write(ByteArrayOutputStream body, String boundary, Part part, ApiReply reply) {
        append(body, "--" + boundary + "\r\nContent-Type: application/http\r\n");
        if (!part.contentId().isEmpty()) {
            append(body, "Content-ID: " + part.contentId().replaceFirst("^<", "<response-") + "\r\n");
        }
        append(body, "\r\nHTTP/1.1 " + reply.status() + " " + phrase(reply.status()) + "\r\n");
        reply.headers().forEach((name, value) -> append(body, name + ": " + value + "\r\n"));
        append(body, "Content-Length: " + reply.body().length + "\r\n\r\n");
        body.writeBytes(reply.body());
        append(body, "\r\n");
    }

    private static void append(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Part> read(HttpMessage batch) throws ApiProblem {
        Matcher boundary = BOUNDARY.matcher(batch.header("Content-Type"));
        if (!batch.method().equals("POST") || !boundary.matches()) {
            throw ApiProblem.of(400, "badRequest", "Missing or invalid boundary of the batch.");
        }
        List<Part> parts = new ArrayList<>();
        String[] pieces = ("\n" + batch.text().replace("\r\n", "\n")).split("\n--" + Pattern.quote(boundary.group(1)));
        for (int i = 1; i < pieces.length; i++) {
            if (pieces[i].startsWith("--")) {
                break;
            }
            parts.add(part(batch, pieces[i]));
        }
        if (parts.isEmpty()) {
            throw ApiProblem.of(400, "badRequest", "The batch is empty.");
        }
        if (parts.size() > MOST_PARTS) {
            throw ApiProblem.of(400, "badRequest", "The batch has more than " + MOST_PARTS + " parts.");
        }
        return parts;
    }

    private static Part part(HttpMessage batch, String piece) throws ApiProblem {
        String[] outer = piece.substring(1).split("\n\n", 2);
        String[] inner = outer.length < 2 ? new String[] {""} : outer[1].split("\n\n", 2);
        String[] lines = inner[0].split("\n", 2);
        String[] call = lines[0].split(" ");
        Map<String, String> outerHeaders = headers(outer[0]);
        if (call.length < 2 || !outerHeaders.getOrDefault("content-type", "").startsWith("application/http")) {
            throw ApiProblem.of(400, "badRequest", "A part of the batch is no request.");
        }
        Map<String, String> headers = headers(lines.length < 2 ? "" : lines[1]);
        headers.putIfAbsent("authorization", batch.header("Authorization"));
        headers.putIfAbsent("user-agent", batch.header("User-Agent"));
        URI target = URI.create(call[1]);
        String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
        String text = inner.length < 2 ? "" : inner[1].strip();
        HttpMessage message = HttpMessage.of(call[0], path, headers, text.getBytes(StandardCharsets.UTF_8), true);
        return new Part(outerHeaders.getOrDefault("content-id", ""), message);
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 412 -> "Precondition Failed";
            case 429 -> "Too Many Requests";
            default -> "Error";
        };
    }
}
