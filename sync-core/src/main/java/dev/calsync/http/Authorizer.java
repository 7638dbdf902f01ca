package dev.calsync.http;

import dev.calsync.model.UserId;
import java.util.Optional;

/**
 * Says whose calendars a request to the JSON API is about. Supplied by the host, from its own sessions or tokens; without
 * one the API is closed. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Authorizer {

    /**
     * The user that the caller may act for; empty if it has not proven to be anybody, which is answered 401.
     *
     * <p>A browser sends cookies along with requests that other sites make. If a cookie is what proves the user, refuse here
     * what carries no token against that.
     */
    Optional<UserId> user(HttpRequest request);
}
