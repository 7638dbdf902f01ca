package dev.calsync.provider;

import java.util.Map;

/**
 * What a provider found out while it connected an account.
 *
 * @param identity who the user is at the provider
 * @param settings what later sessions need to find their way back; holds no secret
 */
public record ConnectedAccount(String identity, Map<String, String> settings) {

    /** Copies the settings. */
    public ConnectedAccount {
        settings = Map.copyOf(settings);
    }
}
