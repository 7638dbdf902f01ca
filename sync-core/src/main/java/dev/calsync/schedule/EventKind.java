package dev.calsync.schedule;

/** Where an event that starts a sync comes from. */
public enum EventKind {
    /** A provider said that something changed. */
    WEBHOOK,
    /** The host published it through the API. */
    API,
    /** The user did something in the host's application. */
    USER_ACTION
}
