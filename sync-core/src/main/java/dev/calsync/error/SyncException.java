package dev.calsync.error;

/**
 * The root of every failure that Calsync reports. Subtypes are named by what happens next, not by where it went wrong:
 * whoever catches one knows what to do. Messages say what was wrong, where, and what to do about it; they never hold a
 * secret, a title or an attendee.
 *
 * <p>What is expected (an expired cursor, a failed precondition, a deferral) is not a failure and is returned as a value.
 */
public abstract class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyncException(String message) {
        super(message);
    }

    SyncException(String message, Throwable cause) {
        super(message, cause);
    }
}
