package dev.calsync.job;

/** What becomes of what a run has written when it fails. */
public enum OnFailure {
    /** It stays, and the next run goes on from there. */
    KEEP_PROGRESS,
    /**
     * It is undone on both sides before anything is tried again, as far as nobody has changed it since. For whom half of a
     * synchronisation is worse than none.
     */
    ROLL_BACK
}
