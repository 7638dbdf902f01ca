package dev.calsync.model;

/** Whether an event takes place (RFC 5545 section 3.8.1.11). */
public enum EventStatus {
    /** It takes place. */
    CONFIRMED,
    /** It may take place. */
    TENTATIVE,
    /** It was called off. */
    CANCELLED
}
