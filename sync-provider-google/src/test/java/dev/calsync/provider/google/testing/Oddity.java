package dev.calsync.provider.google.testing;

/** How the service may answer without being wrong. None is on at first. */
public enum Oddity {
    /** Every other page of a list is empty and has a page token. */
    EMPTY_PAGES,
    /** A page holds fewer items than asked for although more follow. */
    SHORT_PAGES,
    /** Exceptions come before all masters. */
    EXCEPTIONS_FIRST,
    /** A deleted event comes with its details, not as a bare stub. */
    DELETED_KEEP_DETAILS,
    /** The deletion of a series is told by its master alone; its exceptions are not mentioned. */
    EXCEPTIONS_VANISH_SILENTLY,
    /** The answers of a batch come in another order than its parts. */
    BATCH_SHUFFLED,
    /** The {@code sync} message of a new channel arrives before the answer that opens the channel. */
    SYNC_BEFORE_ANSWER,
    /** Answers are never compressed. */
    NO_GZIP
}
