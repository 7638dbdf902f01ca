package dev.calsync.provider;

import dev.calsync.auth.Secret;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A push channel: what a provider calls when a calendar, or an account's list of calendars, has changed. Known before the
 * provider is asked for it, because its first call may come before its answer. Immutable.
 *
 * @param id our name for it, unique in the fleet; 1 to 64 characters of {@code [A-Za-z0-9_-]}
 * @param path the unguessable last segment of the address that the provider calls; 1 to 128 characters of {@code
 *     [A-Za-z0-9_-]}
 * @param secret what the provider proves its calls with; printable ASCII of at most 128 characters
 * @param account through which account
 * @param calendar which calendar; null for the account's list of calendars
 * @param remoteId what the provider calls it and wants to hear when it is to be renewed or stopped: Google's resource id,
 *     Graph's subscription id, the registration's address of WebDAV-Push; null until it has answered
 * @param expiresAt when the provider ends it; null until it has answered, or if it never does
 */
public record Channel(
        String id,
        String path,
        Secret secret,
        AccountId account,
        @Nullable CalendarRef calendar,
        @Nullable String remoteId,
        @Nullable Instant expiresAt) {

    /** @throws IllegalArgumentException if the calendar is another account's */
    public Channel {
        if (calendar != null && !calendar.account().equals(account)) {
            throw new IllegalArgumentException("a channel's calendar is one of its account");
        }
    }

    /** A channel that nobody was asked for yet. */
    public static Channel planned(
            String id, String path, Secret secret, AccountId account, Optional<CalendarRef> calendar) {
        return new Channel(id, path, secret, account, calendar.orElse(null), null, null);
    }

    /** The same, as the provider has answered. */
    public Channel live(String remote, @Nullable Instant until) {
        return new Channel(id, path, secret, account, calendar, remote, until);
    }

    /** Shows the id only: who knows path and secret may call. */
    @Override
    public String toString() {
        return "Channel[" + id + "]";
    }
}
