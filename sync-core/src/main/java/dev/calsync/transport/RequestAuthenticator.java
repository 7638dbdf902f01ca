package dev.calsync.transport;

import dev.calsync.auth.Secret;
import dev.calsync.provider.ProviderContext;
import dev.calsync.system.IdGenerator;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Says what a request carries in its {@code Authorization} header. It is asked before every request to an origin that
 * the scope's {@link OriginPolicy} permits, and never for another one.
 *
 * <p>Implementations are thread-safe. They may block, for example to refresh a token. Their {@code toString} shows no
 * secret.
 */
public interface RequestAuthenticator {

    /**
     * The value of the {@code Authorization} header, or empty to send none.
     *
     * @param method the request's method
     * @param target the absolute address of this hop
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    Optional<String> authorization(String method, URI target) throws InterruptedException;

    /**
     * An origin that may see credentials answered 401. Returns whether asking {@link #authorization} again can give a
     * better answer, for example after computing a digest or refreshing a token; the request is then repeated once.
     *
     * @param target the address that answered
     * @param challenges the values of {@code WWW-Authenticate}, in order; maybe empty
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    default boolean challenged(URI target, List<String> challenges) throws InterruptedException {
        return false;
    }

    /** Sends no credentials. */
    static RequestAuthenticator none() {
        return BasicAuthenticator.NONE;
    }

    /**
     * Basic authentication (RFC 7617) in UTF-8, sent without waiting to be asked.
     *
     * @throws IllegalArgumentException if the user's name holds a colon or either holds a control character
     */
    static RequestAuthenticator basic(String user, String password) {
        return BasicAuthenticator.of(user, password);
    }

    /**
     * Basic authentication, sent without waiting to be asked, or Digest (RFC 7616, MD5 and SHA-256) to origins that ask
     * for that and not for Basic.
     *
     * @param clientNonces makes the client's share of each digest
     * @throws IllegalArgumentException as {@link #basic} does
     */
    static RequestAuthenticator password(String user, String password, IdGenerator clientNonces) {
        return new PasswordAuthenticator(user, password, true, clientNonces);
    }

    /**
     * Digest authentication alone (RFC 7616, MD5 and SHA-256): the password itself is never sent, and nothing before an
     * origin asked.
     *
     * @param clientNonces makes the client's share of each digest
     */
    static RequestAuthenticator digest(String user, String password, IdGenerator clientNonces) {
        return new PasswordAuthenticator(user, password, false, clientNonces);
    }

    /**
     * The bearer token (RFC 6750) that a session's context gives, asked for before each request and once more when a
     * request was refused. Credentials of another kind send nothing.
     */
    static RequestAuthenticator bearer(ProviderContext context) {
        return new BearerAuthenticator(context);
    }

    /** One bearer token (RFC 6750), for the requests that find out whom it belongs to. */
    static RequestAuthenticator bearer(Secret token) {
        return new FixedBearer(token);
    }
}
