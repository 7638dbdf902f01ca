package dev.calsync.auth;

import org.jspecify.annotations.Nullable;

/**
 * A host's own vault of authorizations: it hands out access tokens, and nothing of an account's is kept by the engine
 * but the name of its grant. For accounts that are connected with {@link Credentials.Vault}.
 *
 * <p>Implementations are thread-safe and may block. They see to it themselves that several askers do not refresh the same
 * grant side by side. The engine remembers an answer until shortly before it expires.
 */
@FunctionalInterface
public interface TokenProvider {

    /**
     * A valid access token.
     *
     * @param grant which authorization
     * @param refused an access token that the provider has refused although it should be valid, and that must not be
     *     handed out again; null if none was
     * @return an access token and when it expires; what else it holds is not looked at
     * @throws dev.calsync.error.AuthorizationRevokedException if the user has to authorize the host again
     * @throws dev.calsync.error.TransientException if the vault or the authorization server is in trouble
     * @throws InterruptedException if the thread is interrupted
     */
    OAuthTokens tokens(String grant, @Nullable Secret refused) throws InterruptedException;
}
