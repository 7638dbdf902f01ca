package dev.calsync.job;

import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.Optional;

/**
 * What a worker may do while it runs: keep a checkpoint, tell its progress, put itself off, and see whether it should
 * stop. Belongs to one run; thread-safe. Once the run's lease is lost every call but {@link #calendar()}
 * and {@link #cancelled()} is refused, so that a stale worker cannot write over its successor.
 */
public interface WorkContext {

    /** The calendar that is worked on. */
    CalendarRef calendar();

    /**
     * The last checkpoint that a run of this calendar kept, if there is one. May block on the store.
     *
     * @throws dev.calsync.error.LeaseLostException if the lease is lost
     */
    Optional<String> checkpoint();

    /**
     * Keeps a checkpoint: after a crash the next run begins with it. Durable on return. May block on the store.
     *
     * @param checkpoint any text up to 65,536 characters
     * @throws IllegalArgumentException if the text is longer
     * @throws dev.calsync.error.LeaseLostException if the lease is lost; nothing was kept
     */
    void checkpoint(String checkpoint);

    /**
     * Tells how far the run is. Cheap; does not block.
     *
     * @throws dev.calsync.error.LeaseLostException if the lease is known to be lost
     */
    void progress(Progress progress);

    /**
     * Puts the work off without burning an attempt: return what this returns.
     *
     * @param until the earliest time to go on
     * @param reason one sentence for a person
     * @throws dev.calsync.error.LeaseLostException if the lease is known to be lost
     */
    WorkOutcome deferUntil(Instant until, String reason);

    /**
     * Whether the worker should stop: the engine closes, the job was called off, the run went on for longer than a run may,
     * or the lease is lost. A worker that goes on is interrupted; one that ignores that, too, loses its run.
     */
    boolean cancelled();
}
