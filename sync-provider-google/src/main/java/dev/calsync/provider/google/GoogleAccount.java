package dev.calsync.provider.google;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.AccountRequest;
import java.util.Map;

/**
 * What a user gives to connect a Google account. Immutable and thread-safe; {@link #toString()} shows no secret.
 */
public final class GoogleAccount implements AccountRequest {
    private final Credentials credentials;
    private final Map<String, String> settings;

    private GoogleAccount(Credentials credentials, Map<String, String> settings) {
        this.credentials = credentials;
        this.settings = Map.copyOf(settings);
    }

    /**
     * An access token that the host has and renews itself. Google's tokens live an hour.
     *
     * @throws IllegalArgumentException if the token is empty or holds what a header cannot carry
     */
    public static GoogleAccount bearer(String accessToken) {
        return new GoogleAccount(new Credentials.Bearer(Secret.of(accessToken)), Map.of());
    }

    @Override
    public ProviderId provider() {
        return GoogleCalendarProvider.ID;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "GoogleAccount[" + credentials + "]";
    }
}
