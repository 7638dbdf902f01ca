package dev.calsync.store;

import dev.calsync.reconcile.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A series that cannot be synchronised.
 *
 * @param key the remote id of a series that could not be read, or the local id of one that could not be written
 * @param side which of the two {@code key} is
 * @param state the entity tag or the local version that was tried; it is tried again at once when that changes
 * @param reason what is wrong, without the event's content
 * @param attempts how often it was tried
 * @param since when it was first tried
 * @param conflict whether nothing is wrong with it but that both sides changed it and nobody has decided between them
 * @param original the provider's own text of a series that could not be read, as it came, for whoever wants to find out
 *     what is wrong; null when there is none
 */
public record Quarantined(
        String key,
        Side side,
        @Nullable String state,
        String reason,
        int attempts,
        Instant since,
        boolean conflict,
        @Nullable String original) {

    /** One without a text. */
    public Quarantined(
            String key,
            Side side,
            @Nullable String state,
            String reason,
            int attempts,
            Instant since,
            boolean conflict) {
        this(key, side, state, reason, attempts, since, conflict, null);
    }

    /** Without the text, which is what people keep in their calendars. */
    @Override
    public String toString() {
        return "Quarantined[" + key + ", " + side + ", " + reason + ", attempts=" + attempts + ", since=" + since
                + ", conflict=" + conflict + "]";
    }
}
