package dev.calsync.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a provider told through a channel. A hint that something may be worth looking at, never data.
 *
 * @param channelId which of our channels, see {@link Channel#id}
 * @param kind what it is about
 * @param remoteId what the provider calls the channel, where the call says so; null otherwise. It may be new to us, if the
 *     answer to the subscription was lost
 * @param messageNumber grows with every message of a channel, where the provider counts them; null otherwise
 * @param state what the provider calls the state that it has now, where the call says so, see {@link
 *     ChangeNotificationSource#isKnown}; null otherwise
 */
public record ChannelHint(
        String channelId,
        Kind kind,
        @Nullable String remoteId,
        @Nullable Long messageNumber,
        @Nullable String state) {

    /** What a hint is about. */
    public enum Kind {
        /** The channel is live; nothing has changed. Google's {@code sync} message. */
        ALIVE,
        /** What the channel watches has changed. */
        CHANGED,
        /** Earlier notifications were lost: look at everything. Graph's {@code missed}. */
        MISSED,
        /** The channel ends soon unless it is renewed. Graph's {@code reauthorizationRequired}. */
        RENEW,
        /** The provider has ended the channel. Graph's {@code subscriptionRemoved}, Google's {@code not_exists}. */
        REMOVED
    }

    /** A hint without more. */
    public ChannelHint(String channelId, Kind kind) {
        this(channelId, kind, null, null, null);
    }

    /** A hint that names no state. */
    public ChannelHint(String channelId, Kind kind, @Nullable String remoteId, @Nullable Long messageNumber) {
        this(channelId, kind, remoteId, messageNumber, null);
    }
}
