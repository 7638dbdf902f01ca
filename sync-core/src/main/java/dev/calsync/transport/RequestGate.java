package dev.calsync.transport;

import dev.calsync.provider.ProviderContext;

/**
 * Frames every request: asked before it is sent, told after its answer was read. This is where a caller counts and where
 * it stops a run that must not send anything more. Called on the thread that sends. Thread-safe where one gate is shared
 * between threads.
 */
public interface RequestGate {

    /**
     * A request is about to be sent. Redirects, repetitions and answers to challenges count each. What is thrown here
     * keeps it from being sent, and comes out of {@link HttpTransport#send} as it is.
     *
     * @throws InterruptedException if the caller was called off
     */
    void beforeRequest() throws InterruptedException;

    /**
     * An answer was closed. Must not throw.
     *
     * @param bodyBytes how much of its body was read, after decompression
     */
    void afterResponse(long bodyBytes);

    /** Always open; counts nothing. */
    static RequestGate open() {
        return OpenGate.INSTANCE;
    }

    /** Frames requests as a session's context wants them framed. */
    static RequestGate of(ProviderContext context) {
        return new ContextGate(context);
    }
}
