package dev.calsync;

import dev.calsync.auth.Secret;
import dev.calsync.http.HttpRequest;
import dev.calsync.http.HttpResponse;
import dev.calsync.http.HttpRoute;
import dev.calsync.http.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code POST /tick}: does what is due, for platforms whose clock can only call an address. Guarded by a secret; one at a
 * time in a process, as two would only share the work.
 */
final class TickRoute implements HttpRoute {
    static final String SEGMENT = "tick";

    private static final String SCHEME = "Bearer ";

    private final CalendarSync sync;
    private final Secret expected;
    private final Duration budget;
    private final AtomicBoolean running = new AtomicBoolean();

    TickRoute(CalendarSync sync, Secret expected, Duration budget) {
        this.sync = sync;
        this.expected = Secret.of(SCHEME + expected.reveal());
        this.budget = budget;
    }

    @Override
    public HttpResponse answer(HttpRequest request) throws InterruptedException {
        if (!request.method().equals("POST")) {
            return Problem.of(405, "this path takes POST").response().header("allow", "POST");
        }
        if (!expected.equals(Secret.of(request.header("authorization").orElse("")))) {
            return Problem.of(401, "send the tick's secret as a bearer token").response();
        }
        if (!running.compareAndSet(false, true)) {
            return Problem.of(409, "a tick is under way").response();
        }
        try {
            DueReport report = sync.runDue(budget);
            return ApiJson.answer(ApiJson.object().put("allDone", report.allDone()));
        } finally {
            running.set(false);
        }
    }
}
