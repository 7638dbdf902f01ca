package dev.calsync.model;

import java.util.Map;

/**
 * A user's authorised connection to one provider. Holds no secret. Immutable.
 *
 * @param id this account's id
 * @param user whose it is
 * @param provider which service
 * @param identity who the user is there, such as a login name or a mailbox
 * @param settings what the provider needs to find its way back, such as addresses that discovery found
 */
public record Account(AccountId id, UserId user, ProviderId provider, String identity, Map<String, String> settings) {

    /** Copies the settings. */
    public Account {
        settings = Map.copyOf(settings);
    }

    /** Shows the id and the provider only. */
    @Override
    public String toString() {
        return "Account[" + id + ", " + provider + "]";
    }
}
