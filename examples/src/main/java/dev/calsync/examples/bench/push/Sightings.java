package dev.calsync.examples.bench.push;

import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.CalendarRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Edits that were made there, and how long it took until they were here. One edit of a calendar at a time. */
final class Sightings implements SyncListener {
    private final Map<String, Long> made = new ConcurrentHashMap<>();
    private final Map<CalendarRef, Integer> runs = new ConcurrentHashMap<>();
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

    /** An edit of this calendar is about to be made. */
    void making(String calendarId) {
        made.put(calendarId, System.nanoTime());
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.RunFinished run) {
            runs.merge(run.calendar(), 1, Integer::sum);
            boolean pulled =
                    run.outcome() == JobStatus.COMPLETED && run.report().pulled() > 0;
            Long since = pulled ? made.remove(run.calendar().calendarId()) : null;
            if (since != null) {
                nanos.add(System.nanoTime() - since);
            }
        }
    }

    int waiting() {
        return made.size();
    }

    int runsOf(CalendarRef calendar) {
        return runs.getOrDefault(calendar, 0);
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
