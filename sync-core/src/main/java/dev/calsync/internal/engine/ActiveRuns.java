package dev.calsync.internal.engine;

import dev.calsync.internal.queue.FairQueue;
import dev.calsync.model.CalendarRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs on this node and the batches they came in: whose turn it is within a batch, and when the rest of one is handed
 * back. Changed under the dispatcher's lock; may be looked at from anywhere.
 */
final class ActiveRuns {
    private final Map<CalendarRef, ActiveRun> active = new ConcurrentHashMap<>();
    private final Map<ActiveRun, Batch> batches = new LinkedHashMap<>();

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

    /** Starts what was claimed: of each batch the first, the others after it. */
    void start(Collection<List<CalendarRef>> wanted, Map<CalendarRef, ActiveRun> claimed, Instant now) {
        active.putAll(claimed);
        for (List<CalendarRef> calendars : wanted) {
            List<ActiveRun> runs = calendars.stream()
                    .filter(claimed::containsKey)
                    .map(claimed::get)
                    .toList();
            if (!runs.isEmpty()) {
                Batch batch = new Batch(runs, now);
                runs.forEach(run -> batches.put(run, batch));
                startNext(batch, now);
            }
        }
    }

    /** A run is over: frees its slot in the queue and starts the next of its batch. Returns whether it was known here. */
    boolean over(ActiveRun run, FairQueue queue, Instant now) {
        boolean known = active.remove(run.calendar(), run);
        if (known) {
            queue.ended(run.calendar(), now);
        }
        Batch batch = batches.remove(run);
        if (batch != null) {
            batch.over();
            startNext(batch, now);
        }
        return known;
    }

    private static void startNext(Batch batch, Instant now) {
        ActiveRun next = batch.next(now);
        while (next != null && next.hasEnded()) {
            next = batch.next(now);
        }
        if (next != null) {
            next.start();
        }
    }

    /** What waits behind a run that has held its batch's turn for longer than this is handed back. */
    void giveUpTurnsLongerThan(Duration turn, Instant now) {
        List<ActiveRun> late = new ArrayList<>();
        for (Batch batch : new LinkedHashSet<>(batches.values())) {
            if (batch.turnSince().plus(turn).isBefore(now)) {
                late.addAll(batch.giveUp());
            }
        }
        late.forEach(ActiveRun::handBack);
    }
}
