package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkCause;
import java.util.Set;

/** For whom a calendar's work is owed. */
public final class OpenWork {
    private static final int JOBS_MAX = 1_000;

    private OpenWork() {}

    /**
     * Whether somebody would miss a calendar's generation if it were dropped: an open job that waits for it, or anybody
     * but those who ask by a job, such as a schedule or an edit.
     *
     * @param causes why it is owed
     */
    public static boolean stillWanted(
            StoreTransaction tx, CalendarRef calendar, long generation, Set<WorkCause> causes) {
        return !causes.equals(Set.of(WorkCause.REQUEST))
                || tx.jobs().ofCalendar(calendar, JOBS_MAX).stream()
                        .anyMatch(job -> job.waitsFor(calendar, generation));
    }
}
