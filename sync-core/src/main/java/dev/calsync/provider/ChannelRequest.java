package dev.calsync.provider;

import java.net.URI;
import java.time.Duration;

/**
 * Asks a provider for a channel.
 *
 * @param channel what it will be; kept durably already, and found by its path from now on
 * @param callback where the provider is to call; absolute, ends with the channel's path
 * @param lifetime how long it should last; a provider that allows less grants less
 */
public record ChannelRequest(Channel channel, URI callback, Duration lifetime) {

    /** @throws IllegalArgumentException if the callback does not end with the path, or the lifetime is not positive */
    public ChannelRequest {
        String path = callback.getPath();
        if (!callback.isAbsolute() || path == null || !path.endsWith("/" + channel.path())) {
            throw new IllegalArgumentException("a channel's callback is absolute and ends with its path");
        }
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException("a channel's lifetime must be more than zero, was " + lifetime);
        }
    }

    /** Shows the channel's id only. */
    @Override
    public String toString() {
        return "ChannelRequest[" + channel.id() + "]";
    }
}
