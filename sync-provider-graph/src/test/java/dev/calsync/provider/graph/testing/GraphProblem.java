package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal, thrown from wherever it is found to where it is answered. */
final class GraphProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    GraphProblem(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static GraphProblem badRequest(String code, String message) {
        return new GraphProblem(400, code, message);
    }

    static GraphProblem invalid(String message) {
        return new GraphProblem(400, "ErrorPropertyValidationFailure", message);
    }

    static GraphProblem noItem() {
        return new GraphProblem(404, "ErrorItemNotFound", "The specified object was not found in the store.");
    }

    static GraphProblem denied() {
        return new GraphProblem(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    }

    GraphProblem with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    GraphReply reply(Instant now, String requestId, String clientRequestId) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putObject("error");
        error.put("code", code).put("message", getMessage());
        error.putObject("innerError")
                .put("date", now.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""))
                .put("request-id", requestId)
                .put("client-request-id", clientRequestId);
        GraphReply reply = GraphReply.json(status, body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }
}
