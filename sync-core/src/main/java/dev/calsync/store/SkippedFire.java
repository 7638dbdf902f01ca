package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a fire did not ask for.
 *
 * @param at when it fired
 * @param calendar a calendar that was left out, the last one if there were several; null when the fire asked for nothing
 *     at all
 * @param why one sentence without a full stop; no title and no property's value
 */
public record SkippedFire(Instant at, @Nullable CalendarRef calendar, String why) {}
