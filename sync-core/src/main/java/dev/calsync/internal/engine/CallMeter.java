package dev.calsync.internal.engine;

import dev.calsync.job.SyncReport;
import dev.calsync.store.RunCost;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/**
 * Counts what a run asks of a provider and of the store, and how long it waits for each. What is asked of the store while
 * a provider is talked to counts for the store alone. Thread-safe; a run works in one thread at a time.
 */
final class CallMeter {

    /** What a request is for. */
    enum Kind {
        LOOKUP(0),
        CHANGES(1),
        WRITE(2);

        private static final int COUNT = 3;
        private final int slot;

        Kind(int slot) {
            this.slot = slot;
        }
    }

    /** A call to a provider. */
    @FunctionalInterface
    interface Call<T> {
        T make() throws InterruptedException;
    }

    private final TimeSource time;
    private final AtomicLongArray requests = new AtomicLongArray(Kind.COUNT);
    private final AtomicLongArray bytes = new AtomicLongArray(Kind.COUNT);
    private final AtomicLong providerNanos = new AtomicLong();
    private final AtomicLong storeNanos = new AtomicLong();
    private volatile Kind kind = Kind.LOOKUP;

    CallMeter(TimeSource time) {
        this.time = time;
    }

    /** Makes a call to the provider; its requests are of this kind. */
    <T> T inProvider(Kind what, Call<T> call) throws InterruptedException {
        kind = what;
        long begun = time.nanoTime();
        long inStoreBefore = storeNanos.get();
        try {
            return call.make();
        } finally {
            long inStore = storeNanos.get() - inStoreBefore;
            providerNanos.addAndGet(time.nanoTime() - begun - inStore);
            kind = Kind.LOOKUP;
        }
    }

    /** Makes a call to the store. */
    <T> T inStore(Supplier<T> call) {
        long begun = time.nanoTime();
        try {
            return call.get();
        } finally {
            storeNanos.addAndGet(time.nanoTime() - begun);
        }
    }

    void request() {
        requests.incrementAndGet(kind.slot);
    }

    void response(long responseBytes) {
        bytes.addAndGet(kind.slot, responseBytes);
    }

    SyncReport report() {
        return new SyncReport(0, 0, 0, 0, 0, 0, total(requests), total(bytes));
    }

    RunCost cost() {
        return new RunCost(
                requests.get(Kind.CHANGES.slot),
                bytes.get(Kind.CHANGES.slot),
                requests.get(Kind.WRITE.slot),
                bytes.get(Kind.WRITE.slot),
                requests.get(Kind.LOOKUP.slot),
                bytes.get(Kind.LOOKUP.slot),
                Duration.ofNanos(providerNanos.get()),
                Duration.ofNanos(storeNanos.get()));
    }

    private static long total(AtomicLongArray counts) {
        long sum = 0;
        for (int slot = 0; slot < Kind.COUNT; slot++) {
            sum += counts.get(slot);
        }
        return sum;
    }
}
