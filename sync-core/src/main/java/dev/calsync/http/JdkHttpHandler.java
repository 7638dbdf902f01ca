package dev.calsync.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Mounts a {@link SyncHttp} in the JDK's own server, {@code server.createContext("/calsync", new
 * JdkHttpHandler(sync.http()))}, under any path. Thread-safe. Nothing else here names that server, so a host whose runtime
 * lacks the module {@code jdk.httpserver} misses only this class.
 *
 * <p>Start the JVM with {@code -Dsun.net.httpserver.nodelay=true}, as that server otherwise holds back small answers for 40
 * ms (JDK-6968351), and give it an executor: without one it serves one request at a time.
 */
public final class JdkHttpHandler implements HttpHandler {
    private final SyncHttp http;

    /** Hands every request to this door. */
    public JdkHttpHandler(SyncHttp http) {
        this.http = http;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse response = http.handle(request(exchange));
            response.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            Optional<HttpResponse.Stream> stream = response.stream();
            byte[] body = response.body();
            if (stream.isPresent()) {
                exchange.sendResponseHeaders(response.status(), 0);
                write(stream.get(), exchange.getResponseBody());
            } else if (body.length == 0) {
                exchange.sendResponseHeaders(response.status(), -1);
            } else {
                exchange.sendResponseHeaders(response.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static void write(HttpResponse.Stream stream, OutputStream out) throws IOException {
        try {
            stream.writeTo(out);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest request(HttpExchange exchange) throws IOException {
        String mount = exchange.getHttpContext().getPath();
        String path = exchange.getRequestURI().getRawPath();
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            // One byte more than may be tells that there is more.
            body = in.readNBytes(SyncHttp.BODY_BYTES_MAX + 1);
        }
        return HttpRequest.of(
                        exchange.getRequestMethod(), path.startsWith(mount) ? path.substring(mount.length()) : path)
                .headers(exchange.getRequestHeaders())
                .query(exchange.getRequestURI().getRawQuery())
                .body(body)
                .source(exchange.getRemoteAddress().getAddress().getHostAddress());
    }
}
