package dev.calsync.reconcile;

/** One of the two ends that are kept in sync. */
public enum Side {
    /** The replica. */
    LOCAL,
    /** The provider. */
    REMOTE;

    /** The opposite end. */
    public Side other() {
        return this == LOCAL ? REMOTE : LOCAL;
    }
}
