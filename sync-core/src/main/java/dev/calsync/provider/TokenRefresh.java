package dev.calsync.provider;

import dev.calsync.auth.OAuthTokens;
import java.util.Map;

/**
 * How a provider gets a fresh access token. The engine decides when, sees to it that one authorization is refreshed by
 * one node at a time, and keeps the answer before it is used; this only asks the authorization server.
 *
 * <p>Implementations are thread-safe and block for the length of one request, which must not take longer than 40 seconds:
 * after a minute another node may try.
 */
@FunctionalInterface
public interface TokenRefresh {

    /**
     * Asks the authorization server for an access token. Keeps nothing.
     *
     * @param current what is known of the authorization; its access token is out of date or was refused
     * @param settings the account's settings, or the request's while it is being connected
     * @param context time and ids, and the calls that frame each request; it has no credentials to give
     * @return the answer; a refresh token or scopes that it leaves out stay as they are
     * @throws dev.calsync.error.AuthorizationRevokedException if the server says {@code invalid_grant}, or there is
     *     nothing to refresh with
     * @throws dev.calsync.error.UnrecoverableException if the server does not know or let in the application
     * @throws dev.calsync.error.ThrottledException if the server asks for fewer requests
     * @throws dev.calsync.error.TransientException if the server is in trouble or no answer came
     * @throws dev.calsync.error.UnreachableException if no connection came about
     * @throws InterruptedException if the thread is interrupted
     */
    OAuthTokens refresh(OAuthTokens current, Map<String, String> settings, ProviderContext context)
            throws InterruptedException;
}
