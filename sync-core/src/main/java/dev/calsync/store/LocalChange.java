package dev.calsync.store;

import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import org.jspecify.annotations.Nullable;

/**
 * What a run wants a replica to hold.
 *
 * @param id which series
 * @param expectedVersion the version it was decided on; 0 if the replica must not have the series yet
 * @param series the state to hold; null to delete
 */
public record LocalChange(
        SeriesId id, long expectedVersion, @Nullable EventSeries series) {}
