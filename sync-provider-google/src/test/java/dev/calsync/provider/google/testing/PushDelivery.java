package dev.calsync.provider.google.testing;

import java.net.URI;
import java.util.Map;

/**
 * One try to tell a channel something.
 *
 * @param channelId which channel
 * @param address where it went
 * @param state {@code sync}, {@code exists} or {@code not_exists}
 * @param messageNumber 1 for {@code sync}, then growing, not without gaps
 * @param headers what was sent; there is no body
 * @param outcome the status that was answered, or {@link #DROPPED} or {@link #UNREACHABLE}
 */
public record PushDelivery(
        String channelId, URI address, String state, long messageNumber, Map<String, String> headers, int outcome) {

    /** The service lost the message itself, as it was told to. */
    public static final int DROPPED = 0;

    /** Nobody answered. */
    public static final int UNREACHABLE = -1;

    /** Copies the headers. */
    public PushDelivery {
        headers = Map.copyOf(headers);
    }

    PushDelivery with(int newOutcome) {
        return new PushDelivery(channelId, address, state, messageNumber, headers, newOutcome);
    }

    /** Whether the service tries such an answer again; a connection that fails counts like 503. */
    boolean isRetried() {
        return outcome == 500 || outcome == 502 || outcome == 503 || outcome == 504 || outcome == UNREACHABLE;
    }
}
