package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Where HTTP ends: reads requests, lets faults strike, looks at tokens, and sends, cuts or drops the answers. */
final class GraphDoor {

    static final String CONFLICT =
            "The send or update operation could not be performed because the change key passed in "
                    + "the request does not match the current change key for the item.";

    private static final String ROOT = "/v1.0/";
    private static final int MAX_REQUEST_BYTES = 16 << 20;
    private static final int MIN_GZIP_BYTES = 256;
    private static final String JSON_TYPE =
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    private final World world;
    private final FakeLogin login;
    private final LoginDoor loginDoor;
    private final Service service;
    private final RequestLog log;
    private final FaultScript faults;
    private final Limits limits;

    /** What answers a request that came this far. */
    interface Service {
        GraphReply answer(GraphRequest request) throws GraphProblem, InterruptedException;
    }

    GraphDoor(World world, FakeLogin login, RequestLog log, FaultScript faults, Limits limits, Service service) {
        this.world = world;
        this.login = login;
        this.log = log;
        this.loginDoor = new LoginDoor(world, login);
        this.faults = faults;
        this.limits = limits;
        this.service = service;
    }

    RequestLog log() {
        return log;
    }

    void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
            if (body.length > MAX_REQUEST_BYTES) {
                send(exchange, GraphReply.empty(413), false);
                return;
            }
            Map<String, String> headers = headers(exchange);
            Caller caller = login.caller(headers.getOrDefault("authorization", ""));
            LoggedRequest request = logged(exchange, headers, caller, body.length);
            FaultScript.Fault fault = faults.next(request);
            if (fault instanceof FaultScript.Hold hold) {
                hold.held().pass();
                fault = null;
            }
            if (fault == FaultScript.Broken.DROP) {
                log.add(request);
                return;
            }
            if (fault instanceof FaultScript.Raw raw) {
                log.add(request.answered(raw.status(), raw.body().length()));
                sendRaw(exchange, raw);
                return;
            }
            GraphReply reply = reply(exchange, headers, caller, body, fault);
            if (fault == FaultScript.Broken.LOSE_REPLY) {
                // Closing an exchange that has sent nothing closes its connection.
                log.add(request);
                return;
            }
            byte[] bytes = encoded(exchange, reply);
            log.add(request.answered(reply.status(), bytes.length));
            write(exchange, reply.status(), bytes, fault == FaultScript.Broken.CUT_REPLY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private GraphReply reply(
            HttpExchange exchange,
            Map<String, String> headers,
            @Nullable Caller caller,
            byte[] body,
            FaultScript.@Nullable Fault fault)
            throws InterruptedException {
        String path = exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        String requestId = Ids.guid("request " + world.nextVersion());
        String clientId = headers.getOrDefault("client-request-id", requestId);
        GraphReply reply;
        try {
            if (fault instanceof FaultScript.Refuse refuse) {
                throw refuse.problem();
            }
            if (!path.startsWith(ROOT)) {
                return loginDoor.answer(exchange.getRequestMethod(), path, query == null ? "" : query, body);
            }
            String target = path.substring(ROOT.length() - 1) + (query == null ? "" : '?' + query);
            reply = graph(exchange.getRequestMethod(), target, headers, caller, body);
        } catch (GraphProblem e) {
            reply = e.reply(world.now(), requestId, clientId);
        }
        reply = reply.with("request-id", requestId).with("OData-Version", "4.0");
        return headers.getOrDefault("return-client-request-id", "").equals("true")
                ? reply.with("client-request-id", clientId)
                : reply;
    }

    private GraphReply graph(
            String method, String target, Map<String, String> headers, @Nullable Caller caller, byte[] body)
            throws GraphProblem, InterruptedException {
        if (caller == null) {
            boolean none = headers.getOrDefault("authorization", "").isEmpty();
            throw new GraphProblem(
                            401,
                            "InvalidAuthenticationToken",
                            none ? "Access token is empty." : "Lifetime validation failed, the token is expired.")
                    .with("WWW-Authenticate", "Bearer realm=\"\", error=\"invalid_token\"");
        }
        try {
            limits.enter(caller);
            GraphRequest request = new GraphRequest(
                    method, target, headers, json(headers.getOrDefault("content-type", ""), body), caller);
            if (!request.segments().equals(List.of("$batch"))) {
                limits.count(caller, world.now());
            }
            GraphReply reply = answer(request);
            String applied = request.preferences().applied();
            return applied.isEmpty() ? reply : reply.with("Preference-Applied", applied);
        } finally {
            limits.leave(caller);
        }
    }

    private GraphReply answer(GraphRequest request) throws GraphProblem, InterruptedException {
        try {
            GraphReply reply = service.answer(request);
            Recording.add(request, reply);
            return reply;
        } catch (GraphProblem e) {
            Recording.add(request, e.reply(world.now(), "", ""));
            throw e;
        }
    }

    static @Nullable JsonNode json(String type, byte[] body) throws GraphProblem {
        if (body.length == 0) {
            return null;
        }
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new GraphProblem(415, "UnsupportedMediaType", "The body has to be JSON.");
        }
        try {
            return Json.read(body);
        } catch (IOException e) {
            throw GraphProblem.badRequest(
                    "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set.");
        }
    }

    private LoggedRequest logged(
            HttpExchange exchange, Map<String, String> headers, @Nullable Caller caller, long bytes) {
        String path = exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        boolean graph = path.startsWith(ROOT);
        String method = exchange.getRequestMethod();
        RequestKind kind = graph
                ? RequestKind.of(method, GraphRequest.segments(path.substring(ROOT.length())))
                : path.endsWith("/token") ? RequestKind.TOKEN : RequestKind.LOGIN;
        FakeMailbox mailbox = caller == null ? null : caller.mailbox();
        Map<String, String> kept = new LinkedHashMap<>(headers);
        kept.remove("authorization");
        return new LoggedRequest(
                world.now(),
                kind,
                method,
                graph ? path + (query == null ? "" : '?' + query) : path,
                kept,
                mailbox == null ? "" : mailbox.address(),
                false,
                bytes,
                LoggedRequest.UNANSWERED,
                0);
    }

    /** Names in lower case; what came in several headers of a name is joined by commas. */
    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return headers;
    }

    private static void sendRaw(HttpExchange exchange, FaultScript.Raw raw) throws IOException {
        raw.headers().forEach(exchange.getResponseHeaders()::set);
        write(exchange, raw.status(), raw.body().getBytes(StandardCharsets.UTF_8), false);
    }

    private static void send(HttpExchange exchange, GraphReply reply, boolean cut) throws IOException {
        write(exchange, reply.status(), encoded(exchange, reply), cut);
    }

    /** Sets the headers and gives the body as it goes over the wire. */
    private static byte[] encoded(HttpExchange exchange, GraphReply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        JsonNode json = reply.body();
        if (json == null) {
            return new byte[0];
        }
        exchange.getResponseHeaders().set("Content-Type", JSON_TYPE);
        byte[] bytes = Json.bytes(json);
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        if (bytes.length < MIN_GZIP_BYTES || accepted == null || !accepted.contains("gzip")) {
            return bytes;
        }
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static void write(HttpExchange exchange, int status, byte[] body, boolean cut) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length == 0) {
            return;
        }
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, cut ? body.length / 2 : body.length);
        out.flush();
    }
}
