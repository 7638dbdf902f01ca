package dev.calsync.provider.google;

import dev.calsync.provider.WriteOutcome;

/**
 * Where a write stands: done, or about to make a call. A series takes several calls, each of which depends on the answer
 * before it; written this way, many writes go on side by side and share batches.
 */
sealed interface WriteStep {

    /** It is over. */
    record Done(WriteOutcome outcome) implements WriteStep {}

    /** A call is to be made. */
    record Call(ApiCall call, Then then) implements WriteStep {}

    /** What follows when a call was carried out or refused; other answers do not come here. */
    @FunctionalInterface
    interface Then {
        /**
         * @throws IllegalArgumentException if the API cannot hold what is to be written; the message says why
         * @throws dev.calsync.error.SyncException if it cannot go on for a reason that has nothing to do with the event
         */
        WriteStep after(ApiAnswer answer) throws InterruptedException;
    }

    static WriteStep done(WriteOutcome outcome) {
        return new Done(outcome);
    }

    static WriteStep rejected(String reason) {
        return new Done(new WriteOutcome.Rejected(reason));
    }
}
