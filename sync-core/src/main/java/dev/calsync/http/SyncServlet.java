package dev.calsync.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mounts a {@link SyncHttp} in a container of Jakarta Servlet 5 or later, or in whatever is built on one, under any path:
 * map it to {@code /calsync/*}. Thread-safe. Nothing else here names that API, which is an optional dependency: a host
 * without a container misses only this class.
 *
 * <p>A container reads the body of a form into parameters before this can; providers and the API's callers send none.
 */
public final class SyncServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Containers do not write servlets anywhere; a door cannot be written.
    private final SyncHttp http;

    /** Hands every request to this door. */
    public SyncServlet(SyncHttp http) {
        this.http = http;
    }

    @Override
    protected void service(HttpServletRequest taken, HttpServletResponse out) throws IOException {
        HttpResponse response = http.handle(request(taken));
        out.setStatus(response.status());
        response.headers().forEach(out::setHeader);
        Optional<HttpResponse.Stream> stream = response.stream();
        if (stream.isPresent()) {
            write(stream.get(), out);
            return;
        }
        byte[] body = response.body();
        out.setContentLength(body.length);
        out.getOutputStream().write(body);
    }

    private static void write(HttpResponse.Stream stream, HttpServletResponse out) throws IOException {
        try {
            stream.writeTo(out.getOutputStream());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest request(HttpServletRequest taken) throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(taken.getHeaderNames())) {
            headers.put(name, Collections.list(taken.getHeaders(name)));
        }
        String mount = taken.getContextPath() + taken.getServletPath();
        String path = taken.getRequestURI();
        return HttpRequest.of(taken.getMethod(), path.startsWith(mount) ? path.substring(mount.length()) : path)
                .headers(headers)
                .query(taken.getQueryString())
                // One byte more than may be tells that there is more.
                .body(taken.getInputStream().readNBytes(SyncHttp.BODY_BYTES_MAX + 1))
                .source(taken.getRemoteAddr());
    }
}
