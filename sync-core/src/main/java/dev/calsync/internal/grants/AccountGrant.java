package dev.calsync.internal.grants;

import dev.calsync.auth.Credentials;
import dev.calsync.error.TransientException;
import dev.calsync.model.Account;
import dev.calsync.provider.ProviderContext;
import dev.calsync.store.StoredAccount;
import java.time.Duration;
import java.util.Optional;

/** The credentials of an account that is kept. */
public final class AccountGrant extends OpenGrant {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int LOOKS = 60;

    private final Account account;
    private volatile long version;

    AccountGrant(Grants grants, Account account, Grants.Opened opened) {
        super(grants, "account " + account.id(), opened.held());
        this.account = account;
        this.version = opened.version();
    }

    Account account() {
        return account;
    }

    /** Which version of the account's credentials this is by now. */
    public long version() {
        return version;
    }

    /** Somebody else has changed what is kept. */
    void adopt(StoredAccount stored) {
        Grants.Opened theirs = grants.opened(stored);
        hold(theirs.held());
        version = theirs.version();
    }

    /** This one did. */
    void keptAs(long next, CredentialsForm.Held tokens) {
        grants.renewed(account.id(), next, tokens);
        hold(tokens);
        version = next;
    }

    /**
     * What has to be done before the first request, if a token has to be fetched; in steps, because a run that is told to
     * stop or whose process dies may do so between any two of them.
     */
    public Optional<Refresh> firstRefresh() {
        return mustFetch() || (due() && grants.refreshes(account.provider()))
                ? Optional.of(new Refresh(grants, this, !mustFetch()))
                : Optional.empty();
    }

    @Override
    void renew(ProviderContext calls, boolean mayWait) throws InterruptedException {
        if (!(held().credentials() instanceof Credentials.OAuth)) {
            return;
        }
        for (int looks = 0; looks < LOOKS; looks++) {
            Refresh refresh = new Refresh(grants, this, !mayWait);
            switch (refresh.begin()) {
                case BEGUN -> {
                    refresh.fetchAndKeep(calls);
                    return;
                }
                case DONE_BY_OTHERS -> {
                    return;
                }
                case UNDER_WAY -> {
                    if (!mayWait) {
                        return;
                    }
                    grants.pause(LOOK_AGAIN);
                }
            }
        }
        throw new TransientException("another node has been fetching an access token for account " + account.id()
                + " for longer than " + LOOK_AGAIN.multipliedBy(LOOKS).toSeconds() + " seconds");
    }
}
