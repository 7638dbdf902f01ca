package dev.calsync.store;

import dev.calsync.model.AccountId;
import dev.calsync.model.UserId;
import java.util.List;
import java.util.Optional;

/** Accounts and their credentials. */
public interface AccountStore {

    /**
     * Keeps an account, new or changed.
     *
     * @throws IllegalArgumentException if it is kept for another user: an account stays its user's
     */
    void put(StoredAccount account);

    /** An account, whoever it belongs to. For the engine; hosts are confined to a user before they get here. */
    Optional<StoredAccount> find(AccountId id);

    /** A user's accounts, oldest first. */
    List<StoredAccount> ofUser(UserId user);

    /** Forgets an account and everything that hangs on it: calendars, work, checkpoints, replica, links and the rest. */
    void delete(AccountId id);
}
