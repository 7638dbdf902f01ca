package dev.calsync.internal.engine;

import dev.calsync.pacing.CallLimit;
import dev.calsync.store.HistoryRetention;
import java.time.Duration;

/**
 * What a host allows at most. Checked where the host gives it.
 *
 * @param runDeadline how long a run may go on
 * @param syncNow how often a calendar may be asked for by hand
 * @param history how long, and how much of it, is kept
 */
public record EngineBounds(Duration runDeadline, CallLimit syncNow, HistoryRetention history) {}
