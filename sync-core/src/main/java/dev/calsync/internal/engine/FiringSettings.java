package dev.calsync.internal.engine;

import dev.calsync.pacing.Debounce;
import dev.calsync.schedule.SyncSettings;

/**
 * What a host decided about schedules and events.
 *
 * @param defaults what users get who chose nothing
 * @param debounce what becomes of many hints about one calendar
 * @param lateRunsPerSecond how many late fires this node asks for within a second
 */
public record FiringSettings(SyncSettings defaults, Debounce debounce, int lateRunsPerSecond) {}
