package dev.calsync.provider.graph;

import dev.calsync.auth.OAuthTokens;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.provider.ProviderContext;
import dev.calsync.system.RandomSource;
import dev.calsync.transport.AuthorizationRequest;
import dev.calsync.transport.ClientAuthentication;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.OAuthClient;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An application that is registered with Microsoft Entra, and its way to tokens (Microsoft identity platform, v2.0).
 *
 * @param authority where users sign in, without a slash at its end
 * @param tenant who may sign in
 * @param proof what the application proves itself with
 */
record EntraApplication(URI authority, String tenant, ClientAuthentication proof) {
    static final String ANY_TENANT = "common";

    private static final Set<String> NO_ORGANISATION = Set.of(ANY_TENANT, "organizations", "consumers");

    /** Stands for all application permissions that an administrator has granted. */
    private static final String ALL_GRANTED = "https://graph.microsoft.com/.default";

    private static final String GRAPH = "https://graph.microsoft.com/";

    String clientId() {
        return proof.clientId();
    }

    private URI endpoint(String ofTenant, String name) {
        return URI.create(authority + "/" + ofTenant + "/oauth2/v2.0/" + name);
    }

    private OAuthClient client(HttpTransport transport, String ofTenant) {
        return OAuthClient.of(transport, endpoint(ofTenant, "token"), proof);
    }

    AuthorizationRequest authorization(URI redirect, Set<String> scopes, RandomSource random) {
        return AuthorizationRequest.begin(
                endpoint(tenant, "authorize"), clientId(), redirect, scopes, Map.of("response_mode", "query"), random);
    }

    OAuthTokens exchange(
            HttpTransport transport, GraphAccount.Code code, GraphSettings settings, ProviderContext context)
            throws InterruptedException {
        return client(transport, settings.tenant().orElse(tenant))
                .exchange(code.code(), code.verifier(), code.redirect(), context);
    }

    /** A fresh access token: for a user by the refresh token, for the application itself by its own proof. */
    OAuthTokens refresh(HttpTransport transport, OAuthTokens current, GraphSettings settings, ProviderContext context)
            throws InterruptedException {
        String of = settings.tenant().orElse(tenant);
        if (current.refreshToken() != null || settings.own()) {
            return client(transport, of).refresh(current, Map.of(), context);
        }
        if (NO_ORGANISATION.contains(of)) {
            throw new UnrecoverableException(
                    "an application that opens mailboxes by itself does so in one organisation:"
                            + " give its tenant to the provider or to the account, instead of " + of);
        }
        return client(transport, of).clientCredentials(Set.of(ALL_GRANTED), context);
    }

    /** Scopes as they are compared: in lower case, without the name of Graph before them. */
    static Set<String> plain(Set<String> scopes) {
        Set<String> plain = new TreeSet<>();
        for (String scope : scopes) {
            String bare = scope.startsWith(GRAPH) ? scope.substring(GRAPH.length()) : scope;
            plain.add(bare.toLowerCase(Locale.ROOT));
        }
        return plain;
    }
}
