package dev.calsync.provider;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A channel that a provider says it has.
 *
 * @param remoteId what the provider calls it
 * @param callback where it calls; empty if it does not say
 * @param expiresAt when it ends; null if it never does or does not say
 */
public record RemoteChannel(
        String remoteId, String callback, @Nullable Instant expiresAt) {

    /** Shows no address: who knows it may call. */
    @Override
    public String toString() {
        return "RemoteChannel[expiresAt=" + expiresAt + "]";
    }
}
