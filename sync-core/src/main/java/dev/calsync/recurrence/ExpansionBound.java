package dev.calsync.recurrence;

/** The bound that ended an expansion before its series or its window did. See {@link RecurrenceLimits}. */
public enum ExpansionBound {
    /** {@link RecurrenceLimits#maxOccurrences()}. */
    OCCURRENCES,
    /** {@link RecurrenceLimits#maxSteps()}. */
    STEPS,
    /** {@link RecurrenceLimits#horizon()}. */
    HORIZON
}
