package dev.calsync.provider.google.testing;

import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fake service's authorization server: clients, consents, refresh tokens and service accounts, and what goes wrong
 * with them. Thread-safe.
 */
public final class FakeOAuth {
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private final GoogleState state;
    private final Map<String, String> clients = new HashMap<>();
    private final Map<String, Grant> refreshTokens = new HashMap<>();
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, ServiceAccount> serviceAccounts = new HashMap<>();
    private final Set<String> consents = new HashSet<>();
    private @Nullable Set<String> grantOnly;
    private @Nullable Duration refreshTokenLife;
    private Duration accessTokenLife = Duration.ofSeconds(3599);
    private boolean rotates;
    private boolean denies;

    /** What a refresh token stands for. */
    record Grant(
            String email,
            String clientId,
            Set<String> scopes,
            @Nullable Instant expiresAt) {}

    /** What an authorization code stands for. */
    record Code(
            Grant grant, URI redirect, String challenge, String challengeMethod, boolean offline, Instant expiresAt) {}

    /** A service account: the key it signs with, and the scopes it may act with for any user of the domain. */
    record ServiceAccount(PublicKey key, Set<String> delegated) {}

    FakeOAuth(GoogleState state) {
        this.state = state;
    }

    /**
     * Registers a client.
     *
     * @param secret empty for a client that has none
     */
    public FakeOAuth client(String id, String secret) {
        synchronized (state.lock()) {
            clients.put(id, secret);
            return this;
        }
    }

    /** A refresh token that this user gave to a client, which is registered if it was not. */
    public String refreshToken(FakeUser user, String clientId, String... scopes) {
        synchronized (state.lock()) {
            clients.putIfAbsent(clientId, "");
            consents.add(user.email() + " " + clientId);
            return issueRefreshToken(new Grant(user.email(), clientId, Set.of(scopes), expiry()));
        }
    }

    /**
     * Registers a service account.
     *
     * @param key what its assertions are checked with
     * @param delegated scopes that it may have on behalf of any user
     */
    public FakeOAuth serviceAccount(String email, PublicKey key, String... delegated) {
        synchronized (state.lock()) {
            serviceAccounts.put(email, new ServiceAccount(key, Set.of(delegated)));
            return this;
        }
    }

    /** Whether a refresh replaces the refresh token, and the old one dies. Off at first. */
    public FakeOAuth rotate(boolean on) {
        synchronized (state.lock()) {
            rotates = on;
            return this;
        }
    }

    /** How long access tokens live; 3599 s at first. */
    public FakeOAuth accessTokenLife(Duration life) {
        synchronized (state.lock()) {
            accessTokenLife = life;
            return this;
        }
    }

    /** How long refresh tokens given out from now on live, as in an app under test; null for ever. */
    public FakeOAuth refreshTokenLife(@Nullable Duration life) {
        synchronized (state.lock()) {
            refreshTokenLife = life;
            return this;
        }
    }

    /** Which scopes users tick from now on, whatever is asked for; none named means all. */
    public FakeOAuth grantOnly(String... scopes) {
        synchronized (state.lock()) {
            grantOnly = scopes.length == 0 ? null : Set.of(scopes);
            return this;
        }
    }

    /** Whether users refuse from now on. */
    public FakeOAuth deny(boolean on) {
        synchronized (state.lock()) {
            denies = on;
            return this;
        }
    }

    /** Takes a refresh token back, with all access tokens of its user. */
    public void revoke(String refreshToken) {
        synchronized (state.lock()) {
            Grant grant = refreshTokens.remove(refreshToken);
            if (grant != null) {
                state.user(grant.email()).expireAccessTokens();
            }
        }
    }

    /** Takes back everything that this user ever gave. */
    public void revokeAll(FakeUser user) {
        synchronized (state.lock()) {
            refreshTokens.values().removeIf(grant -> grant.email().equals(user.email()));
            consents.removeIf(consent -> consent.startsWith(user.email() + " "));
            user.expireAccessTokens();
        }
    }

    /** How many refresh tokens are good. */
    public int liveRefreshTokens() {
        synchronized (state.lock()) {
            return (int) refreshTokens.keySet().stream()
                    .filter(token -> find(token) != null)
                    .count();
        }
    }

    /**
     * What happens in the browser: a user opens the URL, logs in and consents, or refuses.
     *
     * @return where the browser is sent then, with {@code code}, {@code scope} and {@code state}, or with {@code error}
     * @throws IllegalArgumentException if the URL is not one that the real page would show a consent for
     */
    public URI authorize(URI authorizationUrl, String email) {
        synchronized (state.lock()) {
            Map<String, List<String>> query = HttpMessage.form(String.valueOf(authorizationUrl.getRawQuery()));
            String clientId = one(query, "client_id");
            String redirect = one(query, "redirect_uri");
            require(clients.containsKey(clientId), "unknown client_id");
            require(!redirect.isEmpty(), "redirect_uri is missing");
            require(one(query, "response_type").equals("code"), "response_type must be code");
            require(!one(query, "scope").isEmpty(), "scope is missing");
            String method = one(query, "code_challenge_method");
            require(method.isEmpty() || Set.of("S256", "plain").contains(method), "unknown code_challenge_method");
            String back =
                    redirect + (redirect.contains("?") ? "&" : "?") + "state=" + Encodings.url(one(query, "state"));
            if (denies) {
                return URI.create(back + "&error=access_denied");
            }
            Set<String> scopes = new TreeSet<>(List.of(one(query, "scope").split(" ")));
            if (grantOnly != null) {
                scopes.retainAll(grantOnly);
            }
            boolean first = consents.add(email + " " + clientId);
            boolean offline = one(query, "access_type").equals("offline")
                    && (first
                            || one(query, "prompt").contains("consent")
                            || one(query, "approval_prompt").equals("force"));
            String code = "4/0fake-" + state.nextId();
            Grant grant = new Grant(email, clientId, scopes, expiry());
            codes.put(
                    code,
                    new Code(
                            grant,
                            URI.create(redirect),
                            one(query, "code_challenge"),
                            method.isEmpty() ? "plain" : method,
                            offline,
                            state.now().plus(CODE_LIFE)));
            state.user(email);
            return URI.create(
                    back + "&code=" + Encodings.url(code) + "&scope=" + Encodings.url(String.join(" ", scopes)));
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    static String one(Map<String, List<String>> form, String name) {
        List<String> values = form.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    private @Nullable Instant expiry() {
        return refreshTokenLife == null ? null : state.now().plus(refreshTokenLife);
    }

    String issueRefreshToken(Grant grant) {
        String token = "1//fake-" + state.nextId();
        refreshTokens.put(token, grant);
        return token;
    }

    @Nullable
    Grant find(String refreshToken) {
        Grant grant = refreshTokens.get(refreshToken);
        boolean dead =
                grant == null || (grant.expiresAt() != null && !state.now().isBefore(grant.expiresAt()));
        return dead ? null : grant;
    }

    void forget(String refreshToken) {
        refreshTokens.remove(refreshToken);
    }

    /** A code is good once. */
    @Nullable
    Code redeem(String code) {
        Code found = codes.remove(code);
        return found == null || !state.now().isBefore(found.expiresAt()) ? null : found;
    }

    /** The secret of a client, empty if it has none; null if there is no such client. */
    @Nullable
    String secret(String clientId) {
        return clients.get(clientId);
    }

    @Nullable
    ServiceAccount serviceAccount(String email) {
        return serviceAccounts.get(email);
    }

    boolean rotates() {
        return rotates;
    }

    Duration accessTokenLife() {
        return accessTokenLife;
    }

    @Nullable
    Duration refreshTokenLife() {
        return refreshTokenLife;
    }
}
