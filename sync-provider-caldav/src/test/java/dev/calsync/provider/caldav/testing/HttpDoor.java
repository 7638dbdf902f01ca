package dev.calsync.provider.caldav.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Where HTTP ends: reads requests, lets faults strike, authenticates, and sends, cuts or drops the answers. */
final class HttpDoor {

    private static final int MAX_REQUEST_BYTES = 16 << 20;
    private static final int MIN_GZIP_BYTES = 256;

    private final DavTree tree;
    private final DavRouter router;
    private final DigestLogin digests = new DigestLogin();
    private final RequestLog log = new RequestLog();
    private final FaultScript faults = new FaultScript();

    HttpDoor(DavTree tree) {
        this.tree = tree;
        this.router = new DavRouter(tree);
    }

    RequestLog log() {
        return log;
    }

    FaultScript faults() {
        return faults;
    }

    void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
            if (body.length > MAX_REQUEST_BYTES) {
                send(exchange, DavReply.status(413), false);
                return;
            }
            Map<String, String> headers = headers(exchange);
            if (headers.containsKey("content-length") && Long.parseLong(headers.get("content-length")) > body.length) {
                // The client is gone in the middle of its request. This server's own reader takes that for the end.
                return;
            }
            LoggedRequest request = logged(exchange, headers, body);
            FaultScript.Fault fault = faults.next(request);
            if (fault instanceof FaultScript.Hold hold) {
                hold.held().pass();
                fault = null;
            }
            DavReply reply = null;
            if (fault instanceof FaultScript.Answer answer) {
                reply = answer.reply();
            } else if (fault != FaultScript.Broken.DROP) {
                reply = answer(exchange, headers, body);
            }
            if (reply == null || fault == FaultScript.Broken.LOSE_REPLY) {
                // Closing an exchange that has sent nothing closes its connection.
                log.add(request);
                return;
            }
            log.add(request.answered(reply.status()));
            send(exchange, reply, fault == FaultScript.Broken.CUT_REPLY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DavReply answer(HttpExchange exchange, Map<String, String> headers, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        if (path.equals("/.well-known/caldav")) {
            return DavReply.status(301).with("Location", "/" + DavTree.ROOT + "/");
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String user;
        if (has(Quirk.DIGEST_ONLY)) {
            DigestLogin.Outcome outcome = digest(exchange, authorization == null ? "" : authorization);
            if (outcome.user() == null) {
                return DavReply.status(401).with("WWW-Authenticate", digests.challenge(outcome.stale()));
            }
            user = outcome.user();
        } else {
            user = authenticated(authorization);
        }
        if (user == null) {
            return DavReply.status(401).with("WWW-Authenticate", "Basic realm=\"calendars\", charset=\"UTF-8\"");
        }
        try {
            DavPath at = DavPath.parse(path);
            return router.answer(new DavRequest(exchange.getRequestMethod(), at, headers, body, user));
        } catch (DavProblem e) {
            return e.reply();
        }
    }

    private DigestLogin.Outcome digest(HttpExchange exchange, String authorization) {
        if (!authorization.startsWith("Digest ")) {
            return new DigestLogin.Outcome(null, false);
        }
        return digests.login(
                authorization.substring("Digest ".length()),
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                name -> {
                    synchronized (tree.lock()) {
                        return tree.password(name);
                    }
                },
                has(Quirk.NONCES_SOON_STALE));
    }

    private boolean has(Quirk quirk) {
        synchronized (tree.lock()) {
            return tree.has(quirk);
        }
    }

    private @Nullable String authenticated(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(authorization.substring(6).strip());
            String credentials = new String(decoded, StandardCharsets.UTF_8);
            int colon = credentials.indexOf(':');
            String user = credentials.substring(0, Math.max(colon, 0));
            String expected;
            synchronized (tree.lock()) {
                expected = tree.password(user);
            }
            byte[] given = credentials.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
            return expected != null && MessageDigest.isEqual(given, expected.getBytes(StandardCharsets.UTF_8))
                    ? user
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void send(HttpExchange exchange, DavReply reply, boolean cut) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        boolean gzip = body.length >= MIN_GZIP_BYTES && offersGzip(exchange);
        if (gzip) {
            body = gzipped(body);
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
            weaken(exchange.getResponseHeaders());
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length == 0) {
            return;
        }
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, cut ? body.length / 2 : body.length);
        out.flush();
    }

    /** Compressed, it is another representation (RFC 9110 section 8.8.3.3). */
    private static void weaken(Headers headers) {
        String etag = headers.getFirst("ETag");
        if (etag != null && !etag.startsWith("W/")) {
            headers.set("ETag", "W/" + etag);
        }
    }

    private boolean offersGzip(HttpExchange exchange) {
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        synchronized (tree.lock()) {
            return accepted != null
                    && accepted.matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*")
                    && !tree.has(Quirk.NO_GZIP);
        }
    }

    private static byte[] gzipped(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }

    private LoggedRequest logged(HttpExchange exchange, Map<String, String> headers, byte[] body) {
        String type = headers.getOrDefault("content-type", "");
        return new LoggedRequest(
                tree.now(),
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                headers.getOrDefault("depth", ""),
                kind(type, body),
                headers,
                LoggedRequest.UNANSWERED);
    }

    private static String kind(String type, byte[] body) {
        if (body.length == 0) {
            return "";
        }
        if (type.toLowerCase(Locale.ROOT).startsWith("text/calendar")) {
            return "calendar";
        }
        try {
            return RequestXml.parse(body).name().getLocalPart();
        } catch (DavProblem e) {
            return "other";
        }
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        headers.remove("authorization");
        headers.remove("cookie");
        return headers;
    }
}
