package dev.calsync.provider;

import dev.calsync.auth.Credentials;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider found out while it connected an account.
 *
 * @param identity who the user is at the provider
 * @param settings what later sessions need to find their way back; holds no secret
 * @param credentials what to keep instead of what the request had, for instance what an authorization code was exchanged
 *     for; null to keep that
 */
public record ConnectedAccount(
        String identity,
        Map<String, String> settings,
        @Nullable Credentials credentials) {

    /** Copies the settings. */
    public ConnectedAccount {
        settings = Map.copyOf(settings);
    }

    /** The request's own credentials are kept. */
    public ConnectedAccount(String identity, Map<String, String> settings) {
        this(identity, settings, null);
    }
}
