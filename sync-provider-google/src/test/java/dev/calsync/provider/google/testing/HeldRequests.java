package dev.calsync.provider.google.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Requests that wait at the server's door, before anything of them was applied, until they are released. Thread-safe.
 */
public final class HeldRequests implements AutoCloseable {

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldRequests() {}

    /**
     * Blocks until the first of these requests is at the door.
     *
     * @return false if none came within {@code bound}
     */
    public boolean awaitArrival(Duration bound) throws InterruptedException {
        return arrived.await(bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets the waiting requests and all later ones pass. */
    public void release() {
        released.countDown();
    }

    /** Same as {@link #release()}. */
    @Override
    public void close() {
        release();
    }

    void pass() throws InterruptedException {
        arrived.countDown();
        released.await();
    }
}
