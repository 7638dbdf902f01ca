package dev.calsync.store;

import dev.calsync.auth.Sealed;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A push channel as it is kept, from before its provider is asked for it until it is known to be over.
 *
 * @param id our name for it, unique; 1 to 64 characters
 * @param account through which account
 * @param calendar which calendar of the account; null for the account's list of calendars
 * @param path the unguessable last segment of the address that the provider calls, unique; 1 to 128 characters
 * @param secret what calls prove themselves with, sealed: a store never sees it
 * @param remoteId what the provider calls it; at most 2,048 characters, null until it has answered
 * @param expiresAt when the provider ends it; null until it has answered, or if it never does
 * @param attendAt when somebody has to look after it again
 * @param state what its keeper notes about it; at most 4,096 characters
 */
public record StoredChannel(
        String id,
        AccountId account,
        @Nullable CalendarRef calendar,
        String path,
        Sealed secret,
        @Nullable String remoteId,
        @Nullable Instant expiresAt,
        Instant attendAt,
        String state) {

    /** @throws IllegalArgumentException if the calendar is another account's, or a text has another length */
    public StoredChannel {
        requireLength("id", id, 64);
        requireLength("path", path, 128);
        if (calendar != null && !calendar.account().equals(account)) {
            throw new IllegalArgumentException("a channel's calendar is one of its account");
        }
        if (remoteId != null) {
            requireLength("remoteId", remoteId, 2_048);
        }
        if (state.length() > 4_096) {
            throw new IllegalArgumentException("a channel's state has at most 4096 characters");
        }
    }

    private static void requireLength(String name, String text, int most) {
        if (text.isEmpty() || text.length() > most) {
            throw new IllegalArgumentException("a channel's " + name + " has 1 to " + most + " characters");
        }
    }

    /** The same with its secret sealed otherwise. */
    public StoredChannel secret(Sealed next) {
        return new StoredChannel(id, account, calendar, path, next, remoteId, expiresAt, attendAt, state);
    }

    /** Shows the id only: who knows the path may call. */
    @Override
    public String toString() {
        return "StoredChannel[" + id + "]";
    }
}
