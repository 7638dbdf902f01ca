package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer as a value: handlers make it, the door sends, cuts or drops it. */
final class ApiReply {

    static final String JSON = "application/json; charset=UTF-8";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private ApiReply(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    static ApiReply json(int status, JsonNode body) {
        return text(status, JSON, body.toString());
    }

    static ApiReply ok(JsonNode body) {
        return json(200, body);
    }

    static ApiReply text(int status, String type, String body) {
        return new ApiReply(status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    static ApiReply empty(int status) {
        return new ApiReply(status, Map.of(), new byte[0]);
    }

    ApiReply with(String name, String value) {
        return with(Map.of(name, value));
    }

    ApiReply with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ApiReply(status, all, body);
    }

    ApiReply withBody(byte[] other) {
        return new ApiReply(status, headers, other);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
