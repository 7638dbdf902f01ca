package dev.calsync.provider.graph;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.AccountRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is given to connect a mailbox of Microsoft 365 or Outlook.com: what proves that its owner, or the organisation, has
 * agreed. Immutable and thread-safe; {@link #toString()} shows no secret.
 */
public final class GraphAccount implements AccountRequest {
    private final Credentials credentials;
    private final Map<String, String> settings;
    private final @Nullable Code code;

    /** What a user's browser came back with. */
    record Code(String code, Secret verifier, URI redirect) {}

    private GraphAccount(Credentials credentials, Map<String, String> settings, @Nullable Code code) {
        this.credentials = credentials;
        this.settings = Map.copyOf(settings);
        this.code = code;
    }

    /**
     * A user who has just agreed in the browser ({@link GraphCalendarProvider#authorization}). The code is exchanged while the
     * account is connected, and good for that once.
     *
     * @param code the parameter {@code code} that the browser came back with
     * @param verifier {@link dev.calsync.transport.AuthorizationRequest#verifier}
     * @param redirect the address that the browser came back to, as it was given when the authorization began
     */
    public static GraphAccount authorizationCode(String code, Secret verifier, URI redirect) {
        return new GraphAccount(
                new Credentials.OAuth(OAuthTokens.none()), Map.of(), new Code(code, verifier, redirect));
    }

    /** A user who agreed before: the refresh token that the host was given then. */
    public static GraphAccount refreshToken(String token) {
        return oauth(OAuthTokens.ofRefreshToken(Secret.of(token), Set.of()));
    }

    /** Tokens that the host was given. */
    public static GraphAccount oauth(OAuthTokens tokens) {
        return new GraphAccount(new Credentials.OAuth(tokens), Map.of(), null);
    }

    /**
     * An access token that the host keeps fresh itself, by connecting the account again with the next one.
     *
     * @throws IllegalArgumentException if it is empty or holds what a header cannot carry
     */
    public static GraphAccount bearer(String accessToken) {
        return new GraphAccount(new Credentials.Bearer(Secret.of(accessToken)), Map.of(), null);
    }

    /**
     * Tokens that the host's {@link dev.calsync.auth.TokenProvider} gives for a name of its own, such as MSAL or a vault.
     *
     * @param grant the name
     */
    public static GraphAccount vault(String grant) {
        return new GraphAccount(new Credentials.Vault(grant), Map.of(), null);
    }

    /**
     * A mailbox that the application itself may open, because an administrator of the organisation has agreed (application
     * permissions). Needs a provider for that organisation's tenant.
     *
     * @param user the user's id or address
     */
    public static GraphAccount application(String user) {
        return new GraphAccount(new Credentials.OAuth(OAuthTokens.none()), Map.of(), null).mailbox(user);
    }

    /**
     * The same credentials for another mailbox than their owner's, which they must be allowed to open: that of {@code user},
     * by id or address.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public GraphAccount mailbox(String user) {
        return with(GraphSettings.MAILBOX, user);
    }

    /**
     * The same, with an organisation's tenant by its id or domain name in place of the provider's: for an application that is
     * at home in several.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public GraphAccount tenant(String tenant) {
        return with(GraphSettings.TENANT, tenant);
    }

    private GraphAccount with(String setting, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(setting + " must not be empty");
        }
        Map<String, String> next = new HashMap<>(settings);
        next.put(setting, value.strip());
        return new GraphAccount(credentials, next, code);
    }

    @Override
    public ProviderId provider() {
        return GraphCalendarProvider.ID;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    Optional<Code> code() {
        return Optional.ofNullable(code);
    }

    @Override
    public String toString() {
        return "GraphAccount[" + credentials + "]";
    }
}
