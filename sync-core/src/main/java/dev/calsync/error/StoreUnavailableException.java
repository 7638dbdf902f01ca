package dev.calsync.error;

/**
 * The store cannot be reached or refuses work. The engine pauses, keeps what it owes, and resumes when the store is back.
 */
public final class StoreUnavailableException extends SyncException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong, where, and what to do. */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /** The same, with the failure underneath. */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
