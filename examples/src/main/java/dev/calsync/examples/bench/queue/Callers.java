package dev.calsync.examples.bench.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Threads that call as fast as they are answered. */
final class Callers {
    private Callers() {}

    /**
     * How many calls a second they get through.
     *
     * @param call given the number of the call, from 0
     */
    static double perSecond(int threads, Duration span, IntConsumer call) throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long begun = System.nanoTime();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    while (System.nanoTime() - begun < span.toNanos()) {
                        call.accept(calls.getAndIncrement());
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a call failed", failed.getCause());
        } finally {
            pool.shutdownNow();
        }
        return calls.get() * 1e9 / (System.nanoTime() - begun);
    }
}
