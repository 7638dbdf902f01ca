package dev.calsync.job;

import java.util.Set;

/** Where a job stands. Moves that {@link #mayBecome} does not know are refused. */
public enum JobStatus {
    /** Waits to be run, also for a retry. */
    QUEUED,
    /** At least one of its calendars is being worked on. */
    PROCESSING,
    /** Everything was done. */
    COMPLETED,
    /** Done, but single events could not be synchronised; they are in quarantine. */
    PARTIAL,
    /** Failed for good: trying again cannot help, or the schedule asked for no retry. */
    FAILED,
    /** Failed for good after the last retry; it is kept as a dead letter. */
    DEAD,
    /** Called off. */
    CANCELLED;

    /** Whether nothing more will happen to the job. */
    public boolean isFinal() {
        return this != QUEUED && this != PROCESSING;
    }

    /** Whether the job may move on to {@code next}. A dead letter that is replayed is queued again; nothing else that is final moves. */
    public boolean mayBecome(JobStatus next) {
        return switch (this) {
            case QUEUED -> Set.of(PROCESSING, CANCELLED).contains(next);
            case PROCESSING -> next != PROCESSING;
            case DEAD -> next == QUEUED;
            case COMPLETED, PARTIAL, FAILED, CANCELLED -> false;
        };
    }
}
