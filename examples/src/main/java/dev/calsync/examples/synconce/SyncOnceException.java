package dev.calsync.examples.synconce;

/** It cannot go on; the message is what the user is told. */
final class SyncOnceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyncOnceException(String message) {
        super(message);
    }

    SyncOnceException(String message, Throwable cause) {
        super(message, cause);
    }
}
