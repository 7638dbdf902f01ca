package dev.calsync.model;

/** Who may see an event's details (RFC 5545 section 3.8.1.3). */
public enum Visibility {
    /** As the calendar says. */
    DEFAULT,
    /** Everybody who sees the calendar. */
    PUBLIC,
    /** The owner only. */
    PRIVATE,
    /** The owner only; others see that the time is taken. */
    CONFIDENTIAL
}
