package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Several requests in one. Those that wait for none run in an order of the server's own, four at a time as far as anybody
 * can tell, and are answered in it.
 */
final class Batches {

    private static final int MOST = 20;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PATCH", "DELETE", "PUT");
    private static final String MALFORMED = "Invalid batch payload format.";

    private final World world;
    private final RequestLog log;
    private final FaultScript faults;
    private final Limits limits;

    Batches(World world, RequestLog log, FaultScript faults, Limits limits) {
        this.world = world;
        this.log = log;
        this.faults = faults;
        this.limits = limits;
    }

    GraphReply answer(GraphRequest batch, GraphDoor.Service service) throws GraphProblem, InterruptedException {
        GraphRouter.need(batch, "POST");
        JsonNode body = batch.body();
        Map<String, JsonNode> waiting = checked(body == null ? Json.object() : body);
        Map<String, Integer> statuses = new LinkedHashMap<>();
        List<JsonNode> answers = new ArrayList<>();
        int served = 0;
        while (!waiting.isEmpty()) {
            String id = next(waiting, statuses);
            JsonNode step = waiting.remove(id);
            boolean failed = false;
            for (JsonNode other : step.path("dependsOn")) {
                failed |= statuses.getOrDefault(key(other), 0) >= 400;
            }
            served++;
            GraphReply reply = failed
                    ? new GraphProblem(424, "FailedDependency", "A request that this one depends on has failed.")
                            .reply(world.now(), Ids.guid("request " + world.nextVersion()), "")
                    : step(batch, step, service, served > limits.servedOfBatch());
            statuses.put(id, reply.status());
            answers.add(shown(step.path("id").asText(), reply));
        }
        ObjectNode all = Json.object();
        ArrayNode responses = all.putArray("responses");
        answers.forEach(responses::add);
        return GraphReply.ok(all);
    }

    private static Map<String, JsonNode> checked(JsonNode body) throws GraphProblem {
        JsonNode requests = body.path("requests");
        if (!requests.isArray() || requests.isEmpty()) {
            throw GraphProblem.badRequest("BadRequest", MALFORMED);
        }
        if (requests.size() > MOST) {
            throw GraphProblem.badRequest(
                    "BadRequest", "Number of batch request steps exceeds the maximum value of " + MOST + ".");
        }
        Map<String, JsonNode> steps = new LinkedHashMap<>();
        for (JsonNode step : requests) {
            boolean whole = step.path("id").isTextual()
                    && !step.path("id").asText().isEmpty()
                    && METHODS.contains(Json.text(step, "method"))
                    && !Json.text(step, "url").isEmpty();
            boolean typed = step.path("body").isMissingNode()
                    || header(step, "content-type").startsWith("application/json");
            if (!whole || !typed || steps.put(key(step.path("id")), step) != null) {
                throw GraphProblem.badRequest("BadRequest", MALFORMED);
            }
        }
        for (JsonNode step : steps.values()) {
            for (JsonNode other : step.path("dependsOn")) {
                if (!steps.containsKey(key(other))) {
                    throw GraphProblem.badRequest("BadRequest", "dependsOn names no request of this batch.");
                }
            }
        }
        return steps;
    }

    /** Ids of steps mean the same in any case. */
    private static String key(JsonNode id) {
        return id.asText().toLowerCase(Locale.ROOT);
    }

    private static String header(JsonNode step, String name) {
        for (Map.Entry<String, JsonNode> header : step.path("headers").properties()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue().asText();
            }
        }
        return "";
    }

    /** The last one of those that can run now; one that waits for itself is as good as refused. */
    private static String next(Map<String, JsonNode> waiting, Map<String, Integer> done) throws GraphProblem {
        String ready = null;
        for (Map.Entry<String, JsonNode> step : waiting.entrySet()) {
            boolean free = true;
            for (JsonNode other : step.getValue().path("dependsOn")) {
                free &= done.containsKey(key(other));
            }
            if (free) {
                ready = step.getKey();
            }
        }
        if (ready == null) {
            throw GraphProblem.badRequest("BadRequest", "The requests of this batch wait for each other.");
        }
        return ready;
    }

    private GraphReply step(GraphRequest batch, JsonNode step, GraphDoor.Service service, boolean tooMany)
            throws InterruptedException {
        String url = Json.text(step, "url");
        String target = url.startsWith("/") ? url : '/' + url;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("user-agent", batch.header("user-agent"));
        for (Map.Entry<String, JsonNode> header : step.path("headers").properties()) {
            headers.put(
                    header.getKey().toLowerCase(Locale.ROOT), header.getValue().asText());
        }
        JsonNode body = step.path("body").isMissingNode() ? null : step.path("body");
        String method = Json.text(step, "method");
        GraphRequest request = new GraphRequest(method, target, headers, body, batch.caller());
        LoggedRequest logged = logged(request, body == null ? 0 : Json.bytes(body).length);
        GraphReply reply;
        try {
            limits.count(batch.caller(), world.now());
            if (tooMany) {
                throw FaultScript.throttled("1").problem();
            }
            if (faults.next(logged) instanceof FaultScript.Refuse refuse) {
                throw refuse.problem();
            }
            reply = service.answer(request);
            String applied = request.preferences().applied();
            reply = applied.isEmpty() ? reply : reply.with("Preference-Applied", applied);
        } catch (GraphProblem e) {
            reply = e.reply(world.now(), Ids.guid("request " + world.nextVersion()), "");
        }
        Recording.add(request, reply);
        JsonNode answered = reply.body();
        log.add(logged.answered(reply.status(), answered == null ? 0 : Json.bytes(answered).length));
        return reply;
    }

    private LoggedRequest logged(GraphRequest request, long bytes) {
        FakeMailbox mailbox = request.caller().mailbox();
        return new LoggedRequest(
                world.now(),
                RequestKind.of(request.method(), request.segments()),
                request.method(),
                "/v1.0" + request.target(),
                request.headers(),
                mailbox == null ? "" : mailbox.address(),
                true,
                bytes,
                LoggedRequest.UNANSWERED,
                0);
    }

    private static ObjectNode shown(String id, GraphReply reply) {
        ObjectNode shown = Json.object().put("id", id).put("status", reply.status());
        ObjectNode headers = shown.putObject("headers");
        reply.headers().forEach(headers::put);
        JsonNode body = reply.body();
        if (body != null) {
            headers.put("Content-Type", "application/json");
            shown.set("body", body);
        }
        return shown;
    }
}
