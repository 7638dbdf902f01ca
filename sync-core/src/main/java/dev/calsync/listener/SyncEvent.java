package dev.calsync.listener;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.RunId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the engine. An interface that is open on purpose, so that new events break no host. None of
 * them holds a title, an attendee or a secret.
 */
public interface SyncEvent {

    /** Whose calendars it is about. */
    UserId user();

    /** When it happened. */
    Instant at();

    /**
     * A run began.
     *
     * @param attempt 1 for the first try
     */
    record RunStarted(
            UserId user, Instant at, CalendarRef calendar, RunId run, SyncType type, Priority priority, int attempt)
            implements SyncEvent {}

    /** A run came further. */
    record RunProgressed(UserId user, Instant at, CalendarRef calendar, RunId run, Progress progress)
            implements SyncEvent {}

    /**
     * A run ended for good.
     *
     * @param outcome completed, partial, failed, dead or cancelled
     * @param detail why it did not end well; null when it did
     */
    record RunFinished(
            UserId user,
            Instant at,
            CalendarRef calendar,
            RunId run,
            JobStatus outcome,
            SyncReport report,
            @Nullable String detail)
            implements SyncEvent {}

    /** A run was put off; no attempt was counted. */
    record RunDeferred(UserId user, Instant at, CalendarRef calendar, RunId run, Instant until, String reason)
            implements SyncEvent {}

    /** A run failed and will be tried again. */
    record RetryPlanned(
            UserId user, Instant at, CalendarRef calendar, RunId run, int attempt, Instant retryAt, String reason)
            implements SyncEvent {}

    /** Work was given up after its last retry, and is kept so that it can be replayed. Its run is told as finished, too. */
    record DeadLettered(
            UserId user, Instant at, CalendarRef calendar, RunId run, int attempts, String failure, String reason)
            implements SyncEvent {}

    /** A worker went on though it was interrupted. Its run is ended without it; its thread is lost until it returns. */
    record WorkerStuck(UserId user, Instant at, CalendarRef calendar, RunId run) implements SyncEvent {}

    /** A job was called off. A run of it that is under way stops soon after. */
    record JobCancelled(UserId user, Instant at, JobId job) implements SyncEvent {}

    /** A schedule was made, changed or forgotten. */
    record ScheduleChanged(UserId user, Instant at, ScheduleId schedule, Change change) implements SyncEvent {
        /** What became of it. */
        public enum Change {
            /** It is new. */
            ADDED,
            /** It has other terms. */
            REPLACED,
            /** It is gone. */
            REMOVED,
            /** It does not fire until it is resumed. */
            PAUSED,
            /** It fires again. */
            RESUMED
        }
    }

    /** A run noticed that its lease is gone and stopped; another node goes on. */
    record LeaseLost(UserId user, Instant at, CalendarRef calendar, RunId run) implements SyncEvent {}

    /** Both sides had changed a series. A state that lost is kept as a revision; if none did, the series is parked. */
    record ConflictFound(UserId user, Instant at, CalendarRef calendar, RunId run, SeriesId series, String resolution)
            implements SyncEvent {}

    /**
     * A run would change an unusual share of its calendar, and waits for a person. Told once until that is settled.
     *
     * @param changes how many series it would change
     * @param reason what it would do, one sentence
     */
    record ChangesHeld(UserId user, Instant at, CalendarRef calendar, RunId run, long changes, String reason)
            implements SyncEvent {}

    /**
     * What a failed run had written was undone on both sides, see {@link dev.calsync.job.OnFailure#ROLL_BACK}.
     *
     * @param run which run did this
     * @param failed which run it undid
     * @param undone how many series are as they were
     * @param left how many are not, because somebody has changed them since
     */
    record RunRolledBack(UserId user, Instant at, CalendarRef calendar, RunId run, RunId failed, long undone, long left)
            implements SyncEvent {}

    /** A series cannot be synchronised. */
    record SeriesQuarantined(UserId user, Instant at, CalendarRef calendar, RunId run, String reason)
            implements SyncEvent {}

    /**
     * Something that is kept for a calendar was changed or damaged in the store: it was put aside, and the calendar is
     * rebuilt by a full sync that was asked for.
     *
     * @param what which kind of rows; never what they were about
     */
    record StateDamaged(UserId user, Instant at, CalendarRef calendar, String what) implements SyncEvent {}

    /** A calendar was paused by the host. */
    record CalendarPaused(UserId user, Instant at, CalendarRef calendar, String reason) implements SyncEvent {}

    /** A calendar goes on. */
    record CalendarResumed(UserId user, Instant at, CalendarRef calendar) implements SyncEvent {}

    /** An account cannot be used until its user does something. */
    record AccountNeedsAttention(UserId user, Instant at, AccountId account, String reason) implements SyncEvent {}
}
