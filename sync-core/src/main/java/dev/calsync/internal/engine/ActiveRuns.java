package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The runs on this node and the batches they came in: whose turn it is within a batch, and when the rest of one is handed
 * back. Thread-safe.
 */
final class ActiveRuns {
    private final Map<CalendarRef, ActiveRun> active = new ConcurrentHashMap<>();
    private final Map<ActiveRun, Batch> batches = new ConcurrentHashMap<>();
    /** For the queue, which is the dispatcher's alone. */
    private final Queue<Left> left = new ConcurrentLinkedQueue<>();

    private final Queue<CalendarRef> over = new ConcurrentLinkedQueue<>();

    /**
     * A run has done its work.
     *
     * @param took how long it had its place
     */
    record Left(CalendarRef place, Duration took) {}

    /** The run of a calendar, if there is one. */
    Optional<ActiveRun> find(CalendarRef calendar) {
        return Optional.ofNullable(active.get(calendar));
    }

    Collection<ActiveRun> all() {
        return List.copyOf(active.values());
    }

    boolean isEmpty() {
        return active.isEmpty();
    }

    /** How many there are, with those whose end is still to be kept. */
    int count() {
        return active.size();
    }

    /** Starts what was claimed: of each batch the first, the others after it. */
    void start(Collection<List<CalendarRef>> wanted, Map<CalendarRef, ActiveRun> claimed, long nanoTime) {
        active.putAll(claimed);
        for (List<CalendarRef> calendars : wanted) {
            List<ActiveRun> runs = calendars.stream()
                    .filter(claimed::containsKey)
                    .map(claimed::get)
                    .toList();
            if (!runs.isEmpty()) {
                Batch batch = new Batch(runs);
                runs.forEach(run -> batches.put(run, batch));
                startNext(batch, nanoTime);
            }
        }
    }

    /** A run has done its work: the next of its batch starts. Returns whether that is news. */
    boolean released(ActiveRun run, TimeSource time) {
        Batch batch = batches.remove(run);
        if (batch == null) {
            return false;
        }
        batch.over();
        startNext(batch, time.nanoTime());
        left.add(new Left(run.calendar(), Duration.between(run.startedAt(), time.now())));
        return true;
    }

    /** A place that a run has left since somebody asked; null if there is none. */
    @Nullable
    Left left() {
        return left.poll();
    }

    /** A run is over, and how it ended is kept. */
    void over(ActiveRun run) {
        if (active.remove(run.calendar(), run)) {
            over.add(run.calendar());
        }
    }

    /** A calendar whose run is over since somebody asked; null if there is none. */
    @Nullable
    CalendarRef over() {
        return over.poll();
    }

    private static void startNext(Batch batch, long nanoTime) {
        ActiveRun next = batch.next(nanoTime);
        while (next != null && next.hasEnded()) {
            next = batch.next(nanoTime);
        }
        if (next != null) {
            next.start();
        }
    }

    /** What waits behind a run that has held its batch's turn for longer than this is handed back. */
    void giveUpTurnsLongerThan(Duration turn, long nanoTime) {
        List<ActiveRun> late = new ArrayList<>();
        for (Batch batch : new LinkedHashSet<>(batches.values())) {
            if (batch.turn(nanoTime).compareTo(turn) > 0) {
                late.addAll(batch.giveUp());
            }
        }
        late.forEach(ActiveRun::handBack);
    }
}
