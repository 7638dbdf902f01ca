package dev.calsync.internal.grants;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.provider.ProviderContext;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What stored credentials and those on trial have in common: which token a request gets, and when it needs another.
 * Thread-safe, because a session may send several requests side by side; they wait for the same refresh.
 */
abstract class OpenGrant implements Grant {
    /** A token that ends within this is not handed out: the request has to reach the provider before. */
    private static final Duration LAST_USE = Duration.ofSeconds(20);

    /** After an early refresh came to nothing the old token does for so long. */
    private static final Duration EARLY_AGAIN = Duration.ofSeconds(30);

    final Grants grants;
    private final String owner;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile CredentialsForm.Held held;
    private volatile OAuthTokens vaulted = OAuthTokens.none();
    private volatile Instant notEarlyBefore = Instant.EPOCH;
    private @Nullable Secret forced;

    OpenGrant(Grants grants, String owner, CredentialsForm.Held held) {
        this.grants = grants;
        this.owner = owner;
        this.held = held;
    }

    /**
     * Fetches tokens and keeps them, or takes what somebody else has fetched meanwhile.
     *
     * @param mayWait whether to wait while somebody else is at it
     */
    abstract void renew(ProviderContext calls, boolean mayWait) throws InterruptedException;

    final CredentialsForm.Held held() {
        return held;
    }

    final void hold(CredentialsForm.Held next) {
        held = next;
    }

    /** Whether a request could not be sent with what there is: a token has to be fetched first. */
    final boolean mustFetch() {
        return held.credentials() instanceof Credentials.OAuth oauth
                && !oauth.tokens().lasts(grants.now(), LAST_USE);
    }

    /** Whether it is time to fetch a token, so that nobody has to wait for it later. */
    final boolean due() {
        return held.credentials() instanceof Credentials.OAuth oauth
                && !grants.now().isBefore(RefreshTime.of(owner, oauth.tokens(), held.fetchedAt()));
    }

    @Override
    public final Credentials credentials(ProviderContext calls) throws InterruptedException {
        if (needsLook()) {
            renewing.lockInterruptibly();
            try {
                look(calls);
            } finally {
                renewing.unlock();
            }
        }
        Credentials now = held.credentials();
        if (now instanceof Credentials.Vault) {
            return bearer(vaulted);
        }
        return now instanceof Credentials.OAuth oauth ? bearer(oauth.tokens()) : now;
    }

    private boolean needsLook() {
        return held.credentials() instanceof Credentials.Vault
                ? vaultedIsOld()
                : mustFetch() || (due() && !grants.now().isBefore(notEarlyBefore));
    }

    private boolean vaultedIsOld() {
        return !grants.now().isBefore(RefreshTime.of(owner, vaulted, null));
    }

    /** Once it is this thread's turn, another may have seen to it. */
    private void look(ProviderContext calls) throws InterruptedException {
        if (!needsLook()) {
            return;
        }
        if (held.credentials() instanceof Credentials.Vault vault) {
            vaulted = grants.vault(vault, null);
        } else if (mustFetch()) {
            renew(calls, true);
        } else {
            renewEarly(calls);
        }
    }

    /** What goes wrong now may go right the next time; until then the old token does. */
    private void renewEarly(ProviderContext calls) throws InterruptedException {
        notEarlyBefore = grants.now().plus(EARLY_AGAIN);
        try {
            renew(calls, false);
        } catch (TransientException | UnreachableException | ThrottledException later) {
            Grants.log.warn("an access token could not be renewed early and will be again: {}", later.getMessage());
        }
    }

    private Credentials.Bearer bearer(OAuthTokens tokens) {
        Secret access = tokens.accessToken();
        if (access == null) {
            throw new AuthorizationRevokedException(
                    "there is no access token for " + owner + " and none could be fetched; connect the account again");
        }
        return new Credentials.Bearer(access);
    }

    @Override
    public final boolean refused(Credentials used, ProviderContext calls) throws InterruptedException {
        if (!(used instanceof Credentials.Bearer bearer)) {
            return false;
        }
        renewing.lockInterruptibly();
        try {
            return refused(bearer.token(), calls);
        } finally {
            renewing.unlock();
        }
    }

    private boolean refused(Secret token, ProviderContext calls) throws InterruptedException {
        if (held.credentials() instanceof Credentials.Bearer) {
            return false;
        }
        if (!token.equals(current())) {
            return true;
        }
        if (token.equals(forced)) {
            return false;
        }
        if (held.credentials() instanceof Credentials.Vault vault) {
            vaulted = grants.vault(vault, token);
        } else {
            renew(calls, true);
        }
        forced = current();
        return !token.equals(forced);
    }

    private @Nullable Secret current() {
        return held.credentials() instanceof Credentials.OAuth oauth
                ? oauth.tokens().accessToken()
                : vaulted.accessToken();
    }

    @Override
    public final Object likeness() {
        Credentials credentials = held.credentials();
        return credentials instanceof Credentials.OAuth ? Credentials.OAuth.class : credentials;
    }
}
