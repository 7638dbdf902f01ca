package dev.calsync.provider.google.testing;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Notifications on their way to the channels: one after the other, on a thread of their own, as real POSTs, or handed to
 * a receiver in this JVM. A {@code sync} message leaves right after the answer that opens its channel, or with
 * {@link Oddity#SYNC_BEFORE_ANSWER} right before. Answers 500, 502, 503 and 504 wait for {@link #retry()}; others are
 * not tried again. Thread-safe.
 */
public final class FakePushes implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ThreadPoolExecutor senders =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "fake-google-push");
                thread.setDaemon(true);
                return thread;
            });
    private final Deque<PushDelivery> waiting = new ArrayDeque<>();
    private final List<PushDelivery> deliveries = new ArrayList<>();
    private final List<PushDelivery> retries = new ArrayList<>();
    private @Nullable ToIntFunction<Map<String, String>> receiver;
    private int underWay;
    private int drops;
    private int late;

    FakePushes() {}

    /** All tries so far, oldest first. */
    public synchronized List<PushDelivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** The next {@code count} messages get lost. */
    public synchronized void dropNext(int count) {
        drops = count;
    }

    /** How many messages a channel still gets after it was stopped; 0 at first. */
    public synchronized void lateAfterStop(int count) {
        late = count;
    }

    /** From now on messages go to this function, which gets the headers and returns the status; null for real POSTs. */
    public synchronized void deliverTo(@Nullable ToIntFunction<Map<String, String>> inThisJvm) {
        receiver = inThisJvm;
    }

    /** So many messages may be under way at once; 1 at first. With more, those of one channel may overtake one another. */
    public void atOnce(int count) {
        senders.setMaximumPoolSize(Math.max(count, senders.getCorePoolSize()));
        senders.setCorePoolSize(count);
        senders.setMaximumPoolSize(count);
    }

    /** Sends again what was answered by 500, 502, 503 or 504. */
    public void retry() {
        List<PushDelivery> again;
        synchronized (this) {
            again = List.copyOf(retries);
            retries.clear();
            again.forEach(waiting::addLast);
        }
        go();
    }

    /**
     * Blocks until nothing is on its way.
     *
     * @return false if that took longer than {@code bound}
     */
    public synchronized boolean awaitIdle(Duration bound) throws InterruptedException {
        long end = System.nanoTime() + bound.toNanos();
        while (underWay > 0 || !waiting.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized int late() {
        return late;
    }

    /** Queues a message; it leaves with the next {@link #go()}. */
    synchronized void add(PushDelivery message) {
        waiting.addLast(message);
    }

    /** Lets everything that is queued leave. */
    void go() {
        synchronized (this) {
            underWay++;
        }
        senders.execute(this::drain);
    }

    private void drain() {
        PushDelivery next = next();
        while (next != null) {
            PushDelivery sent = next.with(send(next));
            synchronized (this) {
                deliveries.add(sent);
                if (sent.isRetried()) {
                    retries.add(sent);
                }
            }
            next = next();
        }
        synchronized (this) {
            underWay--;
            notifyAll();
        }
    }

    private synchronized @Nullable PushDelivery next() {
        return waiting.pollFirst();
    }

    private int send(PushDelivery message) {
        ToIntFunction<Map<String, String>> inThisJvm;
        synchronized (this) {
            if (drops > 0) {
                drops--;
                return PushDelivery.DROPPED;
            }
            inThisJvm = receiver;
        }
        if (inThisJvm != null) {
            return inThisJvm.applyAsInt(message.headers());
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(message.address()).timeout(TIMEOUT).POST(HttpRequest.BodyPublishers.noBody());
        message.headers().forEach(request::setHeader);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return PushDelivery.UNREACHABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return PushDelivery.UNREACHABLE;
        }
    }

    /** Stops sending. */
    @Override
    public void close() {
        senders.shutdownNow();
    }
}
