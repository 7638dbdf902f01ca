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
import org.jspecify.annotations.Nullable;

/** What stored credentials and those on trial have in common: which token a request gets, and when it needs another. */
abstract class OpenGrant implements Grant {
    /** A token that ends within this is not handed out: the request has to reach the provider before. */
    private static final Duration LAST_USE = Duration.ofSeconds(20);

    /** After an early refresh came to nothing the old token does for so long. */
    private static final Duration EARLY_AGAIN = Duration.ofSeconds(30);

    final Grants grants;
    private final String owner;
    private CredentialsForm.Held held;
    private OAuthTokens vaulted = OAuthTokens.none();
    private Instant notEarlyBefore = Instant.EPOCH;
    private @Nullable Secret forced;

    OpenGrant(Grants grants, String owner, CredentialsForm.Held held) {
        this.grants = grants;
        this.owner = owner;
        this.held = held;
    }

    /**
     * Fetches tokens and keeps them, or finds that somebody else did; in either case {@link #hold} was called with others
     * when this returns true.
     *
     * @param mayWait whether to wait while somebody else is at it
     */
    abstract boolean renew(ProviderContext calls, boolean mayWait) throws InterruptedException;

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
        if (held.credentials() instanceof Credentials.Vault vault) {
            Instant now = grants.now();
            if (!now.isBefore(RefreshTime.of(owner, vaulted, null))) {
                vaulted = grants.vault(vault, null);
            }
            return bearer(vaulted);
        }
        if (mustFetch()) {
            renew(calls, true);
        } else if (due() && !grants.now().isBefore(notEarlyBefore)) {
            renewEarly(calls);
        }
        return held.credentials() instanceof Credentials.OAuth oauth ? bearer(oauth.tokens()) : held.credentials();
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
        Secret token = bearer.token();
        if (held.credentials() instanceof Credentials.Vault vault) {
            if (token.equals(vaulted.accessToken()) && !token.equals(forced)) {
                vaulted = grants.vault(vault, token);
                forced = vaulted.accessToken();
            }
            return !token.equals(vaulted.accessToken());
        }
        if (!(held.credentials() instanceof Credentials.OAuth oauth)) {
            return false;
        }
        if (token.equals(oauth.tokens().accessToken())) {
            if (token.equals(forced) || !renew(calls, true)) {
                return false;
            }
            forced = held.credentials() instanceof Credentials.OAuth next
                    ? next.tokens().accessToken()
                    : null;
        }
        return true;
    }

    @Override
    public final Object likeness() {
        Credentials credentials = held.credentials();
        return credentials instanceof Credentials.OAuth ? Credentials.OAuth.class : credentials;
    }
}
