package dev.calsync.error;

/**
 * The lease under which something was to be written is gone: another node may own the calendar by now. The run stops at
 * once; what it wanted to write was not written.
 */
public final class LeaseLostException extends SyncException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong, where, and what to do. */
    public LeaseLostException(String message) {
        super(message);
    }

    /** The same, with the failure underneath. */
    public LeaseLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
