package dev.calsync.error;

/**
 * Trying again cannot help: the server does not speak the protocol, the calendar is gone, a request is refused for good.
 * The work ends without a retry.
 */
public final class UnrecoverableException extends SyncException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong, where, and what to do. */
    public UnrecoverableException(String message) {
        super(message);
    }

    /** The same, with the failure underneath. */
    public UnrecoverableException(String message, Throwable cause) {
        super(message, cause);
    }
}
