package dev.calsync.model;

/** An attendee's answer (RFC 5545 section 3.2.12). */
public enum ParticipationStatus {
    /** None yet. */
    NEEDS_ACTION,
    /** Will come. */
    ACCEPTED,
    /** Will not come. */
    DECLINED,
    /** May come. */
    TENTATIVE,
    /** Somebody else comes instead. */
    DELEGATED
}
