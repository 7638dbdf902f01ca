package dev.calsync.examples.bench.push;

import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.CalendarRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Edits that were made there, and how long it took until they were here. Each edit makes an event, so as many of a
 * calendar's edits are here as its runs have pulled.
 */
final class Sightings implements SyncListener {
    private final Map<String, Deque<Long>> made = new ConcurrentHashMap<>();
    private final Map<CalendarRef, Integer> pulls = new ConcurrentHashMap<>();
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger waiting = new AtomicInteger();

    /** An edit of this calendar is about to be made. */
    void making(String calendarId) {
        Deque<Long> open = made.computeIfAbsent(calendarId, fresh -> new ArrayDeque<>());
        synchronized (open) {
            open.addLast(System.nanoTime());
        }
        waiting.incrementAndGet();
    }

    @Override
    public void on(SyncEvent event) {
        // What was put off asked the provider nothing; it is told of as well.
        if (event instanceof SyncEvent.RunFinished run && run.outcome() != JobStatus.QUEUED) {
            pulls.merge(run.calendar(), 1, Integer::sum);
            seen(run.calendar(), run.report().pulled(), System.nanoTime());
        }
    }

    private void seen(CalendarRef calendar, long pulled, long now) {
        Deque<Long> open = pulled == 0 ? null : made.get(calendar.calendarId());
        if (open == null) {
            return;
        }
        synchronized (open) {
            for (long i = 0; i < pulled && !open.isEmpty(); i++) {
                nanos.add(now - open.removeFirst());
                waiting.decrementAndGet();
            }
        }
    }

    int waiting() {
        return waiting.get();
    }

    /** How often this calendar's provider was asked what is new. */
    int pullsOf(CalendarRef calendar) {
        return pulls.getOrDefault(calendar, 0);
    }

    /** What was seen since the last call, sorted. */
    List<Long> take() {
        synchronized (nanos) {
            List<Long> all = new ArrayList<>(nanos);
            nanos.clear();
            Collections.sort(all);
            return all;
        }
    }

    static long millis(List<Long> sorted, double share) {
        return sorted.isEmpty()
                ? -1
                : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size()))) / 1_000_000;
    }
}
