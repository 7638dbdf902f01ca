package dev.calsync.error;

/**
 * The provider no longer accepts the account's credentials. The account is paused with a reason and its user is told;
 * nothing is retried until the user reconnects.
 */
public final class AuthorizationRevokedException extends SyncException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong, where, and what to do. */
    public AuthorizationRevokedException(String message) {
        super(message);
    }

    /** The same, with the failure underneath. */
    public AuthorizationRevokedException(String message, Throwable cause) {
        super(message, cause);
    }
}
