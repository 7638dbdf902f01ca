package dev.calsync.store;

/** Why nothing of a calendar may begin, for as long as nobody lifts it. The reasons in words are kept with their owners. */
public enum WorkBlock {
    /** The calendar is paused. */
    PAUSED,
    /** Its account needs its user's attention. */
    ACCOUNT
}
