package dev.calsync.examples.quickstart;

import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.CalendarRef;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Hears what the engine tells, and lets the story wait until something came true. Thread-safe. */
final class Watch implements SyncListener {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final TimeSource time = TimeSource.system();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final List<SyncEvent> events = new ArrayList<>();
    private Consumer<SyncEvent> live = event -> {};

    @Override
    public void on(SyncEvent event) {
        lock.lock();
        try {
            events.add(event);
            live.accept(event);
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hands on every event from now on as it comes, until told otherwise. */
    void live(Consumer<SyncEvent> next) {
        lock.lock();
        try {
            live = next;
        } finally {
            lock.unlock();
        }
    }

    void quiet() {
        live(event -> {});
    }

    /** How many events there were so far: a place in time. */
    int mark() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    /** The events of a kind since a place in time. */
    <T extends SyncEvent> List<T> since(int mark, Class<T> kind) {
        lock.lock();
        try {
            return events.subList(mark, events.size()).stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** The runs of a calendar that ended for good since a place in time. */
    List<SyncEvent.RunFinished> runs(int mark, CalendarRef calendar) {
        return since(mark, SyncEvent.RunFinished.class).stream()
                .filter(run -> run.calendar().equals(calendar))
                .toList();
    }

    /** @throws IllegalStateException if it does not come true in time */
    void until(String what, BooleanSupplier condition) throws InterruptedException {
        long begun = time.nanoTime();
        while (!condition.getAsBoolean()) {
            if (time.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            lock.lock();
            try {
                // Woken by an event or not: the condition is looked at again either way.
                boolean unused = heard.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } finally {
                lock.unlock();
            }
        }
    }
}
