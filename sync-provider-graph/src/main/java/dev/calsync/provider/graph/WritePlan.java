package dev.calsync.provider.graph;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** How a write is to be carried out. */
sealed interface WritePlan {

    /** Not at all: what becomes of it is clear. */
    record Settled(WriteOutcome outcome) implements WritePlan {}

    /** By one request, which may go out in a batch. */
    record Single(ApiCall call) implements WritePlan {}

    /**
     * By several requests, one after the other.
     *
     * @param first makes the series or changes its master; null if the master stays as it is
     * @param form what the single days are to be
     * @param wanted the series as it was asked for
     */
    record Steps(@Nullable ApiCall first, SeriesForm form, EventSeries wanted) implements WritePlan {}
}
