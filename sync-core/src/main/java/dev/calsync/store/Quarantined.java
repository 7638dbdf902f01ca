package dev.calsync.store;

import dev.calsync.provider.RemoteSeries;
import dev.calsync.reconcile.Resolution;
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
 *     what is wrong; of a series that both sides change back and forth, which fields; null when there is none
 * @param theirs of a conflict, what the provider has, which its feed will not mention again; null when it has nothing any
 *     more
 * @param answer of a conflict, what a person decided and no run has carried out yet; of one that could not be written, set
 *     when it is to be tried once more; null while nobody has
 * @param nextTryAt when it is tried again although nothing changed; null if only a change makes it be tried again
 */
public record Quarantined(
        String key,
        Side side,
        @Nullable String state,
        String reason,
        int attempts,
        Instant since,
        boolean conflict,
        @Nullable String original,
        @Nullable RemoteSeries theirs,
        @Nullable Resolution answer,
        @Nullable Instant nextTryAt) {

    /** One that is no conflict, and is tried again when it changes. */
    public Quarantined(
            String key,
            Side side,
            @Nullable String state,
            String reason,
            int attempts,
            Instant since,
            boolean conflict,
            @Nullable String original) {
        this(key, side, state, reason, attempts, since, conflict, original, null, null, null);
    }

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

    /** The same conflict with this answer. */
    public Quarantined answered(Resolution by) {
        return new Quarantined(key, side, state, reason, attempts, since, conflict, original, theirs, by, nextTryAt);
    }

    /** The same with this count of tries. */
    public Quarantined attempts(int value) {
        return new Quarantined(key, side, state, reason, value, since, conflict, original, theirs, answer, nextTryAt);
    }

    /**
     * The same, tried once more.
     *
     * @param before how it was kept until now
     * @param next when it is tried again
     */
    public Quarantined triedAfter(Quarantined before, @Nullable Instant next) {
        return new Quarantined(
                key, side, state, reason, before.attempts + 1, before.since, conflict, original, theirs, answer, next);
    }

    /** Without the text, which is what people keep in their calendars. */
    @Override
    public String toString() {
        return "Quarantined[" + key + ", " + side + ", " + reason + ", attempts=" + attempts + ", since=" + since
                + ", conflict=" + conflict + "]";
    }
}
