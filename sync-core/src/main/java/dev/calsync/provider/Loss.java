package dev.calsync.provider;

/** What becomes of a feature of an event that a service cannot express. */
public enum Loss {
    /** Kept in a place of the event that other clients do not show, and read back from there. */
    CARRIED,
    /** Left out. It stays in the calendar that it comes from, also when the copy is edited. */
    DROPPED,
    /** The event is not written, and waits in quarantine with the reason. */
    REFUSED
}
