package dev.calsync.error;

/**
 * No connection to the server came about: the name did not resolve, the connection was refused or timed out, TLS failed.
 * Treated as {@link TransientException} is; its own type so that a person can be told apart "wrong address" from "server
 * trouble".
 */
public final class UnreachableException extends SyncException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong, where, and what to do. */
    public UnreachableException(String message) {
        super(message);
    }

    /** The same, with the failure underneath. */
    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
