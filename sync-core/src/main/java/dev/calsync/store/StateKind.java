package dev.calsync.store;

/** What a store keeps for a calendar in a form that can be checked. Their words are stable. */
public enum StateKind {
    /** Where a change feed is. */
    CHECKPOINT,
    /** What a host's own worker kept. */
    WORKER_CHECKPOINT,
    /** A series of the built-in replica. */
    SERIES,
    /** What ties a series to a remote one, with the state both last agreed on. */
    LINK,
    /** A remote write under way. */
    INTENT,
    /** A series in quarantine. */
    QUARANTINED,
    /** A state that lost a conflict. */
    REVISION,
    /** What a run did to a series, for undoing it. */
    JOURNAL,
    /** Work that was given up. */
    DEAD_LETTER
}
