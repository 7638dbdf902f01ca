package dev.calsync.provider.google;

import dev.calsync.provider.ProviderContext;
import dev.calsync.transport.RequestGate;
import java.time.Instant;

/** A session's context as the gate of its requests, each of which counts for the day. */
record CountedRequests(ProviderContext context, QuotaDay day) implements RequestGate {

    @Override
    public void beforeRequest() throws InterruptedException {
        context.beforeRequest();
        day.sent(now());
    }

    @Override
    public void afterResponse(long bodyBytes) {
        context.afterResponse(bodyBytes);
    }

    Instant now() {
        return context.time().now();
    }
}
