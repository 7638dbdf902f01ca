package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The token endpoint and the revocation endpoint (RFC 6749, 7009, 7523, 7636), as Google speaks them. */
final class TokenEndpoint {
    private static final Duration LONGEST_ASSERTION = Duration.ofHours(1);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final GoogleState state;
    private final FakeOAuth oauth;
    private final Signatures signatures;

    TokenEndpoint(GoogleState state, FakeOAuth oauth, Signatures signatures) {
        this.state = state;
        this.oauth = oauth;
        this.signatures = signatures;
    }

    /** A refusal in OAuth's own form. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String error;

        Refused(int status, String error, String description) {
            super(description, null, false, false);
            this.status = status;
            this.error = error;
        }

        ApiReply reply() {
            ObjectNode body = Json.object().put("error", error).put("error_description", getMessage());
            return ApiReply.json(status, body);
        }
    }

    ApiReply token(HttpMessage message) {
        synchronized (state.lock()) {
            try {
                if (!message.method().equals("POST")
                        || !message.header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
                    throw new Refused(400, "invalid_request", "Bad Request");
                }
                Map<String, List<String>> form = HttpMessage.form(message.text());
                return switch (FakeOAuth.one(form, "grant_type")) {
                    case "refresh_token" -> refreshed(message, form);
                    case "authorization_code" -> exchanged(message, form);
                    case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> asserted(form);
                    default -> throw new Refused(400, "unsupported_grant_type", "Invalid grant_type");
                };
            } catch (Refused e) {
                return e.reply();
            }
        }
    }

    private String client(HttpMessage message, Map<String, List<String>> form) throws Refused {
        String id = FakeOAuth.one(form, "client_id");
        String secret = FakeOAuth.one(form, "client_secret");
        String authorization = message.header("Authorization");
        if (authorization.startsWith("Basic ")) {
            String[] both = new String(
                            Base64.getDecoder()
                                    .decode(authorization.substring(6).strip()),
                            StandardCharsets.UTF_8)
                    .split(":", 2);
            id = both[0];
            secret = both[1];
        }
        String expected = oauth.secret(id);
        if (expected == null) {
            throw new Refused(401, "invalid_client", "The OAuth client was not found.");
        }
        if (!expected.isEmpty() && !expected.equals(secret)) {
            throw new Refused(401, "invalid_client", "Unauthorized");
        }
        return id;
    }

    private ApiReply refreshed(HttpMessage message, Map<String, List<String>> form) throws Refused {
        String client = client(message, form);
        String token = FakeOAuth.one(form, "refresh_token");
        FakeOAuth.Grant grant = oauth.find(token);
        if (grant == null || !grant.clientId().equals(client)) {
            throw new Refused(400, "invalid_grant", "Token has been expired or revoked.");
        }
        Set<String> scopes = grant.scopes();
        String wanted = FakeOAuth.one(form, "scope");
        if (!wanted.isEmpty()) {
            scopes = new TreeSet<>(List.of(wanted.split(" ")));
            if (!grant.scopes().containsAll(scopes)) {
                throw new Refused(400, "invalid_scope", "Bad Request");
            }
        }
        ObjectNode answer = answer(grant.email(), scopes, client);
        if (oauth.rotates()) {
            oauth.forget(token);
            answer.put("refresh_token", oauth.issueRefreshToken(grant));
        }
        return ApiReply.ok(answer);
    }

    private ApiReply exchanged(HttpMessage message, Map<String, List<String>> form) throws Refused {
        String client = client(message, form);
        FakeOAuth.Code code = oauth.redeem(FakeOAuth.one(form, "code"));
        if (code == null || !code.grant().clientId().equals(client)) {
            throw new Refused(400, "invalid_grant", "Malformed auth code.");
        }
        if (!code.redirect().toString().equals(FakeOAuth.one(form, "redirect_uri"))) {
            throw new Refused(400, "redirect_uri_mismatch", "Bad Request");
        }
        String verifier = FakeOAuth.one(form, "code_verifier");
        if (!code.challenge().isEmpty()) {
            String proof = code.challengeMethod().equals("S256") ? Encodings.sha256(verifier) : verifier;
            if (verifier.isEmpty()) {
                throw new Refused(400, "invalid_grant", "Missing code verifier.");
            }
            if (!proof.equals(code.challenge())) {
                throw new Refused(400, "invalid_grant", "Invalid code verifier.");
            }
        }
        ObjectNode answer = answer(code.grant().email(), code.grant().scopes(), client);
        if (code.offline()) {
            answer.put("refresh_token", oauth.issueRefreshToken(code.grant()));
            Duration life = oauth.refreshTokenLife();
            if (life != null) {
                answer.put("refresh_token_expires_in", life.toSeconds());
            }
        }
        return ApiReply.ok(answer);
    }

    private ApiReply asserted(Map<String, List<String>> form) throws Refused {
        String assertion = FakeOAuth.one(form, "assertion");
        ObjectNode claims = signatures.claims(assertion);
        if (claims == null) {
            throw new Refused(400, "invalid_grant", "Invalid JWT: malformed.");
        }
        String email = Json.text(claims, "iss");
        FakeOAuth.ServiceAccount account = oauth.serviceAccount(email);
        if (account == null) {
            throw new Refused(400, "invalid_grant", "Invalid grant: account not found");
        }
        if (!Signatures.verifies(assertion, account.key())) {
            throw new Refused(400, "invalid_grant", "Invalid JWT Signature.");
        }
        Instant issued = Instant.ofEpochSecond(claims.path("iat").asLong());
        Instant expires = Instant.ofEpochSecond(claims.path("exp").asLong());
        Instant now = state.now();
        if (issued.isAfter(now.plus(CLOCK_SKEW))
                || expires.isBefore(now)
                || expires.isAfter(issued.plus(LONGEST_ASSERTION))) {
            throw new Refused(
                    400,
                    "invalid_grant",
                    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check"
                            + " your iat and exp values in the JWT claim.");
        }
        // Google's own client names the real endpoint whatever it talks to.
        if (!Set.of(state.root().resolve("token").toString(), "https://oauth2.googleapis.com/token")
                .contains(Json.text(claims, "aud"))) {
            throw new Refused(400, "invalid_grant", "Invalid JWT: Failed audience check.");
        }
        Set<String> scopes = new TreeSet<>(List.of(Json.text(claims, "scope").split(" ")));
        String subject = Json.text(claims, "sub");
        if (subject.isEmpty() || subject.equals(email)) {
            state.user(email);
            return ApiReply.ok(answer(email, scopes, email));
        }
        if (!account.delegated().containsAll(scopes)) {
            throw new Refused(
                    401,
                    "unauthorized_client",
                    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for"
                            + " any of the scopes requested.");
        }
        if (state.knownUser(subject) == null) {
            throw new Refused(400, "invalid_grant", "Invalid email or User ID");
        }
        return ApiReply.ok(answer(subject, scopes, email));
    }

    private ObjectNode answer(String email, Set<String> scopes, String audience) {
        Duration life = oauth.accessTokenLife();
        ObjectNode answer = Json.object();
        answer.put("access_token", state.user(email).tokens().issue(life, List.copyOf(scopes)));
        answer.put("expires_in", life.toSeconds());
        answer.put("scope", String.join(" ", new TreeSet<>(scopes)));
        answer.put("token_type", "Bearer");
        if (scopes.contains("openid")) {
            Instant now = state.now();
            answer.put(
                    "id_token",
                    signatures.token(Json.object()
                            .put("iss", "https://accounts.google.com")
                            .put("aud", audience)
                            .put("sub", "1" + Math.abs((long) email.hashCode()))
                            .put("email", email)
                            .put("email_verified", true)
                            .put("iat", now.getEpochSecond())
                            .put("exp", now.plus(life).getEpochSecond())));
        }
        return answer;
    }

    ApiReply revoke(HttpMessage message) {
        synchronized (state.lock()) {
            Map<String, List<String>> form = HttpMessage.form(message.text());
            String token = FakeOAuth.one(form.containsKey("token") ? form : message.query(), "token");
            if (oauth.find(token) != null) {
                oauth.revoke(token);
                return ApiReply.ok(Json.object());
            }
            for (FakeUser user : state.users()) {
                if (user.tokens().find(token) != null) {
                    user.tokens().revoke(token);
                    return ApiReply.ok(Json.object());
                }
            }
            return new Refused(400, "invalid_token", "Token expired or revoked").reply();
        }
    }
}
