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
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server in memory for a {@link ScriptedProvider}: each refresh gives a new refresh token, and the use of
 * an old one ends the whole grant (RFC 9700 section 4.14.2). Unless it is strict, the last old one is good until the new one
 * was used, so that a lost answer does no harm. Thread-safe.
 */
public final class ScriptedTokens implements TokenRefresh {
    private final TimeSource time;
    private final Duration lifetime;
    /** The grants, by every refresh token that they ever had. */
    private final Map<String, Grant> grants = new HashMap<>();

    private final Map<String, Instant> accessTokens = new HashMap<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private Runnable duringRefresh = () -> {};
    private boolean strict = true;
    private int made;
    private int refreshes;
    private int reuses;

    private static final class Grant {
        String last;

        @Nullable
        String before;

        boolean ended;

        Grant(String last) {
            this.last = last;
        }
    }

    /** A strict server whose access tokens live so long by this clock. */
    public ScriptedTokens(TimeSource time, Duration lifetime) {
        this.time = time;
        this.lifetime = lifetime;
    }

    /** A user has just authorised: a refresh token and no access token yet. */
    public synchronized Credentials authorize() {
        String refresh = "refresh-" + ++made;
        grants.put(refresh, new Grant(refresh));
        return new Credentials.OAuth(OAuthTokens.ofRefreshToken(Secret.of(refresh), Set.of("calendar")));
    }

    /** Every authorization so far was withdrawn. */
    public synchronized void revokeAll() {
        grants.values().forEach(grant -> grant.ended = true);
        accessTokens.clear();
    }

    /** The access tokens that are out now are refused from now on, before their time. */
    public synchronized void refuseAccessTokens() {
        accessTokens.clear();
    }

    /** Takes the last refresh token once more until the one that it gave for it was used. */
    public synchronized ScriptedTokens forgiving() {
        strict = false;
        return this;
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

    /** How often a refresh token was used that was not good any more, although its grant was. */
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
        String used = token == null ? "" : token.reveal();
        Grant grant = grants.get(used);
        if (grant == null || grant.ended) {
            throw new AuthorizationRevokedException("invalid_grant: the authorization is not valid any more");
        }
        if (!used.equals(grant.last) && (strict || !used.equals(grant.before))) {
            reuses++;
            grant.ended = true;
            throw new AuthorizationRevokedException("invalid_grant: the refresh token was used before");
        }
        grant.before = used;
        grant.last = "refresh-" + ++made;
        grants.put(grant.last, grant);
        String access = "access-" + made;
        Instant end = time.now().plus(lifetime);
        accessTokens.put(access, end);
        return new OAuthTokens(Secret.of(access), end, Secret.of(grant.last), Set.of());
    }
}
