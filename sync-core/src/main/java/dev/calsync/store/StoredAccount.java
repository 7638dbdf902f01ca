package dev.calsync.store;

import dev.calsync.auth.Credentials;
import dev.calsync.model.Account;
import org.jspecify.annotations.Nullable;

/**
 * An account as it is kept.
 *
 * @param account the account
 * @param credentials what it proves itself with
 * @param needsAttention why the user has to do something before it can be used again; null when all is well
 */
public record StoredAccount(
        Account account, Credentials credentials, @Nullable String needsAttention) {}
