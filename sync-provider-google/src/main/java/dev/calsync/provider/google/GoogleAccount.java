package dev.calsync.provider.google;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.transport.AuthorizationRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user gives to connect a Google account: an authorization in one of the forms that hosts come by. Immutable and
 * thread-safe; {@link #toString()} shows no secret.
 */
public final class GoogleAccount implements AccountRequest {
    /** The setting that names the user whom a service account acts for. */
    static final String SUBJECT = "subject";

    private final Credentials credentials;
    private final Map<String, String> settings;
    private final @Nullable Consent consent;

    private GoogleAccount(Credentials credentials, Map<String, String> settings, @Nullable Consent consent) {
        this.credentials = credentials;
        this.settings = Map.copyOf(new HashMap<>(settings));
        this.consent = consent;
    }

    /** What a user's browser came back with. {@code toString} shows nothing of it. */
    record Consent(String code, Secret verifier, URI redirect) {
        @Override
        public String toString() {
            return "Consent[…]";
        }
    }

    /**
     * The user has just agreed in the browser. The code is exchanged while the account is connected, and is good once.
     *
     * @param begun what {@link GoogleCalendarProvider#authorization} gave; the host has checked {@link
     *     AuthorizationRequest#isAnsweredBy}
     * @param redirect the same address as when it began
     * @param code what the browser came back with
     */
    public static GoogleAccount authorized(AuthorizationRequest begun, URI redirect, String code) {
        return new GoogleAccount(
                new Credentials.OAuth(OAuthTokens.none()), Map.of(), new Consent(code, begun.verifier(), redirect));
    }

    /**
     * An authorization that the host got by its own means, for the provider's own OAuth client.
     *
     * @param tokens with a refresh token; with the scopes that were granted, if they are known
     */
    public static GoogleAccount oauth(OAuthTokens tokens) {
        return new GoogleAccount(new Credentials.OAuth(tokens), Map.of(), null);
    }

    /**
     * A user of a Workspace domain that trusts the provider's service account (domain-wide delegation).
     *
     * @param user the user's address
     */
    public static GoogleAccount delegated(String user) {
        return new GoogleAccount(new Credentials.OAuth(OAuthTokens.none()), Map.of(SUBJECT, user), null);
    }

    /**
     * Access tokens come from the host's {@link dev.calsync.auth.TokenProvider}.
     *
     * @param grant what it knows the authorization by; no secret
     * @throws IllegalArgumentException if the name is empty or longer than 256 characters
     */
    public static GoogleAccount vault(String grant) {
        return new GoogleAccount(new Credentials.Vault(grant), Map.of(), null);
    }

    /**
     * One access token, which lives an hour and is not renewed. For trials.
     *
     * @throws IllegalArgumentException if the token is empty or holds what a header cannot carry
     */
    public static GoogleAccount bearer(String accessToken) {
        return new GoogleAccount(new Credentials.Bearer(Secret.of(accessToken)), Map.of(), null);
    }

    Optional<Consent> consent() {
        return Optional.ofNullable(consent);
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
