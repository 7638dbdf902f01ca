package dev.calsync.transport;

import java.net.URI;

/**
 * On whose behalf requests are sent: the account's home, what proves who is asking, which origins may see that, and who
 * frames each request. Immutable.
 *
 * @param home the address that the account was connected with; absolute
 * @param authenticator gives the {@code Authorization} header
 * @param trusted which origins besides the home's own may receive credentials and writes
 * @param gate frames every request
 */
public record HttpScope(URI home, RequestAuthenticator authenticator, OriginPolicy trusted, RequestGate gate) {

    /** @throws IllegalArgumentException if {@code home} has no scheme or host */
    public HttpScope {
        if (home.getScheme() == null || home.getHost() == null) {
            throw new IllegalArgumentException("a home address needs a scheme and a host");
        }
    }

    /** Credentials for the origin of {@code home} alone. */
    public static HttpScope of(URI home, RequestAuthenticator authenticator) {
        return new HttpScope(home, authenticator, OriginPolicy.sameOrigin(), RequestGate.open());
    }

    /** The same, framed by {@code next}. */
    public HttpScope through(RequestGate next) {
        return new HttpScope(home, authenticator, trusted, next);
    }

    /** The same, with another rule for where credentials and writes may go. */
    public HttpScope trusting(OriginPolicy next) {
        return new HttpScope(home, authenticator, next, gate);
    }

    /** Whether credentials and writes may go there. */
    public boolean trusts(URI target) {
        boolean losesTls = "https".equalsIgnoreCase(home.getScheme()) && !"https".equalsIgnoreCase(target.getScheme());
        return !losesTls && trusted.permits(home, target);
    }
}
