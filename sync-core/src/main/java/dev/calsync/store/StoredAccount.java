package dev.calsync.store;

import dev.calsync.auth.Sealed;
import dev.calsync.model.Account;
import org.jspecify.annotations.Nullable;

/**
 * An account as it is kept.
 *
 * @param account the account
 * @param credentials what it proves itself with, sealed: a store never sees the secret
 * @param version grows by one whenever the credentials become others, and with nothing else; 1 for an account that was
 *     kept once. Set by the store
 * @param needsAttention why the user has to do something before it can be used again; null when all is well
 */
public record StoredAccount(
        Account account,
        Sealed credentials,
        long version,
        @Nullable String needsAttention) {

    /** An account to be kept. */
    public StoredAccount(Account account, Sealed credentials) {
        this(account, credentials, 1, null);
    }
}
