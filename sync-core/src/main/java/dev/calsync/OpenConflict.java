package dev.calsync;

import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Conflict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conflict that waits for an answer: both sides keep theirs until then. {@link #toString()} shows no values.
 *
 * @param series this side's id of the series
 * @param conflict what both sides have, what they last agreed on, and what both changed
 * @param reason why it waits, one sentence
 * @param since when it was found
 * @param answered whether an answer was given that no run has carried out yet
 * @param localVersion the version of this side's state
 * @param remoteTag the entity tag of the provider's state; null when it has none
 */
public record OpenConflict(
        SeriesId series,
        Conflict conflict,
        String reason,
        Instant since,
        boolean answered,
        long localVersion,
        @Nullable String remoteTag) {}
