package dev.calsync.provider;

/**
 * What becomes of a write that touches an event to which others are invited: one that makes, changes or deletes a series
 * in which any event has attendees, before or after. Chosen by the host when it builds a provider.
 */
public enum AttendeePolicy {
    /**
     * The write is not sent. Its outcome is {@link WriteOutcome.Rejected} with this as the reason, so that it is parked
     * where people see it.
     */
    HOLD,
    /**
     * The write is sent, and nobody is told of it. Where a service cannot be kept from telling the attendees, the write
     * is held as with {@link #HOLD}.
     */
    WRITE_SILENTLY,
    /** The write is sent, and the service tells the attendees if it does such things. */
    WRITE_AND_NOTIFY
}
