package dev.calsync.model;

/** Whether an event takes up its owner's time (RFC 5545 section 3.8.2.7). */
public enum Transparency {
    /** Its time counts as busy. */
    OPAQUE,
    /** Its time counts as free. */
    TRANSPARENT
}
