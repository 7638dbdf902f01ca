package dev.calsync.provider;

/** What a provider said when it was asked for a channel. */
public sealed interface SubscribeOutcome {

    /**
     * It will call.
     *
     * @param channel with what the provider calls it, and when it ends: by the provider's answer, whatever was asked for
     */
    record Subscribed(Channel channel) implements SubscribeOutcome {}

    /**
     * It does not tell of this calendar's changes, now and later.
     *
     * @param reason why, one sentence for people
     */
    record Unsupported(String reason) implements SubscribeOutcome {}

    /**
     * It has a channel like this already and allows no second one; {@link NotificationSession#list} tells which, and it has
     * to be renewed or stopped first.
     */
    record Duplicate() implements SubscribeOutcome {}
}
