package dev.calsync.provider.caldav;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.AccountId;
import dev.calsync.provider.ProviderContext;
import dev.calsync.transport.RequestAuthenticator;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How accounts prove who is asking. A server's digest challenge is remembered from one session to the next, so that not
 * each of them begins with a refusal. Thread-safe.
 */
final class Logins {
    private static final int MAX_ENTRIES = 10_000;

    private record Remembered(Credentials.Basic password, boolean digest, RequestAuthenticator authenticator) {}

    /** On the caller's thread: a library starts no threads of its own for a cache. */
    private final Cache<AccountId, Remembered> remembered = Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .executor(Runnable::run)
            .build();

    /**
     * For an account that was connected.
     *
     * @param digest whether its server wants a digest, so that the password is not even offered
     */
    RequestAuthenticator of(AccountId account, boolean digest, ProviderContext context) throws InterruptedException {
        Credentials credentials = context.credentials();
        if (!(credentials instanceof Credentials.Basic password)) {
            return of(credentials, digest, context);
        }
        Remembered known = remembered.getIfPresent(account);
        if (known == null || !known.password.equals(password) || known.digest != digest) {
            known = new Remembered(password, digest, of(password, digest, context));
            remembered.put(account, known);
        }
        return known.authenticator;
    }

    /** For credentials that are tried for the first time. */
    static RequestAuthenticator of(Credentials credentials, boolean digest, ProviderContext context) {
        if (credentials instanceof Credentials.Basic basic) {
            String password = basic.password().reveal();
            try {
                return digest
                        ? RequestAuthenticator.digest(basic.username(), password, context.ids())
                        : RequestAuthenticator.password(basic.username(), password, context.ids());
            } catch (IllegalArgumentException e) {
                throw new UnrecoverableException("the user name or the password holds a control character", e);
            }
        }
        return credentials instanceof Credentials.Bearer bearer
                ? new BearerToken(bearer.token(), context)
                : RequestAuthenticator.none();
    }

    /**
     * A token, and a fresh one when the server refuses it (RFC 6750). Several requests may be refused at once, over the
     * same old token: each is answered with what is kept by then.
     */
    private static final class BearerToken implements RequestAuthenticator {
        private final ProviderContext context;
        /** What each thread sent last; as many as write at once. */
        private final Map<Thread, Secret> sent = new ConcurrentHashMap<>();

        private volatile Secret token;

        BearerToken(Secret token, ProviderContext context) {
            this.token = token;
            this.context = context;
        }

        @Override
        public Optional<String> authorization(String method, URI target) {
            Secret now = token;
            sent.put(Thread.currentThread(), now);
            return Optional.of("Bearer " + now.reveal());
        }

        @Override
        public boolean challenged(URI target, List<String> challenges) throws InterruptedException {
            @Nullable Secret fresh = context.credentials() instanceof Credentials.Bearer bearer ? bearer.token() : null;
            if (fresh == null || Objects.equals(fresh, sent.get(Thread.currentThread()))) {
                return false;
            }
            token = fresh;
            return true;
        }

        @Override
        public String toString() {
            return "Bearer (hidden)";
        }
    }
}
