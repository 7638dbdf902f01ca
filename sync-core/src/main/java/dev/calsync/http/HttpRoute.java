package dev.calsync.http;

/** Answers one kind of request. Implementations are thread-safe. */
@FunctionalInterface
public interface HttpRoute {

    /**
     * Answers a request that is this route's. May block.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    HttpResponse answer(HttpRequest request) throws InterruptedException;
}
