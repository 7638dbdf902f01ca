package dev.calsync.store;

import dev.calsync.model.SeriesId;
import dev.calsync.provider.EventWrite;
import java.time.Instant;

/**
 * A remote write under way, made durable before anything is sent.
 *
 * @param write the write, with its idempotency key and its own copy of the change
 * @param series the local series it is for
 * @param localVersion the local version it carries to the provider
 * @param state how far it is
 * @param at when it got there
 */
public record Intent(EventWrite write, SeriesId series, long localVersion, State state, Instant at) {

    /** How far a write is. */
    public enum State {
        /** Decided; nothing was sent. */
        PLANNED,
        /** About to be sent, or sent: what became of it is not known until the answer was noted. */
        SENT,
        /** The answer was lost. To be resolved before anything is sent again. */
        UNKNOWN
    }

    /** The same write, further on. */
    public Intent to(State next, Instant when) {
        return new Intent(write, series, localVersion, next, when);
    }
}
