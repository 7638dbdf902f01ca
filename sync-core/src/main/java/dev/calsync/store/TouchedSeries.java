package dev.calsync.store;

import dev.calsync.model.SeriesId;

/**
 * A series that was changed and that mirrors have yet to look at.
 *
 * @param number the note's number, which no other note ever gets
 * @param series which series
 */
public record TouchedSeries(long number, SeriesId series) {}
