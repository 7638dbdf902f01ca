package dev.calsync.store;

import dev.calsync.model.EventSeries;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Side;
import java.time.Instant;

/**
 * A state that lost a conflict, kept so that nobody's edit is gone for good.
 *
 * @param series which series
 * @param state what it was
 * @param side where it came from
 * @param at when it lost
 * @param run the run that decided
 * @param reason why it lost, without the event's content
 */
public record Revision(SeriesId series, EventSeries state, Side side, Instant at, RunId run, String reason) {}
