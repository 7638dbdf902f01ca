package dev.calsync.provider;

/** What a session can do with one calendar. */
public enum Capability {
    /** Events can be created, changed and deleted. */
    WRITE,
    /** Changes since a checkpoint can be asked for; without it every round lists everything. */
    INCREMENTAL_CHANGES,
    /** A write names the state it is meant for, and is refused if that has changed. */
    CONDITIONAL_WRITES,
    /** Recurring series with overrides can be stored. */
    RECURRENCE
}
