package dev.calsync.testing;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * An authorization server in memory for a {@link ScriptedProvider}: each refresh gives a new refresh token, and the second
 * use of an old one ends the whole grant, as a strict server does it (RFC 9700 section 4.14.2). Thread-safe.
 */
public final class ScriptedTokens implements TokenRefresh {
    private final TimeSource time;
    private final Duration lifetime;
    private final Map<String, Integer> current = new HashMap<>();
    private final Map<String, Integer> used = new HashMap<>();
    private final Map<String, Instant> accessTokens = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private Runnable duringRefresh = () -> {};
    private int made;
    private int refreshes;
    private int reuses;

    /** A server whose access tokens live so long by this clock. */
    public ScriptedTokens(TimeSource time, Duration lifetime) {
        this.time = time;
        this.lifetime = lifetime;
    }

    /** A user has just authorised: a refresh token and no access token yet. */
    public synchronized Credentials authorize() {
        String refresh = "refresh-" + ++made;
        current.put(refresh, made);
        return new Credentials.OAuth(OAuthTokens.ofRefreshToken(Secret.of(refresh), Set.of("calendar")));
    }

    /** Every authorization so far was withdrawn. */
    public synchronized void revokeAll() {
        ended.addAll(current.values());
        accessTokens.clear();
    }

    /** The access tokens that are out now are refused from now on, before their time. */
    public synchronized void refuseAccessTokens() {
        accessTokens.clear();
    }

    /** The next refreshes fail like this, one each, and use nothing up. */
    public synchronized ScriptedTokens failNext(RuntimeException failure) {
        failures.add(failure);
        return this;
    }

    /** Called while a refresh is under way, after the server has done its part. */
    public synchronized ScriptedTokens duringRefresh(Runnable hook) {
        duringRefresh = hook;
        return this;
    }

    /** How often an access token was asked for. */
    public synchronized int refreshes() {
        return refreshes;
    }

    /** How often a refresh token was used that had been used before. */
    public synchronized int reuses() {
        return reuses;
    }

    /** Whether a request that carries these is let in. */
    public synchronized boolean accepts(Credentials credentials) {
        Instant end = credentials instanceof Credentials.Bearer bearer
                ? accessTokens.get(bearer.token().reveal())
                : null;
        return end != null && time.now().isBefore(end);
    }

    @Override
    public OAuthTokens refresh(OAuthTokens known, Map<String, String> settings, ProviderContext context)
            throws InterruptedException {
        context.beforeRequest();
        OAuthTokens next = answer(known);
        Runnable hook;
        synchronized (this) {
            hook = duringRefresh;
        }
        hook.run();
        context.afterResponse(0);
        return next;
    }

    private synchronized OAuthTokens answer(OAuthTokens known) {
        refreshes++;
        RuntimeException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
        Secret token = known.refreshToken();
        String refresh = token == null ? "" : token.reveal();
        if (used.containsKey(refresh)) {
            reuses++;
            ended.add(used.get(refresh));
        }
        Integer grant = current.remove(refresh);
        if (grant == null || ended.contains(grant)) {
            throw new AuthorizationRevokedException("invalid_grant: the authorization is not valid any more");
        }
        used.put(refresh, grant);
        String nextRefresh = "refresh-" + ++made;
        current.put(nextRefresh, grant);
        String access = "access-" + made;
        Instant end = time.now().plus(lifetime);
        accessTokens.put(access, end);
        return new OAuthTokens(Secret.of(access), end, Secret.of(nextRefresh), Set.of());
    }
}
