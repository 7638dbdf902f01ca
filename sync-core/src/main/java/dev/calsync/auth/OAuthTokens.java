package dev.calsync.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server gave (RFC 6749 section 5.1). Immutable; {@code toString} shows no token.
 *
 * @param accessToken proves a request; null if none was fetched yet
 * @param expiresAt when the access token ends; {@link Instant#EPOCH} if there is none
 * @param refreshToken fetches the next access token; null where another proof does that, or nothing can
 * @param scopes what was granted; empty if the server did not say, which means: what was asked for
 */
public record OAuthTokens(
        @Nullable Secret accessToken,
        Instant expiresAt,
        @Nullable Secret refreshToken,
        Set<String> scopes) {
    private static final OAuthTokens NONE = new OAuthTokens(null, Instant.EPOCH, null, Set.of());

    /**
     * Copies the scopes.
     *
     * @throws IllegalArgumentException if a token is empty or holds what a header or a form cannot carry (RFC 6749
     *     appendix A.12)
     */
    public OAuthTokens {
        requireToken(accessToken);
        requireToken(refreshToken);
        scopes = Set.copyOf(scopes);
    }

    private static void requireToken(@Nullable Secret token) {
        if (token == null) {
            return;
        }
        String text = token.reveal();
        if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c >= 0x7F)) {
            throw new IllegalArgumentException("a token is printable ASCII, and not empty");
        }
    }

    /** Nothing yet: for accounts whose access tokens are fetched with a proof of the application, not of the user. */
    public static OAuthTokens none() {
        return NONE;
    }

    /** A refresh token that a host got by its own means; the first access token is fetched when it is needed. */
    public static OAuthTokens ofRefreshToken(Secret refreshToken, Set<String> scopes) {
        return new OAuthTokens(null, Instant.EPOCH, refreshToken, scopes);
    }

    /** An access token alone. */
    public static OAuthTokens ofAccessToken(Secret accessToken, Instant expiresAt) {
        return new OAuthTokens(accessToken, expiresAt, null, Set.of());
    }

    /** Whether there is an access token that lasts at least so long from {@code now} on. */
    public boolean lasts(Instant now, Duration atLeast) {
        return accessToken != null && Duration.between(now, expiresAt).compareTo(atLeast) > 0;
    }

    /** The same, keeping what an earlier answer said where this one says nothing: refresh token and scopes. */
    public OAuthTokens after(OAuthTokens earlier) {
        return new OAuthTokens(
                accessToken,
                expiresAt,
                refreshToken == null ? earlier.refreshToken : refreshToken,
                scopes.isEmpty() ? earlier.scopes : scopes);
    }

    /** Shows when the access token ends and the scopes. */
    @Override
    public String toString() {
        return "OAuthTokens[…, expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
    }
}
