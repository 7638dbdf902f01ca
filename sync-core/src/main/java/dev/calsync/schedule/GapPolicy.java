package dev.calsync.schedule;

/** What happens to a cron time that does not exist because the clocks were put forward over it. */
public enum GapPolicy {
    /** It fires at the instant at which the gap ends; several of one gap fire there once. */
    RUN_AT_GAP_END,
    /** It does not fire. */
    SKIP
}
