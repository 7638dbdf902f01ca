package dev.calsync.provider.caldav;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.AccountRequest;
import java.net.URI;
import java.util.Map;

/**
 * What a user gives to connect an account at a CalDAV server: an address and what proves who is asking. Immutable and
 * thread-safe; {@link #toString()} shows no secret.
 *
 * <p>The address may be the server's, the user's own there, or a calendar's; the rest is found out (RFC 6764, RFC 5397,
 * RFC 4791). Credentials are sent to the origin of this address, and to what the server names as the user's own there
 * if it is on the same registrable domain (see {@link CalDavProvider.Builder#credentialsToOneOriginOnly()}); nowhere else.
 */
public final class CalDavAccount implements AccountRequest {
    private final URI url;
    private final Credentials credentials;

    private CalDavAccount(URI url, Credentials credentials) {
        if (CalDavSettings.parse(url.toString()).isEmpty()) {
            throw new IllegalArgumentException(
                    "url must be an address that starts with https:// and holds no user name or password");
        }
        this.url = url;
        this.credentials = credentials;
    }

    /**
     * A user with a password (Basic, RFC 7617; Digest, RFC 7616, where the server wants that).
     *
     * @param url absolute, {@code https}; {@code http} only works on loopback and where the provider allows it
     * @throws IllegalArgumentException if {@code url} is no such address or holds user info, or if {@code user} is empty
     *     or holds a colon
     */
    public static CalDavAccount basic(URI url, String user, String password) {
        return new CalDavAccount(url, new Credentials.Basic(user, Secret.of(password)));
    }

    /**
     * A user with a token (RFC 6750).
     *
     * @param url absolute, {@code https}
     * @throws IllegalArgumentException if {@code url} is no such address or holds user info, or if the token is empty or
     *     holds what a header cannot carry
     */
    public static CalDavAccount bearer(URI url, String token) {
        return new CalDavAccount(url, new Credentials.Bearer(Secret.of(token)));
    }

    /**
     * A server that asks for no credentials.
     *
     * @throws IllegalArgumentException as {@link #basic} does
     */
    public static CalDavAccount anonymous(URI url) {
        return new CalDavAccount(url, new Credentials.None());
    }

    @Override
    public ProviderId provider() {
        return CalDavProvider.ID;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(CalDavSettings.URL, url.toString());
    }

    @Override
    public String toString() {
        return "CalDavAccount[" + credentials + "]";
    }
}
