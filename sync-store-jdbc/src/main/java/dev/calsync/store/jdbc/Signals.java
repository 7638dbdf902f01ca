package dev.calsync.store.jdbc;

import dev.calsync.store.StoreListener;
import dev.calsync.system.Cancellable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what transactions changed once they are committed: to the engines of this process at once, and what is of none of
 * them to the other processes. Those are told by one task at a time, which takes along whatever came meanwhile: many commits
 * are one message. Thread-safe.
 */
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final Inbox inbox;
    private final AtomicBoolean sending = new AtomicBoolean();
    private final Object lock = new Object();
    private Changes pending = new Changes();
    private volatile @Nullable Elsewhere elsewhere;

    Signals(Inbox inbox) {
        this.inbox = inbox;
    }

    /** What one or several transactions changed that others may wait for. Not thread-safe. */
    static final class Changes {
        private final Set<Integer> buckets = new HashSet<>();
        private boolean anything;

        /** Work in this bucket. */
        void work(int bucket) {
            buckets.add(bucket);
        }

        /** Nodes, or whose a bucket is. */
        void nodes() {
            anything = true;
        }

        boolean isEmpty() {
            return buckets.isEmpty() && !anything;
        }

        Set<Integer> buckets() {
            return buckets;
        }

        boolean anything() {
            return anything;
        }

        private void add(Changes others) {
            buckets.addAll(others.buckets);
            anything |= others.anything;
        }
    }

    /** The way to the other processes. */
    interface Elsewhere {
        /** Runs a task on a thread that may block. False if there is none any more. */
        boolean run(Runnable task);

        /** Tells the other processes. Blocks; gives up where it cannot. */
        void tell(Changes changes);
    }

    Cancellable listen(StoreListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    boolean anybodyListens() {
        return !listeners.isEmpty();
    }

    void elsewhere(@Nullable Elsewhere way) {
        elsewhere = way;
    }

    /** A transaction was committed. */
    void committed(Changes changes) {
        Changes others = new Changes();
        others.anything = changes.anything;
        if (changes.anything) {
            anything();
        }
        changes.buckets.stream().filter(bucket -> !heard(bucket)).forEach(others::work);
        if (!others.isEmpty() && elsewhere != null) {
            synchronized (lock) {
                pending.add(others);
            }
            send();
        }
    }

    /** Another process told something. */
    void heard(Changes changes) {
        inbox.tell();
        if (changes.anything) {
            anything();
        }
        changes.buckets.forEach(this::heard);
    }

    private void anything() {
        for (StoreListener listener : listeners) {
            try {
                listener.anything();
            } catch (RuntimeException broken) {
                told(broken);
            }
        }
    }

    private boolean heard(int bucket) {
        for (StoreListener listener : listeners) {
            try {
                if (listener.work(bucket)) {
                    return true;
                }
            } catch (RuntimeException broken) {
                told(broken);
            }
        }
        return false;
    }

    /** What was committed stays so, whatever becomes of the hint. */
    private static void told(RuntimeException broken) {
        log.warn("a listener of the store failed; what it was told of is found by polling", broken);
    }

    private void send() {
        Elsewhere way = elsewhere;
        if (way != null && sending.compareAndSet(false, true) && !way.run(() -> sendPending(way))) {
            sending.set(false);
        }
    }

    private void sendPending(Elsewhere way) {
        try {
            for (Changes changes = take(); !changes.isEmpty(); changes = take()) {
                way.tell(changes);
            }
        } finally {
            sending.set(false);
        }
        if (!nothingPending()) {
            send();
        }
    }

    private Changes take() {
        synchronized (lock) {
            Changes taken = pending;
            pending = new Changes();
            return taken;
        }
    }

    private boolean nothingPending() {
        synchronized (lock) {
            return pending.isEmpty();
        }
    }
}
