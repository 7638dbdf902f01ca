package dev.calsync.error;

/**
 * Something that may work next time: an I/O failure, a timeout, a 5xx. The work is retried with backoff.
 */
public final class TransientException extends SyncException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong, where, and what to do. */
    public TransientException(String message) {
        super(message);
    }

    /** The same, with the failure underneath. */
    public TransientException(String message, Throwable cause) {
        super(message, cause);
    }
}
