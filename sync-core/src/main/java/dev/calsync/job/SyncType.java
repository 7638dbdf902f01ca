package dev.calsync.job;

/** How much of a calendar a run looks at. */
public enum SyncType {
    /** What changed since the checkpoint. */
    INCREMENTAL,
    /** Everything, compared with what is known: a diff, never a wipe. */
    FULL;

    /** The wider of the two: full, if either is. */
    public SyncType widest(SyncType other) {
        return this == FULL ? this : other;
    }
}
