package dev.calsync.provider.google;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import dev.calsync.system.RandomSource;
import dev.calsync.transport.AuthorizationRequest;
import dev.calsync.transport.ClientAuthentication;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.OAuthClient;
import dev.calsync.transport.ServiceAccountKey;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How this application comes by access tokens: a user's consent, or a domain's trust in a service account. */
final class Grants implements TokenRefresh {
    /** Without both, Google gives a refresh token once, and none the next time the same user agrees. */
    private static final Map<String, String> OFFLINE = Map.of("access_type", "offline", "prompt", "consent");

    private final HttpTransport transport;
    private final GoogleOptions options;
    private final OAuthClient client;

    Grants(HttpTransport transport, GoogleOptions options) {
        this.transport = transport;
        this.options = options;
        this.client = OAuthClient.of(
                transport,
                options.tokenEndpoint(),
                ClientAuthentication.secret(options.clientId(), options.clientSecret()));
    }

    AuthorizationRequest begin(URI redirect) {
        return AuthorizationRequest.begin(
                options.authorizationEndpoint(),
                options.clientId(),
                redirect,
                options.scopes(),
                OFFLINE,
                RandomSource.secure());
    }

    @Override
    public OAuthTokens refresh(OAuthTokens current, Map<String, String> settings, ProviderContext context)
            throws InterruptedException {
        String subject = settings.get(GoogleAccount.SUBJECT);
        if (subject == null) {
            return client.refresh(current, Map.of(), context);
        }
        ServiceAccountKey key = options.serviceAccount()
                .orElseThrow(
                        () -> new UnrecoverableException("the account is one that a service account acts for, and the"
                                + " provider has none; give the builder its key"));
        return OAuthClient.serviceAccount(transport, key, options.scopes(), Optional.of(subject), context);
    }

    OAuthTokens exchange(GoogleAccount.Consent consent, ProviderContext context) throws InterruptedException {
        OAuthTokens tokens = client.exchange(consent.code(), consent.verifier(), consent.redirect(), context);
        if (tokens.refreshToken() == null) {
            throw new AuthorizationRevokedException(
                    "Google gave no refresh token, so the account could be used for an hour"
                            + " only; begin the authorization with GoogleCalendarProvider.authorization");
        }
        return tokens;
    }

    /** The scopes that credentials are known to have; empty if nothing is known. */
    Set<String> scopes(Credentials credentials, Map<String, String> settings) {
        if (settings.containsKey(GoogleAccount.SUBJECT)) {
            return options.scopes();
        }
        return credentials instanceof Credentials.OAuth oauth ? oauth.tokens().scopes() : Set.of();
    }

    /** @throws AuthorizationRevokedException if something is missing without which nothing works, naming all of it */
    static void require(Collection<String> granted) {
        List<String> missing = new GoogleScopes(granted).missing();
        if (!missing.isEmpty()) {
            throw new AuthorizationRevokedException("connecting: the user did not grant what is needed "
                    + String.join(", and ", missing) + "; connect the account again, and grant it");
        }
    }
}
