package dev.calsync.internal.engine;

import dev.calsync.job.SyncReport;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a run asks of a provider. Thread-safe. */
final class CallMeter {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void request() {
        requests.incrementAndGet();
    }

    void response(long responseBytes) {
        bytes.addAndGet(responseBytes);
    }

    SyncReport report() {
        return new SyncReport(0, 0, 0, 0, 0, 0, requests.get(), bytes.get());
    }
}
