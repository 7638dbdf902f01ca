package dev.calsync.examples.kills;

import dev.calsync.CalendarSyncBuilder;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between any two steps of the engine's runs, and after each change of the host's table, and stops at the n-th such place
 * for good: whoever kills the process then kills it just there. Thread-safe.
 */
final class Steps {
    /** What is said when the place is reached. */
    static final String STOPPED = "stopped";

    private final AtomicInteger left;
    private final Consumer<String> out;

    /**
     * @param stopAt which place; zero for none
     * @param out is told
     */
    Steps(int stopAt, Consumer<String> out) {
        this.left = new AtomicInteger(stopAt == 0 ? Integer.MAX_VALUE : stopAt);
        this.out = out;
    }

    static Steps none() {
        return new Steps(0, line -> {});
    }

    private void pass() {
        if (left.decrementAndGet() == 0) {
            out.accept(STOPPED);
        }
        while (left.get() <= 0) {
            LockSupport.parkNanos(Long.MAX_VALUE);
        }
    }

    CalendarSyncBuilder around(CalendarSyncBuilder builder) {
        return builder.worker(worker -> (job, context) -> {
            pass();
            return stepping(worker.work(job, context));
        });
    }

    private WorkOutcome stepping(WorkOutcome outcome) {
        pass();
        if (outcome instanceof WorkOutcome.More more) {
            WorkStep next = more.next();
            return new WorkOutcome.More(() -> stepping(next.run()));
        }
        return outcome;
    }

    /** The table, and a place behind each of its changes. */
    LocalCalendar around(LocalCalendar table) {
        return new LocalCalendar() {
            @Override
            public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
                return table.read(calendar, ids);
            }

            @Override
            public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
                return table.findByUid(calendar, uids);
            }

            @Override
            public List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
                List<LocalOutcome> outcomes = table.apply(calendar, changes);
                pass();
                return outcomes;
            }

            @Override
            public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
                return table.pending(calendar, after, limit);
            }

            @Override
            public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
                table.acknowledge(calendar, id, version);
                pass();
            }
        };
    }
}
