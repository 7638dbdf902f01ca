package dev.calsync.store;

import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import java.time.Instant;

/**
 * A series as a replica has it.
 *
 * @param id this side's id
 * @param series the series, its parts carrying {@code version}; for a deleted one, its last state
 * @param version grows with every change, beginning with 1
 * @param deleted whether it was deleted here and the provider has yet to be told
 * @param pending whether it was edited here since the provider last agreed
 * @param changedAt when it was last changed here; the same whenever this version is read
 */
public record LocalSeries(
        SeriesId id, EventSeries series, long version, boolean deleted, boolean pending, Instant changedAt) {}
