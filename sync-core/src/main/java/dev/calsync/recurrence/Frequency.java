package dev.calsync.recurrence;

/** How often a rule's interval comes: the {@code FREQ} part of RFC 5545 section 3.3.10, finest first. */
public enum Frequency {
    SECONDLY,
    MINUTELY,
    HOURLY,
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY;

    /** Whether intervals are shorter than a day. */
    boolean isSubDaily() {
        return compareTo(DAILY) < 0;
    }
}
