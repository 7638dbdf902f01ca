package dev.calsync.store;

/** Why work is owed. */
public enum WorkCause {
    /** Somebody asked for it, and may wait for it: there is a job. */
    REQUEST,
    /** A schedule fired. */
    SCHEDULE,
    /** An event of the host's application, or a provider's hint. */
    EVENT,
    /** An edit made here waits to be sent. */
    EDIT,
    /** What is known about the calendar cannot be trusted or has to be read anew. */
    RESYNC,
    /** What a failed run has written is to be undone. */
    ROLL_BACK
}
