package dev.calsync.provider;

import dev.calsync.model.Account;
import java.time.Duration;

/**
 * How a provider tells of changes by itself. When channels are made, renewed and given up is decided elsewhere; this only
 * speaks to the provider and understands its calls.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface ChangeNotificationSource {

    /** Opens a conversation about an account's channels. Does no I/O and does not block; its first call may. */
    NotificationSession open(Account account, ProviderContext context);

    /** The longest that a channel may last; what is asked for beyond is cut by the provider. */
    Duration longestLifetime();

    /** Whether a channel can watch an account's list of calendars, see {@link Channel#calendar}. */
    boolean watchesCalendarLists();

    /**
     * Whether asking for a channel that the provider has already gives that very channel, so that after a lost answer one
     * simply asks again.
     */
    default boolean subscribesAgain() {
        return false;
    }

    /**
     * Whether what a hint tells of was read already. Pure.
     *
     * @param cursor where the calendar's feed stands on this side
     * @param state what the hint calls the provider's state, {@link ChannelHint#state()}
     */
    default boolean isKnown(String cursor, String state) {
        return false;
    }

    /**
     * Understands a call. Pure: no I/O, no waiting, no effects. Compares secrets in constant time, believes nothing that is
     * not proven by them, and answers what is unknown or forged as it answers what is known, with no hints.
     *
     * @param call what came in
     * @param live the channels that may be called
     */
    WebhookOutcome handle(WebhookCall call, LiveChannels live);
}
