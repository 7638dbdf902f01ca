package dev.calsync.internal.grants;

import dev.calsync.auth.Credentials;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.model.AccountId;
import dev.calsync.provider.ProviderContext;
import dev.calsync.store.AccountChange;
import dev.calsync.store.StoredAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an account's next access token, at most one node at a time.
 *
 * <p>What can go wrong with refresh tokens is that two use the same one. Where the authorization server gives a new one
 * with each use, the second use is refused, or taken for theft. So whoever wants to refresh first writes so into the
 * account's row, for a minute: others wait, or go on with the token they have. The answer is kept before anybody uses it,
 * and only if the row still has the version that it was fetched for; whoever comes too late takes what is kept, and deletes
 * nothing. When the server says that the grant is invalid, the row is read once more: only if it still holds the very
 * grant that was refused is the account's user bothered.
 *
 * <p>What remains: a process that dies after the server gave a new refresh token and before it was written has lost it, and
 * so has one that cannot reach the store for longer than the reservation, if another node can. A server that takes the old
 * one once more, as Google and Microsoft do, shows nothing of that; elsewhere the user connects again.
 *
 * <p>No transaction is open while the server is asked. Used by one thread at a time.
 */
public final class Refresh {
    /** Others may try after this; longer than any call to an authorization server may take. */
    private static final Duration RESERVED = Duration.ofMinutes(1);

    private final Grants grants;
    private final AccountGrant grant;
    private final boolean early;
    private @Nullable Instant reserved;

    Refresh(Grants grants, AccountGrant grant, boolean early) {
        this.grants = grants;
        this.grant = grant;
        this.early = early;
    }

    /** What came of the wish to fetch a token. */
    public enum Start {
        /** It is this one's to fetch. */
        BEGUN,
        /** Somebody else did so meanwhile, and it is in use. */
        DONE_BY_OTHERS,
        /** Somebody else is at it. */
        UNDER_WAY
    }

    /** Whether the token that there is does as well for the moment. */
    public boolean early() {
        return early;
    }

    /** The first step, a transaction: reserves the refresh. */
    public Start begin() {
        AccountId id = grant.account().id();
        Grants.Unsaved unsaved = grants.unsaved(id);
        Reserved result = grants.store().inTransaction(tx -> {
            boolean saved = unsaved != null && grants.save(tx, id, unsaved);
            StoredAccount stored = grants.require(tx, id);
            if (saved || stored.version() != grant.version()) {
                return new Reserved(stored, null);
            }
            Instant until = tx.now().plus(RESERVED);
            boolean mine = tx.accounts().change(id, stored.version(), new AccountChange.RefreshBegun(until));
            return new Reserved(stored, mine ? until : null);
        });
        if (unsaved != null) {
            grants.settled(id, unsaved);
        }
        if (result.stored().version() != grant.version()) {
            grant.adopt(result.stored());
            return Start.DONE_BY_OTHERS;
        }
        reserved = result.until();
        return reserved == null ? Start.UNDER_WAY : Start.BEGUN;
    }

    private record Reserved(StoredAccount stored, @Nullable Instant until) {}

    /**
     * The second step: one call of the authorization server, and a transaction that keeps the answer before anybody uses
     * it. Nobody may stop between the two, because what was fetched may be the only way to fetch anything again. If the
     * store is away just then, it is kept with the next look at the account. A call that comes to nothing for the moment is
     * no failure if the old token still does.
     *
     * @param calls frames the request
     */
    public void fetchAndKeep(ProviderContext calls) throws InterruptedException {
        CredentialsForm.Held next = fetch(calls);
        if (next != null) {
            keep(next);
        }
    }

    private CredentialsForm.@Nullable Held fetch(ProviderContext calls) throws InterruptedException {
        if (!(grant.held().credentials() instanceof Credentials.OAuth oauth)) {
            return null;
        }
        boolean answered = false;
        try {
            CredentialsForm.Held next = grants.fetch(
                    grant.account().provider(), oauth.tokens(), grant.account().settings(), calls);
            answered = true;
            return next;
        } catch (AuthorizationRevokedException refused) {
            if (!keptByOthers()) {
                throw refused;
            }
            answered = true;
            return null;
        } catch (TransientException | UnreachableException | ThrottledException later) {
            if (!early) {
                throw later;
            }
            Grants.log.warn("an access token could not be renewed early and will be again: {}", later.getMessage());
            return null;
        } finally {
            if (!answered && !early) {
                release();
            }
        }
    }

    private boolean keptByOthers() {
        StoredAccount stored = grants.store()
                .inTransaction(tx -> grants.require(tx, grant.account().id()));
        if (stored.version() == grant.version()) {
            return false;
        }
        grant.adopt(stored);
        return true;
    }

    /** Others need not wait for nothing. After an early refresh they do not wait anyway. */
    private void release() {
        Instant until = reserved;
        if (until == null) {
            return;
        }
        try {
            grants.store()
                    .inTransaction(tx -> tx.accounts()
                            .change(grant.account().id(), grant.version(), new AccountChange.RefreshEnded(until)));
        } catch (SyncException away) {
            Grants.log.debug("a refresh that failed stays reserved for its minute: {}", away.getMessage());
        }
    }

    private void keep(CredentialsForm.Held next) {
        AccountId id = grant.account().id();
        Grants.Unsaved unsaved = new Grants.Unsaved(grant.version(), next);
        Optional<StoredAccount> others;
        try {
            others = grants.store()
                    .inTransaction(tx -> grants.save(tx, id, unsaved)
                            ? Optional.<StoredAccount>empty()
                            : Optional.of(grants.require(tx, id)));
        } catch (StoreUnavailableException away) {
            grants.notSaved(id, unsaved);
            throw away;
        }
        others.ifPresentOrElse(grant::adopt, () -> grant.keptAs(unsaved.version() + 1, next));
    }
}
