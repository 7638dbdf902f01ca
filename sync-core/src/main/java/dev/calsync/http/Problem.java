package dev.calsync.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Why a request was refused, as RFC 9457 writes it.
 *
 * @param status the status
 * @param detail what was wrong and what to do, one sentence
 * @param faults each single fault; empty if there is but one
 */
public record Problem(int status, String detail, List<String> faults) {
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            409, "Conflict",
            413, "Content Too Large",
            415, "Unsupported Media Type",
            429, "Too Many Requests",
            503, "Service Unavailable");

    /** Copies the faults. */
    public Problem {
        faults = List.copyOf(faults);
    }

    /** A problem with one fault. */
    public static Problem of(int status, String detail) {
        return new Problem(status, detail, List.of());
    }

    /** The answer that says so. */
    public HttpResponse response() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("type", "about:blank");
        root.put("title", TITLES.getOrDefault(status, "Error"));
        root.put("status", status);
        root.put("detail", detail);
        if (!faults.isEmpty()) {
            ArrayNode all = root.putArray("faults");
            faults.forEach(all::add);
        }
        return HttpResponse.of(status, "application/problem+json", root.toString());
    }
}
