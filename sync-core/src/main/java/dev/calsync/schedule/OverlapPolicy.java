package dev.calsync.schedule;

/**
 * What happens to a cron time that exists twice because the clocks were put back over it. An expression that allows
 * every hour of the day means "again and again", not a certain hour: it fires in both passes whatever the policy.
 */
public enum OverlapPolicy {
    /** It fires in the first pass, before the clocks are put back. */
    FIRST,
    /** It fires in the second pass, after the clocks were put back. */
    SECOND,
    /** It fires in both. */
    BOTH
}
