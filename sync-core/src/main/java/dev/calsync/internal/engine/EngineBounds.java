package dev.calsync.internal.engine;

import dev.calsync.store.HistoryRetention;
import java.time.Duration;

/**
 * What a host allows at most. Checked where the host gives it.
 *
 * @param runDeadline how long a run may go on
 * @param syncNowCalls how many requests for one calendar begin at once within {@code syncNowPer}
 * @param syncNowPer the span in which they are counted
 * @param history how long, and how much of it, is kept
 */
public record EngineBounds(Duration runDeadline, int syncNowCalls, Duration syncNowPer, HistoryRetention history) {}
