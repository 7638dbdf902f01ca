package dev.calsync.examples.bench.queue;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts, in a contender's JVM, what has ended. Thread-safe, and forgotten only while nothing runs. */
final class Tally {
    private final LongAdder all = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong lastOther = new AtomicLong();

    /** @param other whether it was of another user than the one who owns half of everything */
    void ended(boolean other) {
        long now = micros(Instant.now());
        first.compareAndSet(0, now);
        last.accumulateAndGet(now, Math::max);
        if (other) {
            lastOther.accumulateAndGet(now, Math::max);
            others.increment();
        }
        all.increment();
    }

    Done done() {
        return new Done(all.sum(), others.sum(), first.get(), last.get(), lastOther.get());
    }

    void forget() {
        all.reset();
        others.reset();
        first.set(0);
        last.set(0);
        lastOther.set(0);
    }

    static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000), time.getNano() / 1_000);
    }
}
