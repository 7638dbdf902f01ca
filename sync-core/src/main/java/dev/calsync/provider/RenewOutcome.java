package dev.calsync.provider;

/** What a provider said when it was asked to let a channel go on. */
public sealed interface RenewOutcome {

    /**
     * It goes on.
     *
     * @param channel with its new end
     */
    record Extended(Channel channel) implements RenewOutcome {}

    /** This service extends none: subscribe to a new one, and stop the old one once the new one is live. Nothing was sent. */
    record Replace() implements RenewOutcome {}

    /** The provider does not know it any more; subscribe to a new one. */
    record Gone() implements RenewOutcome {}
}
