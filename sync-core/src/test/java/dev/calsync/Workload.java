package dev.calsync;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkContext;
import dev.calsync.job.WorkOutcome;
import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A worker that lets time pass instead of synchronising, and that keeps books of what ran when and beside what. A run
 * takes so many steps; time passes for all runs together, so one beside others lasts longer.
 */
final class Workload implements SyncWorker, SyncListener {

    /** A run that began. */
    record Start(CalendarRef calendar, UserId user, Priority priority, Instant at) {}

    final List<Start> starts = new ArrayList<>();
    final Map<Object, Integer> most = new HashMap<>();
    private final Map<CalendarRef, SyncJob> running = new LinkedHashMap<>();
    private final ManualTime time;
    private final Duration step;
    private ToIntFunction<CalendarRef> steps = calendar -> 1;
    private Function<AccountId, Object> providerOf = account -> "provider";
    private Consumer<CalendarRef> whileRunning = calendar -> {};

    Workload(SyncWorld world, Duration step) {
        this.time = world.world.time();
        this.step = step;
    }

    /** How many steps a run takes; one unless told. */
    Workload steps(ToIntFunction<CalendarRef> value) {
        steps = value;
        return this;
    }

    Workload provider(Function<AccountId, Object> of) {
        providerOf = of;
        return this;
    }

    Workload whileRunning(Consumer<CalendarRef> value) {
        whileRunning = value;
        return this;
    }

    /** An engine that does this work. */
    CalendarSyncBuilder on(CalendarSyncBuilder builder) {
        return builder.worker(inner -> this).listener(this);
    }

    @Override
    public WorkOutcome work(SyncJob job, WorkContext context) {
        CalendarRef calendar = context.calendar();
        starts.add(new Start(calendar, job.userId(), job.priority(), time.now()));
        running.put(calendar, job);
        count("all");
        count(job.userId());
        count(calendar.account());
        count(providerOf.apply(calendar.account()));
        count(job.priority());
        return step(calendar, steps.applyAsInt(calendar));
    }

    private WorkOutcome step(CalendarRef calendar, int left) {
        whileRunning.accept(calendar);
        time.advance(step);
        if (left > 1) {
            return WorkOutcome.more(() -> step(calendar, left - 1));
        }
        // The place is free now; listeners hear of it once it is kept.
        running.remove(calendar);
        return WorkOutcome.completed();
    }

    private void count(Object what) {
        most.merge(what, running(what), Math::max);
    }

    /** How many runs of all, a user, an account, a provider or a priority are under way. */
    int running(Object what) {
        return (int) running.entrySet().stream()
                .filter(entry -> what.equals("all")
                        || what.equals(entry.getValue().userId())
                        || what.equals(entry.getKey().account())
                        || what.equals(providerOf.apply(entry.getKey().account()))
                        || what.equals(entry.getValue().priority()))
                .count();
    }

    int most(Object what) {
        return most.getOrDefault(what, 0);
    }

    /** When a calendar's first run began; null if none did. */
    @Nullable
    Instant firstStart(CalendarRef calendar) {
        return starts.stream()
                .filter(start -> start.calendar().equals(calendar))
                .map(Start::at)
                .findFirst()
                .orElse(null);
    }

    /** How many runs began before this calendar's first. */
    int place(CalendarRef calendar) {
        for (int i = 0; i < starts.size(); i++) {
            if (starts.get(i).calendar().equals(calendar)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.RunFinished finished) {
            running.remove(finished.calendar());
        } else if (event instanceof SyncEvent.RunDeferred deferred) {
            running.remove(deferred.calendar());
        }
    }
}
