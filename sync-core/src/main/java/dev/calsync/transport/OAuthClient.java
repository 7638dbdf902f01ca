package dev.calsync.transport;

import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.TransientException;
import dev.calsync.provider.ProviderContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Talks to one token endpoint of an OAuth 2.0 authorization server (RFC 6749, with the advice of RFC 9700). Immutable,
 * thread-safe and cheap to make; calls block for one request. Nothing is kept, and no request is sent twice, because it may
 * have used up a code or a refresh token.
 *
 * <p>All calls throw alike: {@link AuthorizationRevokedException} if the grant or the user's consent is gone, {@link
 * dev.calsync.error.UnrecoverableException} if the application itself is not let in or asks for what it may not have, {@link
 * dev.calsync.error.ThrottledException} for 429, {@link TransientException} if the server is in trouble or its answer was
 * lost, {@link dev.calsync.error.UnreachableException} if no connection came about. Messages name the error's code and what
 * to do, never what the server wrote beside it.
 */
public final class OAuthClient {
    /** An answer holds two or three tokens of some kilobytes; a longer one could not be kept. */
    private static final int MAX_BODY_BYTES = 24_576;

    private static final String GRANT_TYPE = "grant_type";
    private static final String SCOPE = "scope";

    private final HttpTransport transport;
    private final URI tokenEndpoint;
    private final ClientAuthentication client;

    private OAuthClient(HttpTransport transport, URI tokenEndpoint, ClientAuthentication client) {
        this.transport = transport;
        this.tokenEndpoint = tokenEndpoint;
        this.client = client;
    }

    /** A client of this token endpoint. */
    public static OAuthClient of(HttpTransport transport, URI tokenEndpoint, ClientAuthentication client) {
        return new OAuthClient(transport, tokenEndpoint, client);
    }

    /**
     * Exchanges the code that a user's browser came back with (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
     *
     * @param verifier {@link AuthorizationRequest#verifier}
     * @param redirect the same as when the authorization began
     */
    public OAuthTokens exchange(String code, Secret verifier, URI redirect, ProviderContext context)
            throws InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put(GRANT_TYPE, "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect.toString());
        form.put("code_verifier", verifier.reveal());
        return ask(form, context);
    }

    /**
     * Asks for a fresh access token (RFC 6749 section 6).
     *
     * @param more parameters of the provider's own, such as {@code scope} where it wants that again
     * @throws AuthorizationRevokedException also if there is no refresh token
     */
    public OAuthTokens refresh(OAuthTokens current, Map<String, String> more, ProviderContext context)
            throws InterruptedException {
        Secret token = current.refreshToken();
        if (token == null) {
            throw new AuthorizationRevokedException("the access token is out of date, and "
                    + OriginPolicy.origin(tokenEndpoint)
                    + " gave no refresh token; connect the account again, asking for"
                    + " offline access");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put(GRANT_TYPE, "refresh_token");
        form.put("refresh_token", token.reveal());
        form.putAll(more);
        return ask(form, context);
    }

    /** An access token of the application's own, without a user (RFC 6749 section 4.4). */
    public OAuthTokens clientCredentials(Set<String> scopes, ProviderContext context) throws InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put(GRANT_TYPE, "client_credentials");
        form.put(SCOPE, String.join(" ", new TreeSet<>(scopes)));
        return ask(form, context);
    }

    /**
     * An access token for a service account, or through it for a user of a domain that trusts it (RFC 7523 section 2.1).
     *
     * @param subject the user's address; empty for the service account itself
     */
    public static OAuthTokens serviceAccount(
            HttpTransport transport,
            ServiceAccountKey key,
            Set<String> scopes,
            Optional<String> subject,
            ProviderContext context)
            throws InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put(GRANT_TYPE, "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("assertion", key.assertion(scopes, subject, context));
        return ask(transport, key.tokenEndpoint(), form, context);
    }

    private OAuthTokens ask(Map<String, String> form, ProviderContext context) throws InterruptedException {
        form.putAll(client.parameters(tokenEndpoint, context));
        return ask(transport, tokenEndpoint, form, context);
    }

    private static OAuthTokens ask(
            HttpTransport transport, URI endpoint, Map<String, String> form, ProviderContext context)
            throws InterruptedException {
        HttpRequest request = HttpRequest.of("POST", endpoint)
                .withHeader("Accept", "application/json")
                .withBody(Forms.encode(form).getBytes(StandardCharsets.UTF_8), Forms.MEDIA_TYPE);
        HttpScope scope = HttpScope.of(endpoint, RequestAuthenticator.none()).through(RequestGate.of(context));
        // A token's life is counted from before it was asked for: rather too short than too long.
        Instant asked = context.time().now();
        try (HttpResponse response = transport.send(request, scope)) {
            byte[] body = response.bytes(MAX_BODY_BYTES);
            if (response.status() != 200) {
                throw TokenErrors.failure(response, body);
            }
            return TokenAnswer.tokens(body, asked);
        } catch (IOException | IllegalArgumentException unreadable) {
            // No cause: it may quote a token.
            throw new TransientException(
                    request + ": the answer is no token that can be used; is this address the token endpoint?");
        }
    }

    /** Shows the endpoint's origin and the application's id. */
    @Override
    public String toString() {
        return "OAuthClient[" + OriginPolicy.origin(tokenEndpoint) + ", " + client.clientId() + "]";
    }
}
