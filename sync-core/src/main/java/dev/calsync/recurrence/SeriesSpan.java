package dev.calsync.recurrence;

import java.time.Instant;
import java.util.Optional;

/**
 * The time that all occurrences of a series lie in.
 *
 * @param start the first occurrence's start
 * @param end the latest occurrence's end, exclusive; empty when the series has no end or its end was not found within
 *     the limits
 */
public record SeriesSpan(Instant start, Optional<Instant> end) {}
