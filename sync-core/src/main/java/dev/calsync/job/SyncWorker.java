package dev.calsync.job;

/**
 * Does the work that is owed to one calendar. Synchronising a calendar with its provider is one such worker; a host may
 * wrap it or add one for calendars of its own kind.
 *
 * <p>The engine calls {@link #work} under a lease, at most once at a time for each calendar, and from many threads for
 * different calendars, so a worker must be thread-safe. A call may block, and should end soon after its thread is
 * interrupted or {@link WorkContext#cancelled()} turns true. Execution is at least once: after a crash the same work is
 * done again from the last {@linkplain WorkContext#checkpoint(String) checkpoint}, so a worker must be idempotent.
 *
 * <p>Long work is best split into steps: return {@link WorkOutcome.More} with the next one. Between two steps other
 * runs get their turn, and the engine notices that it closes or that the lease is lost.
 */
@FunctionalInterface
public interface SyncWorker {

    /**
     * Works on one calendar: all of it, or the first step.
     *
     * @param job what is owed; {@code calendarIds} holds the one calendar
     * @param context what the worker may do meanwhile; valid until the run ends
     * @return how it went
     * @throws InterruptedException if the thread was interrupted; the work is done again, here or on another node
     * @throws dev.calsync.error.SyncException named by what happens next; any other exception counts as transient
     */
    WorkOutcome work(SyncJob job, WorkContext context) throws InterruptedException;
}
