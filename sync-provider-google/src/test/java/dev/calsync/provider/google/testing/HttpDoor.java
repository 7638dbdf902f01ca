package dev.calsync.provider.google.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Where HTTP ends: reads requests, lets faults strike, and sends, cuts or drops the answers. */
final class HttpDoor {
    private static final int MAX_REQUEST_BYTES = 16 << 20;
    private static final int MIN_GZIP_BYTES = 256;
    private static final Duration SYNC_BOUND = Duration.ofSeconds(5);

    private final GoogleState state;
    private final FakePushes pushes = new FakePushes();
    private final FakeOAuth oauth;
    private final Signatures signatures = new Signatures();
    private final ApiDoor api;
    private final BatchDoor batches;
    private final OAuthDoor logins;
    private final RequestLog log = new RequestLog();
    private final FaultScript faults = new FaultScript();
    private volatile Weather weather = Weather.calm();

    HttpDoor(GoogleState state) {
        this.state = state;
        this.oauth = new FakeOAuth(state);
        this.api = new ApiDoor(state, pushes);
        this.batches = new BatchDoor(state);
        this.logins = new OAuthDoor(new TokenEndpoint(state, oauth, signatures), oauth, signatures);
    }

    FakePushes pushes() {
        return pushes;
    }

    FakeOAuth oauth() {
        return oauth;
    }

    Signatures signatures() {
        return signatures;
    }

    void weather(Weather now) {
        weather = now;
    }

    RequestLog log() {
        return log;
    }

    FaultScript faults() {
        return faults;
    }

    ApiDoor api() {
        return api;
    }

    /**
     * What becomes of a request.
     *
     * @param request its entry for the log
     * @param reply its answer; null if the connection is to be dropped
     * @param cut whether only half of the answer leaves
     */
    private record Outcome(LoggedRequest request, @Nullable ApiReply reply, boolean cut) {}

    void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
            if (body.length > MAX_REQUEST_BYTES) {
                exchange.sendResponseHeaders(413, -1);
                return;
            }
            Map<String, String> headers = headers(exchange);
            if (headers.getOrDefault("content-encoding", "").equals("gzip")) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readNBytes(MAX_REQUEST_BYTES);
            }
            HttpMessage message = HttpMessage.of(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body, false);
            Outcome outcome = pass(message);
            if (hasSyncFirst()) {
                pushes.go();
                pushes.awaitIdle(SYNC_BOUND);
            }
            if (outcome.reply() == null) {
                // Closing an exchange that has sent nothing closes its connection.
                log.add(outcome.request());
            } else {
                send(exchange, message, outcome.request(), outcome.reply(), outcome.cut());
            }
            pushes.go();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasSyncFirst() {
        synchronized (state.lock()) {
            return state.has(Oddity.SYNC_BEFORE_ANSWER);
        }
    }

    private Outcome pass(HttpMessage message) throws InterruptedException {
        LoggedRequest request = LoggedRequest.of(state.now(), kind(message), message);
        FaultScript.Fault fault = faults.next(request);
        if (fault == null) {
            fault = weather.next(request);
        }
        if (fault instanceof FaultScript.Hold hold) {
            hold.held().pass();
            fault = null;
        }
        if (fault instanceof FaultScript.Answer answer) {
            Recording.add(request, message, answer.reply());
            return new Outcome(request, answer.reply(), false);
        }
        if (fault == FaultScript.Broken.DROP) {
            Recording.add(request, message, null);
            return new Outcome(request, null, false);
        }
        ApiReply reply = answer(message, request.kind());
        Recording.add(request, message, reply);
        return fault == FaultScript.Broken.LOSE_REPLY
                ? new Outcome(request, null, false)
                : new Outcome(request, reply, fault == FaultScript.Broken.CUT_REPLY);
    }

    private ApiReply answer(HttpMessage message, String kind) throws InterruptedException {
        if (kind.equals("batch")) {
            return batches.answer(message, this::part);
        }
        return kind.startsWith("oauth.") ? logins.answer(message, kind) : api.answer(message);
    }

    /** One part of a batch. What would break its connection leaves it without an answer. */
    private @Nullable ApiReply part(HttpMessage message) throws InterruptedException {
        Outcome outcome = pass(message);
        ApiReply reply = outcome.cut() ? null : outcome.reply();
        log.add(reply == null ? outcome.request() : outcome.request().answered(reply.status(), reply.body().length));
        return reply;
    }

    private static String kind(HttpMessage message) {
        String known = OAuthDoor.kind(message.path());
        if (known != null) {
            return known;
        }
        if (!message.inBatch()
                && (message.path().equals("/batch/calendar/v3")
                        || message.path().equals("/batch"))) {
            return "batch";
        }
        ApiMethod.Call call = ApiDoor.find(message);
        return call == null ? "unknown" : call.method().id();
    }

    private void send(HttpExchange exchange, HttpMessage message, LoggedRequest request, ApiReply reply, boolean cut)
            throws IOException {
        byte[] body = reply.body();
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (body.length >= MIN_GZIP_BYTES && wantsGzip(message)) {
            body = gzipped(body);
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
        }
        log.add(request.answered(reply.status(), body.length));
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(body, 0, cut ? body.length / 2 : body.length);
            out.flush();
        }
    }

    /** The service compresses only for clients that say so twice. */
    private boolean wantsGzip(HttpMessage message) {
        synchronized (state.lock()) {
            return message.header("Accept-Encoding").toLowerCase(Locale.ROOT).contains("gzip")
                    && message.header("User-Agent").toLowerCase(Locale.ROOT).contains("gzip")
                    && !state.has(Oddity.NO_GZIP);
        }
    }

    private static byte[] gzipped(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            headers.put(header.getKey().toLowerCase(Locale.ROOT), String.join(", ", header.getValue()));
        }
        return headers;
    }
}
