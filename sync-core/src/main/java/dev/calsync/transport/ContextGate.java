package dev.calsync.transport;

import dev.calsync.provider.ProviderContext;

/** A session's context, as the gate of its requests. */
record ContextGate(ProviderContext context) implements RequestGate {

    @Override
    public void beforeRequest() throws InterruptedException {
        context.beforeRequest();
    }

    @Override
    public void afterResponse(long bodyBytes) {
        context.afterResponse(bodyBytes);
    }
}
