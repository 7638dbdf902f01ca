package dev.calsync.store;

import dev.calsync.model.AccountId;
import dev.calsync.model.UserId;
import java.util.List;
import java.util.Optional;

/**
 * Accounts and their credentials, which are sealed before they get here.
 *
 * <p>Several nodes may want to renew one account's credentials at the same time. So changes of what is kept name the
 * version that they are made on, and who goes to fetch new ones says so first.
 */
public interface AccountStore {

    /**
     * Keeps an account, new or changed as a whole; the version grows, whichever is given, and a refresh that was under way
     * is over.
     *
     * @throws IllegalArgumentException if it is kept for another user: an account stays its user's
     */
    void put(StoredAccount account);

    /** An account, whoever it belongs to. For the engine; hosts are confined to a user before they get here. */
    Optional<StoredAccount> find(AccountId id);

    /** A user's accounts, oldest first. */
    List<StoredAccount> ofUser(UserId user);

    /**
     * Changes an account if its version is this one; of two that do so at once, one finds another version.
     *
     * @return whether it was changed; not if the version is another, the account is not kept, or the change says so
     */
    boolean change(AccountId id, long version, AccountChange change);

    /**
     * Accounts whose credentials are sealed with another key than this one, in the order of their ids. Those that have no
     * secret are left out.
     *
     * @param after only those with greater ids; empty to begin
     * @param limit at most so many
     */
    List<StoredAccount> sealedOtherwise(String keyId, String after, int limit);

    /**
     * All accounts, of all users, in the order of their ids.
     *
     * @param after only those with greater ids; empty to begin
     * @param limit at most so many
     */
    List<StoredAccount> all(String after, int limit);

    /**
     * Forgets an account and everything that hangs on it: calendars, work, checkpoints, replica, links, channels and the
     * rest.
     */
    void delete(AccountId id);
}
