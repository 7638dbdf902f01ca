package dev.calsync.provider;

import java.util.List;

/** What a call to a channel's address turned out to be. */
public sealed interface WebhookOutcome {

    /**
     * The provider wants to see that somebody listens: answer 200 with this text as {@code text/plain}.
     *
     * @param text bounded, without control characters
     */
    record Handshake(String text) implements WebhookOutcome {}

    /**
     * Take it, and answer with this status once the hints are durable. What is unknown or forged is accepted with no
     * hints at all, so that the caller cannot tell.
     *
     * @param hints what was proven to come from the provider
     * @param status 200 to 299; the same whether or not there are hints
     */
    record Accepted(List<ChannelHint> hints, int status) implements WebhookOutcome {

        /** Copies the hints. */
        public Accepted {
            hints = List.copyOf(hints);
        }

        /** Answered 202. */
        public Accepted(List<ChannelHint> hints) {
            this(hints, 202);
        }
    }

    /**
     * This is not how the provider calls.
     *
     * @param status the answer, 400 to 499; the same whether or not the channel exists
     */
    record Refused(int status) implements WebhookOutcome {}
}
