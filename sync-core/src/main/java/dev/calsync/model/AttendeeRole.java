package dev.calsync.model;

/** What an attendee is there for (RFC 5545 section 3.2.16). */
public enum AttendeeRole {
    /** Leads. */
    CHAIR,
    /** Is needed. */
    REQUIRED,
    /** Is welcome. */
    OPTIONAL,
    /** Is told only. */
    INFORMED,
    /** Is a room or a thing. */
    RESOURCE
}
