package dev.calsync.testing.wire;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Requests that wait at the server's door, before anything of them was applied, until they are released. Thread-safe.
 */
public final class HeldRequests implements AutoCloseable {

    private final Semaphore arrived = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Holds nothing yet. */
    public HeldRequests() {}

    /**
     * Blocks until the first of these requests is at the door.
     *
     * @return false if none came within {@code bound}
     */
    public boolean awaitArrival(Duration bound) throws InterruptedException {
        return awaitArrival(1, bound);
    }

    /**
     * Blocks until so many of these requests are at the door, besides those that were waited for before.
     *
     * @return false if fewer came within {@code bound}
     */
    public boolean awaitArrival(int requests, Duration bound) throws InterruptedException {
        return arrived.tryAcquire(requests, bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How many are at the door, or have passed it, that nobody has waited for. */
    public int unexpected() {
        return arrived.availablePermits();
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

    /** Blocks a request until it is released: for the server. */
    public void pass() throws InterruptedException {
        arrived.release();
        released.await();
    }
}
