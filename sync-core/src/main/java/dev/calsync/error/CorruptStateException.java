package dev.calsync.error;

/**
 * Stored state cannot be trusted: a checksum, version or shape is wrong. The calendar is rebuilt by a resync as a diff.
 */
public final class CorruptStateException extends SyncException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong, where, and what to do. */
    public CorruptStateException(String message) {
        super(message);
    }

    /** The same, with the failure underneath. */
    public CorruptStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
