package dev.calsync.http;

import dev.calsync.error.StoreUnavailableException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP door of an engine, without a framework: a host hands every request below one path of its choice to {@link
 * #handle} and sends what comes back. Thread-safe.
 *
 * <p>It answers {@code /webhooks/…}, where providers call, and whatever else the engine was built to answer. It never
 * throws, shows nothing of what it does not know, and holds no thread for longer than a second but for answers that
 * stream.
 */
public final class SyncHttp {
    /** A larger body is answered 413 and not read. */
    public static final int BODY_BYTES_MAX = 1_048_576;

    private static final Logger log = LoggerFactory.getLogger(SyncHttp.class);

    private final Map<String, HttpRoute> routes;

    /** @param routes by the first segment of the path that they answer */
    public SyncHttp(Map<String, HttpRoute> routes) {
        this.routes = Map.copyOf(routes);
    }

    /**
     * Answers a request. Blocks on the store, for a second at most, but for an answer that streams.
     *
     * @param request its path is what comes behind the place where this is mounted
     */
    public HttpResponse handle(HttpRequest request) {
        if (request.bodyBytes() > BODY_BYTES_MAX) {
            return Problem.of(413, "the body is too large").response();
        }
        List<String> segments = request.segments();
        HttpRoute route = segments.isEmpty() ? null : routes.get(segments.get(0));
        if (route == null) {
            return Problem.of(404, "there is nothing here").response();
        }
        try {
            return route.answer(request);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Problem.of(503, "this node is closing").response();
        } catch (StoreUnavailableException away) {
            log.warn("the store is away; a request has to be made again: {}", away.getMessage());
            return Problem.of(503, "the store cannot be reached").response().header("retry-after", "5");
        } catch (RuntimeException broken) {
            log.error("a request failed", broken);
            return Problem.of(500, "this failed; the log says why").response();
        }
    }
}
