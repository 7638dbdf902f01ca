package dev.calsync.provider.google.testing;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths of the authorization server. */
final class OAuthDoor {
    private static final Map<String, String> KINDS = Map.of(
            "/token", "oauth.token",
            "/revoke", "oauth.revoke",
            "/o/oauth2/v2/auth", "oauth.authorize",
            "/oauth2/v3/certs", "oauth.certificates");

    private final TokenEndpoint tokens;
    private final FakeOAuth oauth;
    private final Signatures signatures;

    OAuthDoor(TokenEndpoint tokens, FakeOAuth oauth, Signatures signatures) {
        this.tokens = tokens;
        this.oauth = oauth;
        this.signatures = signatures;
    }

    static @Nullable String kind(String path) {
        return KINDS.get(path);
    }

    ApiReply answer(HttpMessage message, String kind) {
        return switch (kind) {
            case "oauth.token" -> tokens.token(message);
            case "oauth.revoke" -> tokens.revoke(message);
            case "oauth.certificates" ->
                ApiReply.ok(signatures.keySet()).with("Cache-Control", "public, max-age=20000");
            default -> consented(message);
        };
    }

    /** Whoever is hinted at consents at once. */
    private ApiReply consented(HttpMessage message) {
        Map<String, List<String>> query = message.query();
        try {
            StringBuilder url = new StringBuilder("?");
            query.forEach((name, values) -> values.forEach(value ->
                    url.append(name).append('=').append(Encodings.url(value)).append('&')));
            URI back = oauth.authorize(URI.create("http://here/" + url), FakeOAuth.one(query, "login_hint"));
            return ApiReply.empty(302).with("Location", back.toString());
        } catch (IllegalArgumentException e) {
            return ApiReply.text(400, "text/html; charset=UTF-8", "<html>Error 400: invalid_request</html>");
        }
    }
}
